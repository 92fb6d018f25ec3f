// Touches the world: writes the directory of a Jotbook stack.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Marker } from '../directory.ts';
import { makeDirectory } from '../directory.ts';

/** Everything `up` puts into a stack's directory. */
export const madeByLab = ['docker-compose.yml', '.env', 'CHANGELOG.md', 'data'];

export type JotbookMarker = Marker & { system: 'jotbook' };

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(directory: string, marker: JotbookMarker): Promise<void> {
	const { project, version, port } = marker;
	await makeDirectory(directory, marker);
	await cp(path.join(import.meta.dirname, 'stack'), directory, { recursive: true });
	await writeFile(
		path.join(directory, '.env'),
		`COMPOSE_PROJECT_NAME=${project}\nJOTBOOK_VERSION=${version}\nJOTBOOK_PORT=${port}\n`,
		{ mode: 0o600 },
	);
	await mkdir(path.join(directory, 'data'));
}
