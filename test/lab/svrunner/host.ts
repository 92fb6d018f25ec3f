// Touches the world: brings SVRunner up on this host without containers, and takes it down.
import path from 'node:path';
import { callService, madeForHost, startHostStack } from '../../host-service/host-stack.ts';
import { makeDirectory, removeDirectory } from '../directory.ts';
import { roomWithoutEngine } from '../room.ts';
import type { SvrunnerMarker } from './directory.ts';
import type { SvrunnerOptions } from './stack.ts';
import { svrunnerVersions } from './versions.ts';

/** What a person who brought it up may do next, and what is not what it seems. */
const guidance = (directory: string): readonly string[] => [
	'it runs on this host, and no engine is asked: every build lies in builds/, and `current` leads to the one in use',
	'stand-ins: builds/*/server.mjs for the packaged build, service.mjs for systemd; process, link and SQLite are real',
	`look at it:  npm start -- check --stack ${directory} --to 3.1.0`,
	`the wizard:  npm start -- --stack ${directory}`,
	`in lines:    npm start -- upgrade --stack ${directory} --to 3.1.0 --plain`,
	`take it away: npm run lab -- down svrunner --dir ${directory}`,
];

/**
 * Makes a stack without containers in an empty directory, fills it, and returns when it runs.
 *
 * @throws WrongUse when the version, directory or port cannot be used.
 */
export async function bringUpOnHost(options: SvrunnerOptions) {
	const { version, rows = 5000, assetsMegabytes = 5, port = 8080 } = options;
	const directory = path.resolve(options.directory);
	const marker: SvrunnerMarker = {
		...{ system: 'svrunner', version, variant: 'host', port },
		project: path.basename(directory),
	};
	await roomWithoutEngine(directory, marker, svrunnerVersions, '3.1.0');
	await makeDirectory(directory, marker);
	await startHostStack(directory, { port, version, rows, assetBytes: assetsMegabytes * 1_000_000 });
	return { directory, url: `http://127.0.0.1:${port}/`, guidance: guidance(directory) };
}

/** Ends the app and removes what `up` wrote. Returns the names of what is left. */
export async function takeDownOnHost(directory: string): Promise<string[]> {
	const place = path.resolve(directory);
	// Where `up` failed before it wrote the stand-in of the service manager, nothing was started.
	await callService(place, 'stop').catch(() => undefined);
	return removeDirectory(place, madeForHost);
}
