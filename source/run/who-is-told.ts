import type { Sender } from '../notify/send.ts';
import type { Target } from '../notify/target.ts';
import type { Stack } from '../survey/identify.ts';
import type { Redact } from '../text/redact.ts';
import type { JournalEvent } from './events.ts';

/** Who is told of a run; nobody of one on the practice stack. @param past of that run */
export function whoIsTold(
	{ settings }: Pick<Stack, 'settings'>,
	past: readonly JournalEvent[],
): readonly Target[] {
	const run = past.findLast((event) => event.type === 'run');
	return run === undefined || run.practice ? [] : (settings.notify ?? []);
}

/** Where a stack's notifications are sent from. */
export const senderOf = (
	{ directory, variables }: Pick<Stack, 'directory' | 'variables'>,
	redact: Redact,
): Sender => ({
	directory,
	variables,
	redact,
});
