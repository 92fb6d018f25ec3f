// Touches the world: writes the directory of a practice stack, and finds what it is made of.
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compose project of the practice stack. */
export const practiceProject = 'practice';

/**
 * A file of this part: beside the source, beside the bundle's entry in `practice/`, or one up from a chunk.
 * @throws Error when the program is not whole
 */
export function practiceFile(...names: readonly string[]): string {
	const found = findIn(places, names);
	if (found) return found;
	throw new Error(`Expected ${names.join(' or ')} in ${places.join(' or ')}: this installation is not whole`);
}

/** A file that the build makes for this part; undefined where nothing was built. */
export const builtFile = (name: string): string | undefined =>
	findIn([...places, join(here, '../../dist/practice')], [name]);

const here = fileURLToPath(new URL('.', import.meta.url));
const places = [here, join(here, 'practice')];
const findIn = (directories: readonly string[], names: readonly string[]) =>
	directories
		.flatMap((directory) => names.map((name) => join(directory, name)))
		.find((path) => existsSync(path));

/** An attachment that lies in the stack's data. */
export type Attachment = {
	readonly name: string;
	readonly path: string;
	readonly bytes: number;
	readonly sha256: string;
};

/** Writes everything but the database, whose files the stack makes itself. */
export function writeStack(directory: string, version: string, port: number): void {
	cpSync(practiceFile('stack'), directory, { recursive: true });
	const environment = environmentFile({
		version,
		port,
		project: practiceProject,
		password: 'specivo-practice',
	});
	writeFileSync(join(directory, '.env'), environment, { mode: 0o600 });
	writeFileSync(join(directory, '.env.local'), secretsFile(), { mode: 0o600 });
	const data = join(directory, 'specivo-data');
	for (const name of ['postgresql', 'redis', 'logs/nginx', 'attachments/seeded'])
		mkdirSync(join(data, name), { recursive: true });
	writeFileSync(
		join(data, 'redis', 'README'),
		'The practice stack has no real Redis: nothing is kept here.\n',
	);
	for (const { name, content } of attachments())
		writeFileSync(join(data, 'attachments', 'seeded', name), content);
}

/** Rows for the attachments that `writeStack` wrote. */
export const seededAttachments = (): readonly Attachment[] =>
	attachments().map(({ name, content }) => ({
		name,
		path: `seeded/${name}`,
		bytes: content.length,
		sha256: createHash('sha256').update(content).digest('hex'),
	}));

/** Names with spaces and letters beyond ASCII: what backups stumble over. */
function attachments(): readonly { name: string; content: Buffer }[] {
	return ['gate.log', 'two  spaces.log', 'Größe.log', '-rf'].map((name, index) => ({
		name,
		content: Buffer.alloc(60_000 * (index + 1), `line of log ${index}: the gate is shut\n`),
	}));
}

/** The text of `.env`; the lab's real stacks have the same. */
export function environmentFile(options: {
	readonly version: string;
	readonly port: number;
	readonly project: string;
	readonly password: string;
}): string {
	const { version, port, project, password } = options;
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
DATABASE_URL=postgresql+psycopg://specivo:${password}@db:5432/specivo
POSTGRES_DB=specivo
POSTGRES_USER=specivo
POSTGRES_PASSWORD=${password}

# --- Redis ---
REDIS_URL=redis://redis:6379/0

# --- Application ---
DEBUG=false
REGISTRATION_MODE=open
CORS_ORIGINS=["http://localhost:${port}"]
`;
}

/** The text of `.env.local`, with a new secret. */
export const secretsFile = (): string =>
	`# Specivo: secrets. Given to Compose with --env-file, after .env.\nSECRET_KEY=${randomBytes(48).toString('hex')}\n`;
