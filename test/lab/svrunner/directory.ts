// Touches the world: writes the directory of an SVRunner stack.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Marker } from '../directory.ts';
import { makeDirectory } from '../directory.ts';
import { setTags } from '../pin.ts';
import { imageName } from './images.ts';

/** Everything `up` puts into a stack's directory. */
export const madeByLab = ['docker-compose.yml', '.env', 'files'];

/** In its container, or on this host without any. */
export const variants = ['docker', 'host'] as const;
export type Variant = (typeof variants)[number];

/** @property variant absent of a stack made before there were two */
export type SvrunnerMarker = Marker & { system: 'svrunner'; variant?: Variant };

/** Writes the files of a new stack; the directory has to be absent or empty. */
export async function writeDirectory(directory: string, marker: SvrunnerMarker): Promise<void> {
	await makeDirectory(directory, marker);
	await cp(path.join(import.meta.dirname, 'stack'), directory, { recursive: true });
	await setTags(directory, [imageName], marker.version);
	await writeFile(path.join(directory, '.env'), settings(marker), { mode: 0o600 });
	await mkdir(path.join(directory, 'files'));
}

function settings({ project, port }: SvrunnerMarker): string {
	return `# Read by Compose.
COMPOSE_PROJECT_NAME=${project}
SVR_PORT=${port}

# Read by the server. What is relative is looked for in SVR_SERVER_EXEC_DIR; where that is unset, in the
# directory the server runs in.
# SVR_SERVER_EXEC_DIR=
SVR_SERVER_FILES_DIR=files
SVR_SERVER_ASSETS_DIR=files/assets
SVR_SERVER_LOGS_DIR=files/logs
SVR_SERVER_DATABASE_PATH=files/local.db
`;
}
