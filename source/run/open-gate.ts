import type { JournalEvent } from './events.ts';
import type { Gate } from './gates.ts';

/** The gate that waits for an answer after these events; undefined when none does. */
export function openGate(events: readonly JournalEvent[]): Gate | undefined {
	const last = events.findLast(({ type }) => type === 'gate' || type === 'answer');
	return last?.type === 'gate' ? last.gate : undefined;
}
