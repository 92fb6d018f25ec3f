import type { RunEvent } from '../run/events.ts';

/** A journal event as one line of JSON; undefined for what only passes. The result stands flat, exit code first. */
export function jsonLine(event: RunEvent): string | undefined {
	if (event.type === 'progress' || event.type === 'log') return undefined;
	if (event.type !== 'result') return JSON.stringify(event);
	const { result, ...rest } = event;
	return JSON.stringify({ ...rest, ...result });
}
