// Touches the world: makes a fresh clone ready. Runs on any Node from 20 on, before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';

export const root = resolve(import.meta.dirname, '../..');

/** Environment in which `node` is the one the project brings, also where the machine has an older one. */
export const environment = () => ({
	...process.env,
	PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
});

/** Runs a program to its end with the terminal's own streams; ends this process with its code when that is not 0. */
export function mustRun(program, args) {
	const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: environment() });
	if (error) {
		console.error(`${program} could not be started: ${error.message}`);
		process.exit(1);
	}
	if (status !== 0) process.exit(status ?? 1);
}

const changedAt = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

/** Installs the packages when that was not done since package-lock.json changed. */
export function installOnce() {
	if (
		changedAt(join(root, 'node_modules', '.package-lock.json')) >= changedAt(join(root, 'package-lock.json'))
	)
		return;
	console.log('Setting up: installing packages (once)');
	mustRun('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Builds the program when a source file is newer than it. */
export function buildOnce() {
	const newest = readdirSync(join(root, 'source'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce(
			(latest, entry) => Math.max(latest, changedAt(join(entry.parentPath, entry.name))),
			changedAt(join(root, 'package-lock.json')),
		);
	if (changedAt(join(root, 'dist', 'cli.js')) >= newest) return;
	console.log('Setting up: building');
	mustRun('node', [join(root, 'source', 'build', 'bundle.mjs')]);
}
