// Touches the world: leads a story to its beginning, disturbs it as a case says, and judges what became of it.
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { JournalEvent, Stamped } from '../../source/run/events.ts';
import { type Fault, faultVariable } from '../../source/run/fault-seam.ts';
import { hasChanged, isUnended } from '../../source/run/interruption.ts';
import {
	type Bench,
	fillCommand,
	makeRoom,
	mountSmallDisk,
	untilNobodyWorks,
	untilQuiet,
	wasFilled,
} from './bench.ts';
import type { Case, StackKind } from './cases.ts';
import { type Ends, judge, type Verdict, type Wanted } from './judge.ts';
import { journals, leftovers, look, type Place } from './look.ts';
import { type Story, wayBack } from './stories.ts';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** Calls the built program without a terminal, to its end and that of all it started. */
export async function call(place: Place, words: readonly string[], faults: readonly Fault[] = []) {
	const { exitCode, signal, stdout, stderr } = await execa(
		process.execPath,
		[program, ...words, '--stack', place.directory, '--yes', '--json'],
		{
			cwd: '/',
			env: {
				...place.environment,
				...(faults.length > 0 ? { [faultVariable]: JSON.stringify(faults) } : {}),
			},
			stdin: 'ignore',
			reject: false,
			// What ends this process is not meant for the run.
			detached: true,
			timeout: 300_000,
			forceKillAfterDelay: 5000,
			maxBuffer: 100_000_000,
		},
	);
	await untilNobodyWorks(place);
	const last = stdout.trimEnd().split('\n').at(-1) ?? '';
	const said = last.startsWith('{"') ? (JSON.parse(last).text ?? []) : [];
	return { exit: exitCode ?? signal ?? 'none', said: said.join(' ') || stderr.trim().slice(-300) };
}

/** A story at its beginning, with what an undisturbed run has taught. */
export type Ground = {
	readonly bench: Bench;
	readonly ends: Ends;
	/** The undisturbed run's journal: its points. */
	readonly events: readonly Stamped<JournalEvent>[];
};

export type OpenBench = (story: Story, prepare: (place: Place) => Promise<void>) => Promise<Bench>;

/** Leads a story to its beginning and runs it once undisturbed. @throws Error when that does not go as it should */
export async function openGround(story: Story, openBench: OpenBench): Promise<Ground> {
	let first: Wanted | undefined;
	let beginning: Wanted | undefined;
	const bench = await openBench(story, async (place) => {
		await untilQuiet(place);
		first = await wantedOf(place);
		for (const { words, exit } of story.prelude) await callTo(place, words, exit);
		beginning = story.old === 'first' ? first : await wantedOf(place);
	});
	try {
		if (!first || !beginning) throw new Error('The stack was not looked at');
		await bench.reset();
		await callTo(bench.place, story.call, story.exit);
		const events = (await journals(bench.place.directory)).at(-1)?.events ?? [];
		const ends: Ends = {
			old: beginning,
			...(story.hasNew ? { new: await wantedOf(bench.place) } : {}),
		};
		return { bench, ends, events };
	} catch (error) {
		await bench.close();
		throw error;
	}
}

async function callTo(place: Place, words: readonly string[], exit: number): Promise<void> {
	const ended = await call(place, words);
	if (ended.exit !== exit)
		throw new Error(
			`${words.join(' ')} should end with ${exit}, but ended with ${ended.exit}: ${ended.said}`,
		);
}

/** What is there now, as it has to be found again. @throws Error when it does not serve */
export async function wantedOf(place: Place): Promise<Wanted> {
	let wanted: Wanted | undefined;
	const verdict = await settled(place, async () => {
		const world = await look(place);
		wanted = {
			version: world.pinned,
			tables: world.tables ?? {},
			revision: world.revision ?? 'none',
			files: world.files,
		};
		return judge(world, { old: wanted });
	});
	if (verdict.is === 'neither' || !wanted)
		throw new Error(`The stack does not serve: ${verdict.is === 'neither' ? verdict.from.join(' ') : ''}`);
	return wanted;
}

/** Looks until the stack is in one of the states that are wanted, or for as long as it may take to start. */
async function settled(place: Place, verdictOf: () => Promise<Verdict>): Promise<Verdict> {
	const until = performance.now() + (place.project === 'practice' ? 8000 : 40_000);
	for (let pause = 300; ; pause *= 2) {
		const verdict = await verdictOf();
		if (verdict.is !== 'neither' || performance.now() > until) return verdict;
		await sleep(pause);
	}
}

