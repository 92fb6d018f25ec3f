// Touches the world: marks what this process starts, and ends what a killed run left going on.
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from './errors.ts';
import { environmentOf, lineOf, processStart } from './processes.ts';

/** Environment variable that every program of a run carries, and what it starts in turn: it holds the run's id. */
export const runVariable = 'LOCKKEEPER_RUN';

/** From now on all that this process starts carries the run's id, whoever starts it. @returns what ends that */
export function markChildren(run: string): () => void {
	process.env[runVariable] = run;
	return () => {
		if (process.env[runVariable] === run) delete process.env[runVariable];
	};
}

/** A process that went on after its run was killed. */
export type Orphan = { readonly pid: number; readonly name: string };

/** Milliseconds. */
const look = 50;

/**
 * Ends the programs of a killed run that go on: asks, insists after the patience, and returns when all are gone. Found
 * are those of this user, as root those of all; never one of another run, this process, what started it, or what it
 * started itself. None where the kernel does not tell.
 * @param patience milliseconds
 * @returns those that were ended
 * @throws OperatorError when one cannot be ended
 */
export async function endOrphans(run: string, patience = 5000): Promise<readonly Orphan[]> {
	const asked = new Map<string, Found & { readonly since: number }>();
	// Twice nobody: one that is started by another that ends can slip through a single look (seen).
	for (let nobody = 0; ; await sleep(look)) {
		const living = orphansOf(run, [...asked.values()]);
		nobody = living.length === 0 ? nobody + 1 : 0;
		if (nobody === 2) return [...asked.values()].map(({ pid, name }) => ({ pid, name }));
		const now = performance.now();
		const stubborn: Orphan[] = [];
		for (const orphan of living) {
			// Its id alone could by then be that of another one.
			const key = `${orphan.pid} ${orphan.start}`;
			const since = asked.get(key)?.since;
			if (since === undefined) asked.set(key, { ...orphan, since: now });
			if (since === undefined) signal(orphan.pid, 'SIGTERM');
			else if (now - since >= patience) signal(orphan.pid, 'SIGKILL');
			if (since !== undefined && now - since >= 2 * patience) stubborn.push(orphan);
		}
		if (stubborn.length > 0) throw cannotEnd(run, stubborn);
	}
}

/** An orphan and when it started, in the kernel's own clock ticks. */
type Found = Orphan & { readonly start: string };

/** @param known found before: one that is ending has no variables any more, and may still hold files */
function orphansOf(run: string, known: readonly Found[]): readonly Found[] {
	const mark = `${runVariable}=${run}`;
	const ending = known.filter(({ pid, start }) => processStart(pid) === start);
	const marked = processIds()
		.filter((pid) => environmentOf(pid).includes(mark))
		.filter((pid) => !ending.some((each) => each.pid === pid));
	if (marked.length === 0) return ending;
	const starters = new Set(lineOf(process.pid));
	const found = marked
		.filter((pid) => !starters.has(pid) && !lineOf(pid).includes(process.pid))
		.flatMap((pid) => {
			const start = processStart(pid);
			return start === undefined ? [] : [{ pid, start, name: nameOf(pid) }];
		});
	return [...ending, ...found];
}

function processIds(): readonly number[] {
	try {
		return readdirSync('/proc').map(Number).filter(Number.isInteger);
	} catch {
		return [];
	}
}

function nameOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() || 'unknown';
	} catch {
		return 'unknown';
	}
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It has ended meanwhile, or may not be ended by us: the next look tells.
	}
}

const cannotEnd = (run: string, orphans: readonly Orphan[]) =>
	new OperatorError(
		`Programs of the killed run ${run} go on and cannot be ended: ${orphans.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')}.`,
		{
			exit: 3,
			advice: [
				'They may wait for a disk or a network file system that does not answer: see that it does, or restart the host.',
				'Nothing else was done while they may still work on the stack.',
			],
		},
	);
