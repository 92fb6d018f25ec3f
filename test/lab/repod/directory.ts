// Touches the world: writes the directory of a Repod stack.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Marker } from '../directory.ts';
import { makeDirectory } from '../directory.ts';
import { changelogFile } from './changelog.ts';
import { checkOut } from './checkout.ts';
import { backendFile, environmentFile, exampleFile } from './environment.ts';
import type { RepodVersion } from './versions.ts';

/** Everything `up` puts into a stack's directory, whatever its shape. */
export const madeByLab = [
	'.git',
	'.gitignore',
	'.env',
	'CHANGELOG.md',
	'backend',
	'backend.env',
	'backend.env.example',
	'backup.sh',
	'docker-compose.yml',
	'frontend',
	'repos',
];

export type RepodMarker = Marker & { system: 'repod' };

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(
	directory: string,
	version: RepodVersion,
	marker: RepodMarker,
): Promise<void> {
	await makeDirectory(directory, marker);
	if (version.variant === 'classic') {
		await checkOut(directory, version);
	} else {
		await cp(path.join(import.meta.dirname, 'current'), directory, { recursive: true });
		await writeFile(path.join(directory, 'CHANGELOG.md'), changelogFile(version));
		await writeExample(directory, version);
	}

	await writeFile(path.join(directory, '.env'), environmentFile(version, marker), { mode: 0o600 });
	await writeFile(path.join(directory, 'backend.env'), backendFile(version), { mode: 0o600 });
	await writeData(path.join(directory, 'repos'));
}

/** What an operator of a current stack takes from a release beside its images: its backend.env.example. */
export async function writeExample(directory: string, version: RepodVersion): Promise<void> {
	await writeFile(path.join(directory, 'backend.env.example'), exampleFile(version));
}

/** Data that lies beside the database: the vendor's backup.sh knows of pool and package-index only. */
async function writeData(repos: string): Promise<void> {
	for (const [file, text] of [
		['settings/settings.json', '{"retention_days":90,"language":"fr"}\n'],
		['package-index/Packages', 'Package: libgate\nVersion: 1.0-1\nArchitecture: amd64\n'],
		['apk/APKINDEX', 'P:gate\nV:1.0-r1\n'],
		['rpm/repomd.xml', '<repomd/>\n'],
		['certs/signing.pem', 'not a real certificate\n'],
	] as const) {
		await mkdir(path.join(repos, path.dirname(file)), { recursive: true });
		await writeFile(path.join(repos, file), text);
	}

	await mkdir(path.join(repos, 'pool'));
}
