// Touches the world: a timer.
import { useCallback, useEffect, useRef, useState } from 'react';

/**
 * True once no key came for `milliseconds` since `subject` was shown. A key typed before an operator can have read the
 * question is not an answer; `disturb` is called for each of them.
 */
export function useQuiet(
	subject: string | undefined,
	milliseconds = 300,
): { quiet: boolean; disturb: () => void } {
	const [quietFor, setQuietFor] = useState<string>();
	const waiting = useRef<{ timer?: NodeJS.Timeout; immediate?: NodeJS.Immediate }>({});
	const wait = useCallback(() => {
		clearTimeout(waiting.current.timer);
		clearImmediate(waiting.current.immediate);
		if (subject === undefined) return;
		waiting.current.timer = setTimeout(() => {
			// After a busy moment the timer comes before the keys that waited meanwhile: those are read first.
			waiting.current.immediate = setImmediate(() => setQuietFor(subject));
		}, milliseconds);
	}, [subject, milliseconds]);
	useEffect(() => {
		setQuietFor(undefined);
		wait();
		const { current } = waiting;
		return () => {
			clearTimeout(current.timer);
			clearImmediate(current.immediate);
		};
	}, [wait]);
	return { quiet: subject !== undefined && quietFor === subject, disturb: wait };
}
