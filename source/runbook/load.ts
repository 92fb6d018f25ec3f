// Touches the world: reads the built-in runbooks and a stack's own settings.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { OperatorError } from '../host/errors.ts';
import { retentionSchema } from '../restore-points/retention.ts';
import { type Runbook, runbookSchema } from './schema.ts';

/** What `lockkeeper.yaml` beside the Compose file may say. */
const settingsSchema = z.strictObject({
	/** Name of a built-in runbook, when none or several fit. */
	runbook: z.string().optional(),
	/** Directory for restore points, relative to the stack's. */
	backups: z.string().optional(),
	/** Copy of a database's files beside its dump; default `auto`: where there is room. */
	physical: z.enum(['auto', 'only', 'off']).optional(),
	window: runbookSchema.shape.window,
	/** Longest silence of a start before it counts as stuck, seconds; default: the runbook's. */
	quiet: runbookSchema.shape.migrations.shape.quiet.unwrap().optional(),
	/** How many restore points `restore-points prune` keeps; default: the last 5, 7 days, 4 weeks. */
	retention: retentionSchema.optional(),
	/** Where copies of them go, see `off-host/target.ts`; `none`: nowhere, and no check speaks of it. */
	offHost: z.string().optional(),
});

/** A file of comments alone says nothing. */
const orNothing = z.preprocess((value) => value ?? {}, settingsSchema);

export type StackSettings = z.infer<typeof settingsSchema>;

/** Reads YAML text by a schema. @throws OperatorError with file, line and column, what was expected and what was found */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): T {
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines });
	const broken = document.errors[0];
	if (broken) {
		throw new OperatorError(`${file} is not valid YAML: ${broken.message}`, {
			exit: 2,
			advice: ['Mend the line and try again.'],
		});
	}
	const result = schema.safeParse(document.toJS());
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	const path = issue?.path.map((part) => (typeof part === 'symbol' ? String(part) : part)) ?? [];
	const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
	const place = lines.linePos(offsetOf(document, path, unknown));
	throw new OperatorError(
		`${file}, line ${place.line}, column ${place.col}: ${path.join('.') || 'the file'}: ${issue?.message ?? 'not valid'}`,
		{ exit: 2, advice: ['Mend the line and try again.'] },
	);
}

/** Where a value stands in the text, or a key of the map at that path. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined): number {
	const node = path.length === 0 ? document.contents : document.getIn(path, true);
	const named =
		key !== undefined && isMap(node)
			? node.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key
			: node;
	return isNode(named) ? (named.range?.[0] ?? 0) : 0;
}

/** The runbooks that come with Lockkeeper, by name. */
export function builtInRunbooks(): Readonly<Record<string, Runbook>> {
	const folder = [join(import.meta.dirname, '../runbooks'), join(import.meta.dirname, 'runbooks')].find(
		(path) => existsSync(path),
	);
	if (!folder) throw new Error('the built-in runbooks are missing from this installation');
	return Object.fromEntries(
		readdirSync(folder)
			.filter((file) => file.endsWith('.yaml'))
			.map((file) => [
				file.slice(0, -'.yaml'.length),
				parseYaml(readFileSync(join(folder, file), 'utf8'), file, runbookSchema),
			]),
	);
}

/** The stack's own settings; empty when it has none. @throws OperatorError when the file is not valid */
export function readSettings(directory: string): StackSettings {
	const file = join(directory, 'lockkeeper.yaml');
	return existsSync(file) ? parseYaml(readFileSync(file, 'utf8'), file, orNothing) : {};
}
