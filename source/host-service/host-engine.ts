// Touches the world: finds the program that speaks for an app without containers.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../docker/engine.ts';
import type { HostService } from './host-service.ts';

/** An engine that knows one app of this host: it answers as docker does, and does what the app's own programs do. */
export const hostEngine = (service: HostService): Engine =>
	engineOf(service, new URL('.', import.meta.url), 'host-engine-program');

/** @param here the folder of the program's source @param bundled its name among the bundle's parts */
export function engineOf(service: NonNullable<Engine['service']>, here: URL, bundled: string): Engine {
	return {
		executable: process.execPath,
		options: ['--disable-warning=ExperimentalWarning', programFile(here, bundled), JSON.stringify(service)],
		// A debugger or a coverage tool is meant for this process, not for that one.
		environment: { NODE_OPTIONS: '' },
		service,
	};
}

function programFile(here: URL, bundled: string): string {
	const found = ['engine-program.ts', `${bundled}.js`]
		.map((name) => fileURLToPath(new URL(name, here)))
		.find((path) => existsSync(path));
	if (found) return found;
	throw new Error(
		`Expected the program for apps without containers in ${fileURLToPath(here)}: this installation is not whole`,
	);
}
