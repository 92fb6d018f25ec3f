// `npm start`: sets up what is missing, then opens Lockkeeper, on the practice stack unless told otherwise.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { buildOnce, environment, installOnce, root } from './set-up.mjs';

installOnce();
buildOnce();

const words = process.argv.slice(2);
const lockkeeper = spawn(
	'node',
	[join(root, 'dist', 'cli.js'), ...(words.length === 0 ? ['practice'] : words)],
	{
		cwd: process.env.INIT_CWD ?? root,
		stdio: 'inherit',
		env: environment(),
	},
);
// The terminal sends Ctrl+C to both; Lockkeeper decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, () => signal !== 'SIGINT' && lockkeeper.kill(signal));
lockkeeper.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 1)));
