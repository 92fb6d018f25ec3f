// Touches the world: reads the built-in runbooks.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Runbook, runbookSchema } from './schema.ts';
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
	Object.fromEntries(
		Object.entries(builtInFiles()).map(([name, file]) => [name, demand(runbookSchema, file.value, [file])]),
	);
