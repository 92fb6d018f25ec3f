// Touches the world: the clock that nobody can set.
import { formatDuration } from '../text/duration.ts';

/** How a call was given up. */
export type Hung = {
	/** True when it might have gone on for longer, had anything moved. */
	readonly stalled: boolean;
	/** Milliseconds. */
	readonly after: number;
	/** True when even that did not end it: it waits inside the kernel. */
	readonly goesOn: boolean;
};

/** `hung: nothing moved for 15 min, and was ended`. */
export function hungWords({ stalled, after, goesOn }: Hung): string {
	const limit = formatDuration(after);
	const what = stalled ? `hung: nothing moved for ${limit}` : `hung: it did not end within ${limit}`;
	return goesOn
		? `${what}, and it cannot be ended: it goes on waiting inside the kernel`
		: `${what}, and was ended`;
}

/** Milliseconds without a sign of life after which work that grows with the data counts as hung. */
export const standstill = 15 * 60_000;

/** For work that grows with the data: it may take as long as it gets on. */
export type Stall = {
	/** Milliseconds without a sign of life until it is asked to stop; five seconds later it is made to. */
	readonly after: number;
	/** What changes as it gets on, besides the lines it says; asked now and then, e.g. bytes of a file. */
	readonly sign?: () => unknown;
};

/** When a call counts as hung. */
export type Limit =
	/** Milliseconds until it is asked to stop; five seconds later it is made to. */
	| { readonly deadline: number; readonly stall?: undefined }
	| { readonly deadline?: undefined; readonly stall: Stall };

/** Milliseconds until a call that was asked to stop is made to, and as long again until it is left behind. */
const insistAfter = 5000;

/** Milliseconds in place of those said, of every call; tests alone are in such a hurry. */
export type Hurry = {
	readonly deadline?: number;
	readonly standstill?: number;
	/** Until a call that was asked to stop is made to. */
	readonly insist?: number;
};

/** A call that is watched. */
export type Watch = {
	/** Aborted when the operator stops it, or when it hangs. */
	readonly signal: AbortSignal;
	/** Milliseconds. */
	readonly insistAfter: number;
	/** To be called whenever it has said something. */
	readonly moved: () => void;
	/** What it came to, or an end without one when it cannot be ended. */
	readonly orLeft: <T>(work: Promise<T>) => Promise<T | typeof left>;
	readonly hung: () => Hung | undefined;
};

/** In place of a result: the call was told to end, and does not. */
export const left = Symbol('left behind');

/** Watches one call, from now on. @param signal of who may stop it @param hurry for tests */
export function watchCall(limit: Limit, signal: AbortSignal | undefined, hurry: Hurry = {}): Watch {
	const given = limit.deadline ?? limit.stall.after;
	const after = (limit.stall ? hurry.standstill : hurry.deadline) ?? given;
	const stop = new AbortController();
	const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
	let movedAt = performance.now();
	let lookedAt = movedAt;
	let last: unknown;
	let asking = false;
	let goesOn = false;
	const moved = () => {
		movedAt = performance.now();
	};
	const ask = async (sign: () => unknown) => {
		asking = true;
		try {
			const now = await sign();
			// Where nobody can tell, it is not said to stand still.
			if (now === undefined || now !== last) moved();
			last = now;
		} catch {
			// No sign is none.
		} finally {
			asking = false;
		}
	};
	const pause = Math.min(1000, after / 5);
	const look = () => {
		const now = performance.now();
		// Who was stopped himself (Ctrl+Z) has not looked, and knows nothing.
		if (limit.stall && now - lookedAt > 20 * pause) movedAt = now;
		lookedAt = now;
		if (now - movedAt >= after) return stop.abort();
		if (limit.stall?.sign && !asking) void ask(limit.stall.sign);
	};
	const timer = limit.stall ? setInterval(look, pause) : setTimeout(() => stop.abort(), after);
	const patience = hurry.insist ?? insistAfter;
	return {
		signal: both,
		insistAfter: patience,
		moved: () => {
			if (limit.stall) moved();
		},
		async orLeft(work) {
			const gone = Promise.withResolvers<typeof left>();
			let leaving: NodeJS.Timeout | undefined;
			const onAbort = () => {
				leaving = setTimeout(
					() => {
						goesOn = true;
						gone.resolve(left);
					},
					2 * patience + 500,
				);
			};
			if (both.aborted) onAbort();
			else both.addEventListener('abort', onAbort, { once: true });
			try {
				return await Promise.race([work, gone.promise]);
			} finally {
				both.removeEventListener('abort', onAbort);
				clearTimeout(leaving);
				clearTimeout(timer);
			}
		},
		hung: () =>
			stop.signal.aborted && !signal?.aborted
				? { stalled: limit.stall !== undefined, after: given, goesOn }
				: undefined,
	};
}
