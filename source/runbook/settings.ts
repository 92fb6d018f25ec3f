// Touches the world: reads what a stack says of itself.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { targetSchema } from '../notify/target.ts';
import { retentionSchema } from '../restore-points/retention.ts';
import { runbookFileSchema, runbookSchema } from './schema.ts';
import { demand, readYaml, type YamlFile } from './yaml-file.ts';

/** What belongs to the stack, and not to its app. */
const settings = {
	/** A built-in runbook's name, or a file's, relative to the stack; `1`: this file is a whole runbook. */
	runbook: z.union([z.literal(1), z.string().min(1)]).optional(),
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
	/** Who is told of a run, by a program or a webhook; nobody unless said. */
	notify: z.array(targetSchema).optional(),
};
const settingsOnly = z.object(settings);

/** Keys of a runbook that a stack may say otherwise; each is held against the runbook's own schema once it is laid over it. */
const overrides = Object.fromEntries(
	Object.keys(runbookFileSchema.shape)
		.filter((key) => !(key in settings))
		.map((key) => [key, z.unknown().optional()]),
);

/** What `lockkeeper.yaml` beside the Compose file, or `x-lockkeeper` in it, may say. */
export const settingsSchema = z.strictObject({ ...settings, ...overrides });

export type StackSettings = z.infer<typeof settingsOnly>;

/** What a stack says of itself, where it says it; what is said last wins. */
export type SaidOfStack = { readonly settings: StackSettings; readonly files: readonly YamlFile[] };

/** @param composeFile read for `x-lockkeeper`; undefined where there is none @throws OperatorError when a file is not valid */
export function readSettings(directory: string, composeFile: string | undefined): SaidOfStack {
	const beside = join(directory, 'lockkeeper.yaml');
	const files = [
		...(composeFile !== undefined && mentions(composeFile)
			? [readYaml(readFileSync(composeFile, 'utf8'), composeFile, inCompose)]
			: []),
		...(existsSync(beside) ? [readYaml(readFileSync(beside, 'utf8'), beside)] : []),
	]
		// A file of comments alone says nothing.
		.filter(({ value }) => value !== null && value !== undefined);
	const said = files.map((file) => demand(settingsSchema, file.value, [file]));
	return { settings: demand(settingsOnly, Object.assign({}, ...said), files), files };
}

const inCompose = 'x-lockkeeper';

/** Compose tells what is wrong with its own file; here it is read only where it has something for us. */
const mentions = (composeFile: string) =>
	readFileSync(composeFile, 'utf8').match(/^["']?x-lockkeeper["']?\s*:/m) !== null;
