/**
 * Runs both side by side, or one after the other; when one fails the first one is stopped and the first error
 * is thrown.
 */
export async function bothOrFirstError<A, B>(
	stoppable: (signal: AbortSignal) => Promise<A>,
	other: () => Promise<B>,
	signal: AbortSignal | undefined,
	oneAtATime: boolean,
): Promise<[A, B]> {
	const stop = new AbortController();
	const first = stoppable(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
	if (oneAtATime) return [await first, await other()];
	const second = other();
	try {
		return await Promise.all([first, second]);
	} catch (error) {
		stop.abort(error);
		await Promise.allSettled([first]);
		throw error;
	}
}
