// Touches the world: `npm run bench`. Measures Lockkeeper against the guide's commands, on the real engine.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { whatTheLabLacks } from '../lab/engine.ts';
import { WrongUse } from '../lab/wrong-use.ts';
import { withBenchStack } from './bench-stack.ts';
import { builtRounds } from './built/rounds.ts';
import { type BenchCommand, readCommandLine } from './command-line.ts';
import { firstFrame } from './first-frame.ts';
import { isBuilt, type Measure, type MeasureName, measureOf } from './measure.ts';
import { marksBench } from './notes/marks.ts';
import { notesBench } from './notes/notes.ts';
import { provideProgram } from './program.ts';
import { restorePointRounds } from './restore-points/rounds.ts';
import { noRounds, notOnStack, type OnBenchStack, roundsOf, sidesOf } from './sides.ts';
import { table } from './table.ts';
import { from, upgradeRounds } from './upgrade-rounds.ts';
import { figureTable } from './wizard/figures.ts';
import { wizardFigures } from './wizard/wizard.ts';

// On stderr, so that `--json` leaves nothing but its lines on stdout.
const progress = (line: string) => console.error(`bench: ${line}`);

try {
	const command = readCommandLine(process.argv.slice(2));
	if ('onTexts' in command) {
		await (command.onTexts === 'marks' ? marksBench : notesBench)(command.json);
	} else {
		await bench(command);
	}
} catch (error) {
	console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = error instanceof WrongUse ? 2 : 1;
}

async function bench(command: BenchCommand): Promise<void> {
	const { names, leftOut, json, rounds, minutes } = command;
	if (minutes !== undefined) return benchWizard(minutes, json);
	const lacking = await whatTheLabLacks();
	if (lacking !== undefined) {
		throw new Error(`${lacking} The bench measures on a real engine; nothing was measured or changed.`);
	}

	const signal = stopOnSignals();
	const before = load();
	const onStack = names.every(isBuilt) ? notOnStack : await onBenchStack(command, signal);
	const built = await inOwnDirectory(async (directory) =>
		names.some(isBuilt)
			? builtRounds(names, { program: await provideProgram(directory), signal, rounds }, progress)
			: {},
	);
	const measures = names.map((name) => measureOf(name, roundsOf(name, { ...onStack, built })));
	progress(`load average of this machine: ${before} before, ${load()} after`);
	print(measures, json, leftOut);
}

/** What the wizard itself is measured by, without an engine. */
async function benchWizard(minutes: number, json: boolean): Promise<void> {
	const signal = stopOnSignals();
	const before = load();
	const figures = await inOwnDirectory(async (directory) =>
		wizardFigures({ program: await provideProgram(directory), directory, minutes, signal }, progress),
	);
	progress(`load average of this machine: ${before} before, ${load()} after`);
	console.log(json ? figures.map((each) => JSON.stringify(each)).join('\n') : figureTable(figures));
}

/** All that is measured on one stack of Specivo's. */
function onBenchStack({ names, size, rounds }: BenchCommand, signal: AbortSignal): Promise<OnBenchStack> {
	return withBenchStack(from, progress, async (stack, directory) => {
		const subject = { stack, program: await provideProgram(directory), signal };
		const upgrades = await upgradeRounds(subject, sidesOf(names), progress);
		const frames = names.includes('first-frame') ? await firstFrame(subject, progress) : noRounds;
		const restorePoints = await restorePointRounds(subject, names, { size, rounds, directory }, progress);
		return { upgrades, frames, restorePoints };
	});
}

async function inOwnDirectory<Result>(act: (directory: string) => Promise<Result>): Promise<Result> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bench-'));
	try {
		return await act(directory);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

function print(measures: readonly Measure[], json: boolean, leftOut: readonly MeasureName[]): void {
	console.log(
		json ? measures.map((measure) => JSON.stringify(measure)).join('\n') : table(measures, leftOut),
	);
}

/** The first signal ends the measuring, and the stack is still taken away. */
function stopOnSignals(): AbortSignal {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		// Not `once`: execa ends this process on a signal that nobody else listens to.
		process.on(name, () => controller.abort(new Error(`Stopped by ${name}; the stack is taken away.`)));
	}

	return controller.signal;
}

function load(): string {
	return loadavg()
		.map((each) => each.toFixed(1))
		.join(' ');
}
