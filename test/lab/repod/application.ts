// Touches the world: writes the backend's program as one version has it.
import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RepodVersion } from './versions.ts';

const withoutCaches = (source: string) => !source.includes('__pycache__');

/** Writes the program with the version's migrations into this directory. */
export async function writeApplication(directory: string, version: RepodVersion): Promise<void> {
	await cp(path.join(import.meta.dirname, 'application'), directory, {
		recursive: true,
		filter: withoutCaches,
	});
	for (const name of version.migrations) {
		const source = path.join(import.meta.dirname, 'migrations', name);
		await cp(source, path.join(directory, 'migrations', 'versions'), {
			recursive: true,
			filter: withoutCaches,
		});
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
