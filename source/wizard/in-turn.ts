/**
 * Does things one by one in the order in which they came, each once the screen has seen the one before it: what comes
 * while others wait is done after them.
 * @param fail gets what one of them throws; those behind it are not done
 * @param later calls back once the screen has had its turn
 */
export function inTurn(
	fail: (error: unknown) => void,
	later: (next: () => void) => void = setImmediate,
): (acts: readonly (() => void)[]) => void {
	const waiting: (() => void)[] = [];
	const next = () => {
		try {
			waiting[0]?.();
		} catch (error) {
			waiting.length = 0;
			fail(error);
			return;
		}
		waiting.shift();
		if (waiting.length > 0) later(next);
	};
	return (acts) => {
		const idle = waiting.length === 0;
		waiting.push(...acts);
		if (idle && acts.length > 0) next();
	};
}
