// Touches the world: looks for programs of the host.
import { accessSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';

/** Path of a program on PATH; undefined when there is none that may be run. */
export async function findProgram(name: string): Promise<string | undefined> {
	for (const path of onPath(name)) {
		if (
			await access(path, constants.X_OK).then(
				() => true,
				() => false,
			)
		)
			return path;
	}
	return undefined;
}

/** Whether a program may be run: one with a slash is relative to the directory, another is looked for on PATH. */
export const canRun = (program: string, directory: string): boolean =>
	(program.includes('/') ? [resolve(directory, program)] : onPath(program)).some(isProgram);

const onPath = (name: string): readonly string[] =>
	(process.env.PATH ?? '').split(delimiter).map((directory) => join(directory || '.', name));

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
