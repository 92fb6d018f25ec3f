// Touches the world: runs the tests on the real engine, both halves side by side.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { environment, root } from './set-up.mjs';

/** Whole stacks that are measured; and all else, which waits for containers most of the time. */
const halves = ['lab', 'lab-parts'];

/** Runs them to their ends; of the shorter half all is said once it has ended. @returns 0, or the code of one that failed */
export async function runLab(words = []) {
	const codes = await Promise.all(halves.map((half, index) => runHalf(half, words, index === 0)));
	return codes.find((code) => code !== 0) ?? 0;
}

function runHalf(half, words, aloud) {
	return new Promise((ended) => {
		const child = spawn('vitest', ['run', '--project', half, '--passWithNoTests', ...words], {
			cwd: root,
			stdio: ['ignore', aloud ? 'inherit' : 'pipe', aloud ? 'inherit' : 'pipe'],
			env: environment(),
		});
		const said = [];
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
		child.on('error', (error) => {
			console.error(`vitest could not be started: ${error.message}`);
			ended(1);
		});
		child.on('close', (code) => {
			process.stdout.write(Buffer.concat(said));
			ended(code ?? 1);
		});
	});
}
