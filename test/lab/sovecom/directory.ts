// Touches the world: writes and removes the directory of a SovEcom stack.
import { randomBytes } from 'node:crypto';
import { readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Marker } from '../directory.ts';
import { makeDirectory, markerName } from '../directory.ts';
import { git } from '../git.ts';
import { makeOrigin } from './repository.ts';
import type { SovecomVersion } from './versions.ts';
import { lineageOf } from './versions.ts';

/** The remote repository, out of the way of whoever looks into the stack's directory. */
const originPath = '.git/lab-origin.git';

export type SovecomMarker = Marker & { system: 'sovecom' };

/**
 * Writes the files of a new stack; the directory has to be absent or empty. It is a checkout of the
 * version's tag that knows of nothing newer until `git fetch --tags`.
 */
export async function writeDirectory(
	directory: string,
	version: SovecomVersion,
	marker: SovecomMarker,
): Promise<void> {
	await makeDirectory(directory, marker);
	await git(directory, ['init', '--quiet', '--initial-branch=main']);
	await makeOrigin(path.join(directory, originPath));
	await git(directory, ['remote', 'add', 'origin', originPath]);
	for (const { version: known } of lineageOf(version)) {
		await git(directory, ['fetch', '--quiet', '--no-tags', 'origin', 'tag', `v${known}`]);
	}

	await git(directory, ['checkout', '--quiet', `v${version.version}`]);
	await writeFile(path.join(directory, '.git/info/exclude'), `/${markerName}\n`);
	await writeFile(path.join(directory, '.env'), environmentFile(marker), { mode: 0o600 });
}

/** Removes what `up` wrote, and the directory when nothing else is in it. Returns what is left. */
export async function removeCheckout(directory: string): Promise<string[]> {
	// A test may have broken the repository: then its files are left, and named.
	const tracked = await git(directory, ['ls-files', '-z']).catch(() => '');
	for (const file of tracked.split('\0').filter((name) => name !== '')) {
		await rm(path.join(directory, file), { force: true });
	}

	for (const name of ['.git', '.env', markerName]) {
		await rm(path.join(directory, name), { recursive: true, force: true });
	}

	await removeEmptyDirectories(directory);
	return readdir(directory).catch(() => []);
}

async function removeEmptyDirectories(directory: string): Promise<void> {
	for (const entry of await readdir(directory, { withFileTypes: true })) {
		if (entry.isDirectory()) {
			await removeEmptyDirectories(path.join(directory, entry.name));
		}
	}

	if ((await readdir(directory)).length === 0) {
		await rmdir(directory);
	}
}

function environmentFile({ project, port }: SovecomMarker): string {
	const secret = () => randomBytes(24).toString('hex');
	return `# SovEcom's settings and secrets. Part of every backup: without MASTER_KEY encrypted rows are lost.
COMPOSE_PROJECT_NAME=${project}
SOVECOM_DOMAIN=localhost
SOVECOM_PORT=${port}
POSTGRES_PASSWORD=${secret()}
REDIS_PASSWORD=${secret()}
MEILI_MASTER_KEY=${secret()}
JWT_SECRET=${secret()}
MASTER_KEY=${secret()}
STORAGE_SIGNING_SECRET=${secret()}
AUDIT_EMAIL_SALT=${secret()}
`;
}