/** How a case ended: (a), (b), (c) a question whose answer has led to one of them, or lost. */
export type Played = {
	readonly case: Case;
	readonly is: 'a' | 'b' | 'c' | 'lost';
	/** What happened, a sentence each; on a loss, why. */
	readonly story: readonly string[];
	/** Milliseconds. */
	readonly took: number;
};

const faultsOf = ({ fault, point }: Case, place: Place): readonly Fault[] => {
	switch (fault) {
		case 'kill':
			return [{ at: point, after: 0, do: 'kill' }];
		case 'kill-150':
			return [{ at: point, after: 150, do: 'kill' }];
		case 'full':
			return [{ at: point, after: 0, do: { run: fillCommand(place) } }];
		default:
			return fault satisfies never;
	}
};

/** Plays one case from the story's beginning; never throws for what Lockkeeper does. */
export async function play({ bench, ends }: Pick<Ground, 'bench' | 'ends'>, one: Case): Promise<Played> {
	const began = performance.now();
	const { place, story } = bench;
	const told: string[] = [];
	const played = (is: Played['is']): Played => ({
		case: one,
		is,
		story: told,
		took: performance.now() - began,
	});
	const tell = async (words: readonly string[], faults?: readonly Fault[]) => {
		const { exit, said } = await call(place, words, faults);
		told.push(`${words.join(' ')}${faults ? ', disturbed' : ''}: ${exit}. ${said.slice(0, 600)}`);
	};
	const verdictNow = async () => judge(await look(place), ends);
	await beginAgain(bench);
	if (one.fault === 'full') await mountSmallDisk(place);

	await tell(story.call, faultsOf(one, place));
	const missed = await whyMissed(place, one);
	if (missed) {
		told.push(missed);
		return played('lost');
	}
	await makeRoom(place);
	const first = await verdictNow();

	await tell(one.answer === 'on' ? await goOn(place, story, one) : wayBack);
	let last = await settled(place, verdictNow);
	if (last.is === 'neither') {
		await tell(wayBack);
		last = await settled(place, verdictNow);
	}
	const left = await leftovers(place);
	told.push(...(last.is === 'neither' ? last.from : []), ...left.map((what) => `left behind: ${what}`));
	if (last.is === 'neither' || left.length > 0) return played('lost');
	if (last.is === 'a' && story.old === 'beginning' && !(await hasActed(place, story))) untouched.add(bench);
	return played(first.is === 'neither' ? 'c' : last.is);
}

/** What an operator calls to go on: the run is opened again, or the same call is made once more. */
async function goOn(place: Place, { call: words }: Story, { point }: Case): Promise<readonly string[]> {
	const events = (await journals(place.directory)).at(-1)?.events ?? [];
	const interrupted = isUnended(events) && hasChanged(events);
	const rolledBack = words[0] === 'rollback';
	const again = words.includes('--allow-irreversible') ? words : [...words, '--allow-irreversible'];
	return interrupted && (rolledBack || point % 2 === 0) ? ['attach', '--allow-irreversible'] : again;
}

/** Why the fault did not happen where it should have; undefined when it did. */
async function whyMissed(place: Place, { fault, point }: Case): Promise<string | undefined> {
	if (fault === 'full')
		return wasFilled(place) ? undefined : 'The disk was not filled: the point was not reached.';
	const events = (await journals(place.directory)).at(-1)?.events ?? [];
	if (fault === 'kill' && events.length !== point)
		return `Killed after event ${events.length} instead of ${point}.`;
	if (events.length < point) return `The point was not reached: ${events.length} events.`;
	return fault === 'kill-150' && events.at(-1)?.type === 'result'
		? 'The run had ended before the kill.'
		: undefined;
}

/** Whether any run since the beginning has come to its first step. */
async function hasActed(place: Place, { prelude }: Story): Promise<boolean> {
	const since = (await journals(place.directory)).slice(prelude.length);
	return since.some(({ events }) => events.some(({ type }) => type === 'step begins'));
}

/** What no step has touched is begun again without making the stack anew. */
const untouched = new WeakSet<Bench>();

async function beginAgain(bench: Bench): Promise<void> {
	if (untouched.has(bench)) await bench.resetState();
	else await bench.reset();
	untouched.delete(bench);
}

/** Which kind of stack opens how; the engine's is loaded only where it is played. */
export async function benchOf(stack: StackKind): Promise<OpenBench> {
	switch (stack) {
		case 'practice':
			return (await import('./practice-bench.ts')).openPracticeBench;
		case 'engine':
			return (await import('./engine-bench.ts')).openEngineBench;
		default:
			return stack satisfies never;
	}
}
