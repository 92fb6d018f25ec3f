// `npm test`: sets up what is missing, then runs every test this machine can run.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { runLab } from './lab-tests.mjs';
import { buildOnce, installOnce, mustRun } from './set-up.mjs';

/** Why the lab's tests cannot run here, or undefined when they can. */
function labProblem() {
	if (process.env.LOCKKEEPER_LAB === 'skip') return 'LOCKKEEPER_LAB=skip';
	const answers = (program, ...args) =>
		spawnSync(program, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
	if (!answers('docker', 'info')) return 'no Docker engine answers';
	if (!answers('docker', 'compose', 'version')) return 'the engine has no Compose v2';
	const registry =
		"fetch('http://127.0.0.1:5000/v2/').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))";
	if (!answers(process.execPath, '-e', registry)) return 'no registry answers on 127.0.0.1:5000';
	return undefined;
}

installOnce();
buildOnce();

const words = process.argv.slice(2);
const problem = labProblem();
if (problem) console.log(`Lab tests skipped: ${problem}.`);
mustRun('vitest', ['run', '--project', 'unit', ...words]);
if (!problem) process.exitCode = await runLab(words);
