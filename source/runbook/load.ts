// Touches the world: reads the built-in runbooks.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { override } from './override.ts';
import { type Runbook, type RunbookFile, runbookFileSchema, runbookSchema } from './schema.ts';
import { saidBy } from './variants.ts';
import { demand, readYaml, type YamlFile } from './yaml-file.ts';

/** The files of the runbooks that come with Lockkeeper, by name. */
export function builtInFiles(): Readonly<Record<string, YamlFile>> {
	const folder = [join(import.meta.dirname, '../runbooks'), join(import.meta.dirname, 'runbooks')].find(
		(path) => existsSync(path),
	);
	if (!folder) throw new Error('the built-in runbooks are missing from this installation');
	return Object.fromEntries(
		readdirSync(folder)
			.filter((file) => file.endsWith('.yaml'))
			.map((file) => [
				file.slice(0, -'.yaml'.length),
				readYaml(readFileSync(join(folder, file), 'utf8'), file),
			]),
	);
}

/** The runbooks that come with Lockkeeper, by name. */
export const builtInRunbooks = (): Readonly<Record<string, Runbook>> =>
	Object.fromEntries(Object.entries(builtInFiles()).map(([name, file]) => [name, readRunbook(file).base]));

/**
 * A runbook and its variants, each seen to be whole.
 * @throws OperatorError with file, line and column, what was expected and what was found
 */
export function readRunbook(file: YamlFile): {
	readonly base: Runbook;
	readonly variants: RunbookFile['variants'];
} {
	const { variants, ...base } = demand(runbookFileSchema, file.value, [file]);
	for (const index of variants.keys()) {
		const said = saidBy(file, variants, index);
		demand(runbookSchema, override(withoutVariants(file.value), said.value as object), [file, said]);
	}
	return { base, variants };
}

/** A runbook's keys alone. */
export function withoutVariants(value: unknown): unknown {
	const { variants: _, ...rest } = value as Readonly<Record<string, unknown>>;
	return rest;
}
