// Touches the world: reads the clock.

/** Milliseconds without a byte after which a transfer is given up: a mount or a link that is gone does not say so. */
export const stallAfter = 120_000;

/** What watches a transfer. */
export type StallWatch = {
	/** Aborted when the operator stops it, or when nothing moves any more. */
	readonly signal: AbortSignal;
	/** To be called whenever something moved. */
	readonly moved: () => void;
};

/**
 * Does something that is given up when nothing moves for too long.
 * @param milliseconds without `moved` until then
 * @throws what the action throws; when it was given up, an Error that says so
 */
export async function whileMoving<T>(
	milliseconds: number,
	signal: AbortSignal | undefined,
	action: (watch: StallWatch) => Promise<T>,
): Promise<T> {
	const stall = new AbortController();
	const timer = setTimeout(() => stall.abort(), milliseconds);
	timer.unref();
	try {
		return await action({
			signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
			moved: () => void timer.refresh(),
		});
	} catch (error) {
		if (!stall.signal.aborted || signal?.aborted) throw error;
		throw new Error(`nothing moved for ${Math.round(milliseconds / 1000)} s`, { cause: error });
	} finally {
		clearTimeout(timer);
	}
}

/** Milliseconds that work may take to end by itself once it was stopped. */
const grace = 1000;

/** The work, or the signal's reason: a call into a file system that hangs cannot be ended, only left behind. */
export async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
	const settled = work.then(
		() => {},
		// When the signal was first, nobody is left to see how the work fails.
		() => {},
	);
	const aborted = Promise.withResolvers<never>();
	aborted.promise.catch(() => {});
	const onAbort = () => {
		const timer = setTimeout(() => aborted.reject(signal.reason), grace);
		void settled.then(() => {
			clearTimeout(timer);
			aborted.reject(signal.reason);
		});
	};
	if (signal.aborted) onAbort();
	else signal.addEventListener('abort', onAbort, { once: true });
	try {
		return await Promise.race([work, aborted.promise]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
