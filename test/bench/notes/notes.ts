// Touches the world: `npm run bench -- notes`. Reads changelogs of great length, each time in a process of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { median } from '../median.ts';
import { allBetween, type Made, millionLines, twentyMegabytes } from './changelogs.ts';

const rounds = 5;
/** What Lockkeeper's figures are to stay at or below. */
const aims = { ms: 2000, MB: 150 } as const;

type Took = { readonly ms: number; readonly megabytes: number; readonly out: string };

/** One line of `--json`. */
type NotesMeasure = {
	readonly name: string;
	/** Median of the rounds. */
	readonly ours: number;
	readonly theirs: number | null;
	readonly ratio: number | null;
	readonly aimForOurs: number | null;
	readonly unit: 'ms' | 'MB';
};

/** Lockkeeper's reading and marking of what changed, against `sed`, which cuts the same sections out. */
export async function notesBench(json: boolean, print: (line: string) => void = console.log): Promise<void> {
	const directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-bench-notes-'));
	try {
		const program = path.join(directory, 'read-notes.mjs');
		await build({
			entryPoints: [path.join(import.meta.dirname, 'read-notes.ts')],
			...{ outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' },
		});
		const measures: NotesMeasure[] = [];
		for (const [name, make] of Object.entries({
			'notes-20-mb': twentyMegabytes,
			'notes-million-lines': millionLines,
			'notes-20-mb-between': allBetween,
		})) {
			const made = make();
			const file = path.join(directory, `${name}.md`);
			await writeFile(file, made.text);
			measures.push(...(await compared(name, file, made, program)));
		}

		for (const line of json ? measures.map((measure) => JSON.stringify(measure)) : tableOf(measures))
			print(line);
		console.error(
			`bench: load average ${loadavg()
				.map((each) => each.toFixed(1))
				.join(' ')}`,
		);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

async function compared(name: string, file: string, { from, to }: Made, program: string) {
	const ours: Took[] = [];
	const theirs: Took[] = [];
	const heading = (version: string) => `/^## ${version.replaceAll('.', String.raw`\.`)}$/`;
	for (let round = 0; round < rounds; round += 1) {
		ours.push(await run(process.execPath, [program, file, from, to]));
		theirs.push(await run('sed', ['-n', `${heading(to)},${heading(from)}p`, file]));
	}

	const told = ours.map(({ out }) => JSON.parse(out) as Told);
	console.error(
		`bench: ${name}: ${told[0]?.refused ? `refused: ${told[0].refused}` : `${told[0]?.marked} of ${told[0]?.lines} lines marked`}`,
	);
	const of = (took: readonly Took[], key: 'ms' | 'megabytes') => median(took.map((each) => each[key]));
	return [
		measure(name, 'ms', of(ours, 'ms'), of(theirs, 'ms')),
		measure(`${name}-processor`, 'ms', median(told.map(({ processor }) => processor))),
		measure(`${name}-memory`, 'MB', median(told.map(({ megabytes }) => megabytes)), of(theirs, 'megabytes')),
	];
}

type Told = {
	readonly lines: number;
	readonly marked: number;
	readonly refused?: string;
	readonly megabytes: number;
	readonly processor: number;
};

function measure(name: string, unit: 'ms' | 'MB', ours: number, theirs?: number): NotesMeasure {
	const rounded = (value: number) => Number(value.toFixed(1));
	return {
		name,
		ours: rounded(ours),
		theirs: theirs === undefined ? null : rounded(theirs),
		ratio: theirs ? Number((ours / theirs).toFixed(2)) : null,
		aimForOurs: theirs === undefined ? null : aims[unit],
		unit,
	};
}

/** Milliseconds and highest resident memory of a program; memory is looked at every millisecond. */
async function run(program: string, words: readonly string[]): Promise<Took> {
	const began = performance.now();
	const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
	const parts: Buffer[] = [];
	child.stdout.on('data', (part: Buffer) => parts.push(part));
	const ended = new Promise<number>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => resolve(code ?? -1));
	});
	let megabytes = 0;
	let over = false;
	void ended.finally(() => (over = true)).catch(() => {});
	const watch = (async () => {
		while (!over) {
			const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
			megabytes = Math.max(megabytes, (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024) / 1e6);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
	})();
	const code = await ended;
	const ms = performance.now() - began;
	await watch;
	if (code !== 0) throw new Error(`Expected ${program} to end with 0, it ended with ${code}.`);
	return { ms, megabytes, out: Buffer.concat(parts).toString() };
}

function tableOf(measures: readonly NotesMeasure[]): readonly string[] {
	const row = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell.padEnd(column === 0 ? 34 : 12))
			.join('')
			.trimEnd();
	const amount = (value: number | null, unit: string) =>
		value === null ? '–' : `${value.toFixed(unit === 'MB' ? 0 : 1)} ${unit}`;
	return [
		row(['measure', 'Lockkeeper', 'sed', 'ratio', 'aim']),
		...measures.map(({ name, ours, theirs, ratio, aimForOurs, unit }) =>
			row([
				name,
				amount(ours, unit),
				amount(theirs, unit),
				ratio?.toFixed(1) ?? '–',
				aimForOurs === null ? '–' : `<= ${aimForOurs} ${unit}, ${ours <= aimForOurs ? 'met' : 'missed'}`,
			]),
		),
		'',
		'Lockkeeper starts, reads, cuts out and marks; sed cuts out the same sections, and marks nothing.',
		'Of the third all lies between the two versions: Lockkeeper refuses it, sed prints all.',
	];
}
