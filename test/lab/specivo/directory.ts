// Touches the world: writes and removes the directory of a Specivo stack.
import { cp, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentFile, secretsFile } from '../../../source/practice/files.ts';

/** One stack's files serve the practice stack and the lab. */
const templates = path.join(import.meta.dirname, '../../../source/practice/stack');

/** Says that the lab made a directory, and is needed to let `down` remove anything from it. */
const markerName = '.lockkeeper-lab.json';

/** Everything `up` puts into a stack's directory. */
const madeByLab = [
	'docker-compose.yml',
	'.env',
	'.env.local',
	'nginx',
	'CHANGELOG.md',
	'lockkeeper.yaml',
	'specivo-data',
	markerName,
];

export type Marker = {
	system: 'specivo';
	version: string;
	project: string;
	port: number;
};

export type DirectoryOptions = Marker & {
	/** Shortens the migration of 0.4.0. */
	slowMigrationSeconds?: number;
};

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(directory: string, options: DirectoryOptions): Promise<void> {
	const { system, version, project, port } = options;
	await mkdir(directory, { recursive: true });
	// First of all, so that `down` can clear away what a failure leaves.
	await writeFile(
		path.join(directory, markerName),
		`${JSON.stringify({ system, version, project, port } satisfies Marker)}\n`,
	);
	await cp(templates, directory, { recursive: true });
	await useDebianDatabase(directory);
	const environment =
		environmentFile({ version, port, project, password: 'specivo-lab' }) + labSettings(options);
	await writeFile(path.join(directory, '.env'), environment, { mode: 0o600 });
	await writeFile(path.join(directory, '.env.local'), secretsFile(), { mode: 0o600 });
	await mkdir(path.join(directory, 'specivo-data'));
}

/** Whether there is nothing in the way of a new stack. */
export async function isFree(directory: string): Promise<boolean> {
	const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') {
			return [];
		}

		if (error.code === 'ENOTDIR') {
			return ['a file of that name'];
		}

		throw error;
	});
	return entries.length === 0;
}

/** What the lab noted when it made this directory; undefined when it did not make it. */
export async function readMarker(directory: string): Promise<Marker | undefined> {
	const content = await readFile(path.join(directory, markerName), 'utf8').catch(() => undefined);
	return content === undefined ? undefined : (JSON.parse(content) as Marker);
}

/** Removes what `up` wrote, and the directory when nothing else is in it. Returns what is left. */
export async function removeDirectory(directory: string): Promise<string[]> {
	for (const name of madeByLab) {
		await rm(path.join(directory, name), { recursive: true, force: true });
	}

	const left = await readdir(directory);
	if (left.length === 0) {
		await rmdir(directory);
	}

	return left;
}

/** The practice stack's Compose file with the database that Debian has: 17, and not the vendor's 18. */
async function useDebianDatabase(directory: string): Promise<void> {
	const file = path.join(directory, 'docker-compose.yml');
	const text = await readFile(file, 'utf8');
	await writeFile(file, text.replace('pgvector/pgvector:pg18', 'pgvector/pgvector:pg17'));
}

function labSettings({ slowMigrationSeconds }: DirectoryOptions): string {
	return slowMigrationSeconds === undefined
		? ''
		: `\n# --- Lab ---\n# Seconds that migration 0024 of 0.4.0 takes.\nSPECIVO_LAB_SLOW_SECONDS=${slowMigrationSeconds}\n`;
}
