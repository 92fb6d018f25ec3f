// Touches the world: finds the program that speaks for an app without containers.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../docker/engine.ts';
import type { HostService } from './host-service.ts';

/** An engine that knows one app of this host: it answers as docker does, and does what the app's own programs do. */
export const hostEngine = (service: HostService): Engine => ({
	executable: process.execPath,
	options: ['--disable-warning=ExperimentalWarning', programFile(), JSON.stringify(service)],
	// A debugger or a coverage tool is meant for this process, not for that one.
	environment: { NODE_OPTIONS: '' },
	service,
});

/** Beside this file, or beside the bundle's parts. */
function programFile(): string {
	const here = dirname(fileURLToPath(import.meta.url));
	const found = [join(here, 'engine-program.ts'), join(here, 'host-engine-program.js')].find((path) =>
		existsSync(path),
	);
	if (found) return found;
	throw new Error(
		`Expected the program for apps without containers in ${here}: this installation is not whole`,
	);
}
