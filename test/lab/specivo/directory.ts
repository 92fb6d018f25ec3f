// Touches the world: writes the directory of a Specivo stack.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentFile, secretsFile } from '../../../source/practice/files.ts';
import type { Marker } from '../directory.ts';
import { makeDirectory } from '../directory.ts';

export { readMarker } from '../directory.ts';

/** One stack's files serve the practice stack and the lab. */
const templates = path.join(import.meta.dirname, '../../../source/practice/stack');

/** Everything `up` puts into a stack's directory. */
export const madeByLab = [
	'docker-compose.yml',
	'.env',
	'.env.local',
	'nginx',
	'CHANGELOG.md',
	'lockkeeper.yaml',
	'specivo-data',
];

export type SpecivoMarker = Marker & { system: 'specivo' };

export type DirectoryOptions = SpecivoMarker & {
	/** Shortens the migration of 0.4.0. */
	slowMigrationSeconds?: number;
};

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(directory: string, options: DirectoryOptions): Promise<void> {
	const { system, version, project, port } = options;
	await makeDirectory(directory, { system, version, project, port });
	await cp(templates, directory, { recursive: true });
	await useDebianDatabase(directory);
	const environment =
		environmentFile({ version, port, project, password: 'specivo-lab' }) + labSettings(options);
	await writeFile(path.join(directory, '.env'), environment, { mode: 0o600 });
	await writeFile(path.join(directory, '.env.local'), secretsFile(), { mode: 0o600 });
	await mkdir(path.join(directory, 'specivo-data'));
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
