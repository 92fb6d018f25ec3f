// Touches the world: notices that the terminal went away, by signal or because it cannot be written any more.
import process from 'node:process';

/** Watches the terminal. `gone` settles once it is lost; its errors end nobody from here on. */
export function watchTerminal(): { readonly gone: Promise<void>; readonly close: () => void } {
	const streams = [process.stdin, process.stdout, process.stderr];
	let lost: () => void = () => {};
	const gone = new Promise<void>((resolve) => {
		lost = resolve;
	});
	const onLost = () => lost();
	process.on('SIGHUP', onLost);
	for (const stream of streams) stream.on('error', onLost);
	return {
		gone,
		close() {
			process.off('SIGHUP', onLost);
			// The error listeners stay: a late one must not take the exit code away.
		},
	};
}
