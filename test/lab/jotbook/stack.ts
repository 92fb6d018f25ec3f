// Touches the world: brings Jotbook stacks up and takes them down.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { removeProject } from '../containers.ts';
import { markerOf, removeDirectory } from '../directory.ts';
import { docker } from '../docker.ts';
import { untilAnswering } from '../http.ts';
import type { Progress } from '../image.ts';
import { seconds } from '../image.ts';
import { roomFor } from '../room.ts';
import type { JotbookMarker } from './directory.ts';
import { madeByLab, writeDirectory } from './directory.ts';
import { buildJotbookImages } from './images.ts';
import { jotbookVersions } from './versions.ts';

export type JotbookOptions = {
	version: string;
	directory: string;
	/** Notes. @default 1000 */
	rows?: number;
	/** Megabytes of 1,000,000 bytes of attachments. @default 1 */
	attachmentsMegabytes?: number;
	/** Compose project; another one for each stack that runs at the same time. @default 'jotbook' */
	project?: string;
	/** Port on 127.0.0.1. @default 8080 */
	port?: number;
	progress?: Progress;
};

export type JotbookStack = {
	directory: string;
	/** Address of the app, with a closing slash. */
	url: string;
};

/**
 * Makes a stack in an empty directory, fills it, and returns when it runs.
 *
 * @throws WrongUse when the version, directory, project or port cannot be used; Error when engine or
 * registry do not answer.
 */
export async function bringUpJotbook(options: JotbookOptions): Promise<JotbookStack> {
	const { version, rows = 1000, attachmentsMegabytes = 1, progress = () => {} } = options;
	const directory = path.resolve(options.directory);
	const marker: JotbookMarker = {
		...{ system: 'jotbook', version },
		project: options.project ?? 'jotbook',
		port: options.port ?? 8080,
	};
	await roomFor(directory, marker, jotbookVersions, '1.1.0');

	const started = performance.now();
	await buildJotbookImages(progress);
	progress(`images ready after ${seconds(started)} s`);

	await writeDirectory(directory, marker);
	const stack = { directory, url: `http://127.0.0.1:${marker.port}/` };
	await docker(['compose', 'up', '--detach', '--quiet-pull'], { directory });
	await untilAnswering(stack, '/health', 200);
	progress(`Jotbook is up after ${seconds(started)} s`);

	const program = await readFile(path.join(import.meta.dirname, 'seed.py'), 'utf8');
	// In the container: SQLite is shared by processes of one kernel and one file system only.
	const words = ['python3', '-', String(rows), String(attachmentsMegabytes)];
	await docker(['compose', 'exec', '-T', 'jotbook', ...words], { directory, input: program });
	progress(`seeded ${rows} notes after ${seconds(started)} s`);
	return stack;
}

/** Ends the stack and removes what `up` wrote. Returns the names of what is left. */
export async function takeDownJotbook(directory: string): Promise<string[]> {
	const { project } = await markerOf<JotbookMarker>(directory, 'jotbook');
	await removeProject(project);
	return removeDirectory(path.resolve(directory), madeByLab);
}
