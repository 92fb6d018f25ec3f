// Touches the world: writes the directory of a Semaphor stack.
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Marker } from '../directory.ts';
import { makeDirectory } from '../directory.ts';
import { databaseUrl, outsideNetwork } from './external-database.ts';

/** Where the database is: in the api-service's own container, or at DATABASE_URL. */
export const variants = ['embedded', 'external'] as const;
export type Variant = (typeof variants)[number];

export type SemaphorMarker = Marker & { system: 'semaphor'; variant: Variant };

/** Everything `up` puts into a stack's directory. */
export const madeByLab = ['docker-compose.yml', 'CHANGELOG.md', '.env', 'semaphor.env', 'lockkeeper.yaml'];

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(directory: string, marker: SemaphorMarker): Promise<void> {
	const at = (name: string) => path.join(directory, name);
	await makeDirectory(directory, marker);
	await cp(path.join(import.meta.dirname, 'stack'), directory, { recursive: true });
	const template = await readFile(at('docker-compose.yml'), 'utf8');
	await writeFile(at('docker-compose.yml'), composeFile(template, marker));
	await writeFile(at('.env'), projectSettings(marker));
	await writeFile(at('semaphor.env'), settings(marker), { mode: 0o600 });
}

function composeFile(template: string, { version, variant, project }: SemaphorMarker): string {
	const tagged = template.replaceAll(':2.3.0', `:${version}`);
	return variant === 'embedded'
		? tagged
		: `${tagged.replace('  api-service:\n', '$&    networks: [default, database]\n')}
networks:
  # The database server is another team's.
  database:
    external: true
    name: ${outsideNetwork(project)}
`;
}

function projectSettings({ project, port }: SemaphorMarker): string {
	return `# Read by Compose alone.
COMPOSE_PROJECT_NAME=${project}
SEMAPHOR_PORT=${port}
`;
}

function settings({ variant, project }: SemaphorMarker): string {
	const url = variant === 'embedded' ? '# DATABASE_URL=' : `DATABASE_URL=${databaseUrl(project)}`;
	return `# Semaphor: settings of all three services.

# The licence; its last part is the day it is valid until.
SEMAPHOR_LICENSE=LOCKKEEPER-LAB-2099-12-31

# Unset: PostgreSQL runs within the api-service. Set: that server is used.
${url}
`;
}
