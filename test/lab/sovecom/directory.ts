// Touches the world: writes and removes the directory of a SovEcom stack.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git, makeOrigin } from './repository.ts';
import type { SovecomVersion } from './versions.ts';
import { lineageOf } from './versions.ts';

/** Says that the lab made a directory, and is needed to let `down` remove anything from it. */
const markerName = '.lockkeeper-lab.json';

/** The remote repository, out of the way of whoever looks into the stack's directory. */
const originPath = '.git/lab-origin.git';

export type SovecomMarker = {
	system: 'sovecom';
	version: string;
	project: string;
	port: number;
};

/**
 * Writes the files of a new stack; the directory has to be absent or empty. It is a checkout of the
 * version's tag that knows of nothing newer until `git fetch --tags`.
 */
export async function writeDirectory(
	directory: string,
	version: SovecomVersion,
	marker: SovecomMarker,
): Promise<void> {
	await mkdir(directory, { recursive: true });
	// First of all, so that `down` can clear away what a failure leaves.
	await writeFile(path.join(directory, markerName), `${JSON.stringify(marker)}\n`);
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

/** What the lab noted when it made this directory; undefined when it did not make it. */
export async function readMarker(directory: string): Promise<SovecomMarker | undefined> {
	const content = await readFile(path.join(directory, markerName), 'utf8').catch(() => undefined);
	const marker = content === undefined ? undefined : (JSON.parse(content) as SovecomMarker);
	return marker?.system === 'sovecom' ? marker : undefined;
}

/** Removes what `up` wrote, and the directory when nothing else is in it. Returns what is left. */
export async function removeDirectory(directory: string): Promise<string[]> {
	const tracked = await git(directory, ['ls-files', '-z']);
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
