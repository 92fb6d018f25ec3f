// Touches the world: writes and removes the directory of a Specivo stack.
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const templates = path.join(import.meta.dirname, 'files');

/** Says that the lab made a directory, and is needed to let `down` remove anything from it. */
const markerName = '.lockkeeper-lab.json';

/** Everything `up` puts into a stack's directory. */
const madeByLab = [
	'docker-compose.yml',
	'.env',
	'.env.local',
	'nginx',
	'CHANGELOG.md',
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
	await writeFile(path.join(directory, '.env'), environmentFile(options), { mode: 0o600 });
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

function environmentFile({ version, project, port, slowMigrationSeconds }: DirectoryOptions): string {
	const slow =
		slowMigrationSeconds === undefined
			? ''
			: `\n# --- Lab ---\n# Seconds that migration 0024 of 0.4.0 takes.\nSPECIVO_LAB_SLOW_SECONDS=${slowMigrationSeconds}\n`;
	return `# Specivo: settings without secrets. Secrets stand in .env.local.

# --- Name of this instance: prefix of its containers and networks ---
COMPOSE_PROJECT_NAME=${project}

# --- Port under which the proxy answers ---
SPECIVO_PORT=${port}

# --- Everything that has to last: database, attachments, logs ---
SPECIVO_DATA_DIR=./specivo-data

# --- Image tag: a release such as 0.1.9; 'latest' follows the newest ---
SPECIVO_VERSION=${version}

# --- Database ---
DATABASE_URL=postgresql+psycopg://specivo:specivo-lab@db:5432/specivo
POSTGRES_DB=specivo
POSTGRES_USER=specivo
POSTGRES_PASSWORD=specivo-lab

# --- Redis ---
REDIS_URL=redis://redis:6379/0

# --- Application ---
DEBUG=false
REGISTRATION_MODE=open
CORS_ORIGINS=["http://localhost:${port}"]
${slow}`;
}

function secretsFile(): string {
	return `# Specivo: secrets. Given to Compose with --env-file, after .env.\nSECRET_KEY=${randomBytes(48).toString('hex')}\n`;
}
