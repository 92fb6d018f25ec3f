// Touches the world: the wizard in a real pseudo terminal, under load and without.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { buildFixture, removeFixture } from '../../wizard/build-fixture.ts';
import { openTerminal, type Terminal } from '../../wizard/terminal.ts';
import { openPractice } from '../first-frame.ts';
import { compared, type Figure, figure, percentile95 } from './figures.ts';
import { linesToFile } from './lines-to-file.ts';

type Stats = {
	readonly pid: number;
	readonly lines: number;
	readonly milliseconds: number;
	readonly rss: number;
};

type Options = {
	readonly program: string;
	readonly directory: string;
	readonly minutes: number;
	readonly signal: AbortSignal;
};

/** Lines a second that are offered to two panes. */
const rates = [10_000, 100_000, 1_000_000];
const presses = 30;
const rounds = 5;
const idle = 30_000;

/** All figures of the wizard, in the order they are printed. */
export async function wizardFigures(
	options: Options,
	progress: (line: string) => void,
): Promise<readonly Figure[]> {
	const fixture = await buildFixture('test/bench/wizard/busy-wizard.tsx');
	const figures: Figure[] = [];
	const add = (...more: readonly Figure[]) => {
		options.signal.throwIfAborted();
		for (const each of more) progress(`${each.name}: ${each.ours} ${each.unit}`);
		figures.push(...more);
	};
	try {
		for (const rate of rates) add(...(await underLoad(fixture, rate, options)));
		add(...(await linesToFile(options.directory)));
		add(...(await slowly(fixture, options)));
		add(...(await forLong(fixture, options)));
		add(await atRest(fixture, options));
		add(...(await firstFrames(options)));
	} finally {
		removeFixture(fixture);
	}
	return figures;
}

async function open(fixture: string, rate: number, { directory }: Options, speed?: number) {
	const file = path.join(directory, `stats-${rate}-${speed ?? 0}`);
	const shown = openTerminal({
		columns: 80,
		rows: 24,
		program: process.execPath,
		args: [fixture, String(rate), file],
		env: { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined },
		...(speed === undefined ? {} : { speed }),
	});
	await shown.waitFor(rate > 0 ? /line \d/ : 'Leaving now costs', 30_000);
	await pause(1000);
	return { shown, stats: () => JSON.parse(readFileSync(file, 'utf8')) as Stats };
}

/** Milliseconds from each press of `p` until the title says what it did. */
async function pressKeys(shown: Terminal, count: number): Promise<readonly number[]> {
	const took: number[] = [];
	for (let press = 0; press < count; press += 1) {
		const paused = () => shown.rows().some((row) => row.includes('paused at line'));
		const was = paused();
		const began = performance.now();
		shown.type('p');
		while (paused() === was) {
			if (performance.now() - began > 30_000) throw new Error(`No effect of a key:\n${shown.text()}`);
			await pause(1);
		}
		took.push(performance.now() - began);
		await pause(100 + ((press * 37) % 100));
	}
	return took;
}

async function underLoad(fixture: string, rate: number, options: Options): Promise<readonly Figure[]> {
	const { shown, stats } = await open(fixture, rate, options);
	try {
		const [from, bytes, began] = [stats(), shown.taken(), performance.now()];
		await pause(5000);
		const perSecond = ((shown.taken() - bytes) * 1000) / (performance.now() - began);
		const took = await pressKeys(shown, presses);
		const to = stats();
		const absorbed = ((to.lines - from.lines) * 1000) / (to.milliseconds - from.milliseconds);
		const at = `${rate.toLocaleString('en')} lines/s`;
		return [
			figure(`absorbed of ${at}`, absorbed, 'lines/s', { aimForOurs: rate * 0.95, atLeast: true }),
			figure(
				`key to screen, p95, at ${at}`,
				percentile95(took),
				'ms',
				rate === 100_000 ? { aimForOurs: 50 } : {},
			),
			figure(`to the terminal at ${at}`, perSecond, 'bytes/s', { aimForOurs: 20_000 }),
		];
	} finally {
		await shown.close();
	}
}

async function slowly(fixture: string, options: Options): Promise<readonly Figure[]> {
	const { shown } = await open(fixture, 1000, options, 960);
	try {
		await pause(10_000);
		const took = await pressKeys(shown, 20);
		return [figure('key to screen, p95, at 9600 baud', percentile95(took), 'ms', { aimForOurs: 1000 })];
	} finally {
		await shown.close();
	}
}

async function forLong(fixture: string, options: Options): Promise<readonly Figure[]> {
	const { shown, stats } = await open(fixture, 100_000, options);
	try {
		const halves: number[] = [];
		for (const _ of [1, 2]) {
			await pause(options.minutes * 30_000, undefined, { signal: options.signal });
			halves.push(stats().rss / 1e6);
		}
		const [first = 0, last = 0] = halves;
		return [
			figure(`resident memory after ${options.minutes} min at 100,000 lines/s`, last, 'MB', {
				aimForOurs: 120,
			}),
			figure('the same after half the time', first, 'MB'),
		];
	} finally {
		await shown.close();
	}
}

async function atRest(fixture: string, options: Options): Promise<Figure> {
	const { shown, stats } = await open(fixture, 0, options);
	try {
		await pause(2000);
		const { pid } = stats();
		const [from, began] = [processorTime(pid), performance.now()];
		await pause(idle, undefined, { signal: options.signal });
		const share = ((processorTime(pid) - from) * 100) / (performance.now() - began);
		return figure('CPU while a question waits', share, '%', { aimForOurs: 1 });
	} finally {
		await shown.close();
	}
}

/** Milliseconds of a processor that a process has had; Linux counts them in hundredths of a second. */
function processorTime(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function firstFrames({ program, signal }: Options): Promise<readonly Figure[]> {
	const [ours, node, compose]: [number[], number[], number[]] = [[], [], []];
	const timed = async (file: string, words: readonly string[]) => {
		const began = performance.now();
		const { failed } = await execa(file, words, { reject: false, stdin: 'ignore' });
		return failed ? undefined : performance.now() - began;
	};
	for (let round = 0; round < rounds; round += 1) {
		signal.throwIfAborted();
		ours.push(await openPractice(program));
		node.push((await timed(process.execPath, ['-e', '0'])) ?? 0);
		const took = await timed('docker', ['compose', '--project-name', 'lockkeeper-bench', 'ps']);
		if (took !== undefined) compose.push(took);
	}
	return [
		compared('first frame, against node -e 0', ours, node, null),
		...(compose.length > 0 ? [compared('first frame, against docker compose ps', ours, compose, 1)] : []),
	];
}
