/** Thrown inside a main process when it was asked to end. */
export class Stopped extends Error {
	override name = 'Stopped';
}

/**
 * The ending of a main process that is a function: its exit code, or 0 when it was asked to end.
 * @param life settles with an exit code; the signal tells it to end
 * @param onCrash logs what was thrown and says the exit code
 */
export function mainProcess(
	life: (signal: AbortSignal) => Promise<number>,
	onCrash: (error: Error) => number,
) {
	const controller = new AbortController();
	const exited = life(controller.signal).catch((error: Error) => {
		if (controller.signal.aborted) return 0;
		return onCrash(error);
	});
	return { exited, stop: () => controller.abort(new Stopped('asked to end')), signal: controller.signal };
}

/** Settles when the process is asked to end. */
export function untilStopped(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), { once: true });
	});
}
