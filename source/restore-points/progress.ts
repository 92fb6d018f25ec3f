// Touches the world: reads the monotonic clock, and what the kernel says of a process.
import { bytesRead } from '../host/processes.ts';
import type { Progress } from '../run/events.ts';

/** Milliseconds between two reports, and over which the rate is measured. */
const pause = 100;
const window = 5000;

/** Counts work and reports it ten times a second, with rate and time left over the last five seconds. */
export type Meter = {
	readonly add: (amount: number) => void;
	/** Tells the whole once it is known. */
	readonly expect: (total: number) => void;
	/** Reports the end: all that was done is the whole. @param total when it was not counted all the way */
	readonly end: (total?: number) => void;
};

/** @param total undefined while the whole is not known; `done` never exceeds it */
export function meter(
	onProgress: (progress: Omit<Progress, 'step'>) => void,
	what: { readonly label: string; readonly unit: Progress['unit']; readonly total?: number | undefined },
): Meter {
	let done = 0;
	let { total } = what;
	let reported = Number.NEGATIVE_INFINITY;
	const seen: { at: number; done: number }[] = [];
	const report = (now: number) => {
		reported = now;
		seen.push({ at: now, done });
		while (seen.length > 2 && now - (seen[0]?.at ?? now) > window) seen.shift();
		onProgress(progressOf({ ...what, total }, done, seen));
	};
	return {
		add(amount) {
			done += amount;
			const now = performance.now();
			if (now - reported >= pause) report(now);
		},
		expect(amount) {
			total = amount;
		},
		end(whole = done) {
			onProgress({ label: what.label, unit: what.unit, done: whole, total: whole });
		},
	};
}

/** Counts what a process reads, for work whose bytes do not pass through this one. @param pid of the process */
export function watchReading(pid: number | undefined, progress: Meter): { readonly end: () => void } {
	let seen = 0;
	const watch = setInterval(async () => {
		const read = (await bytesRead(pid)) ?? 0;
		if (read > seen) progress.add(read - seen);
		seen = Math.max(seen, read);
	}, pause);
	return { end: () => clearInterval(watch) };
}

function progressOf(
	what: { readonly label: string; readonly unit: Progress['unit']; readonly total?: number | undefined },
	done: number,
	seen: readonly { at: number; done: number }[],
): Omit<Progress, 'step'> {
	const first = seen[0];
	const last = seen.at(-1);
	const milliseconds = first && last ? last.at - first.at : 0;
	const rate =
		first && last && milliseconds >= 500 ? ((last.done - first.done) / milliseconds) * 1000 : undefined;
	const shown = what.total === undefined ? done : Math.min(done, what.total);
	return {
		label: what.label,
		unit: what.unit,
		done: shown,
		...(what.total === undefined ? {} : { total: what.total }),
		...(rate === undefined ? {} : { rate }),
		...(rate && what.total !== undefined ? { left: ((what.total - shown) / rate) * 1000 } : {}),
	};
}
