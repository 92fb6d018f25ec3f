// Touches the world: writes the backend's program as one version has it.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { copyProgram } from '../program.ts';
import type { RepodVersion } from './versions.ts';

/** Writes the program with the version's migrations into this directory. */
export async function writeApplication(directory: string, version: RepodVersion): Promise<void> {
	await copyProgram(path.join(import.meta.dirname, 'application'), directory);
	for (const name of version.migrations) {
		const source = path.join(import.meta.dirname, 'migrations', name);
		await copyProgram(source, path.join(directory, 'migrations', 'versions'));
	}

	await writeFile(path.join(directory, 'repod', 'release.py'), releaseModule(version));
}

function releaseModule({ version, variant, alive, needsNameKey }: RepodVersion): string {
	return `"""Which release this is. Written by the lab."""

VERSION = "${version}"
SHAPE = "${variant}"
ALIVE = ${python(alive)}
NEEDS_NAME_KEY = ${python(needsNameKey)}
`;
}

const python = (value: boolean) => (value ? 'True' : 'False');
