// Touches the world: looks for programs of the host.
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** Path of a program on PATH; undefined when there is none that may be run. */
export async function findProgram(name: string): Promise<string | undefined> {
	for (const directory of (process.env.PATH ?? '').split(delimiter)) {
		const path = join(directory || '.', name);
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
