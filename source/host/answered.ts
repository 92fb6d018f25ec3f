import { formatDuration } from '../text/duration.ts';
import { OperatorError } from './errors.ts';

/** Milliseconds that a look at a file system may take. */
const patience = 15_000;

/**
 * What a look at a file system finds. One that hangs cannot be ended, only left behind.
 * @throws OperatorError when it does not answer
 */
export async function answered<T>(path: string, look: Promise<T>, within = patience): Promise<T> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(
		() =>
			late.reject(
				new OperatorError(`${path} does not answer: nothing was heard within ${formatDuration(within)}.`, {
					exit: 3,
					advice: [
						'Nothing was changed.',
						'A disk or a network file system hangs: see which with df and dmesg, then try again.',
					],
				}),
			),
		within,
	);
	try {
		return await Promise.race([look, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
