import { inWords } from '../text/list.ts';
import type { JournalEvent } from './events.ts';

type Notification = Extract<JournalEvent, { type: 'notification' }>;

/** `start: sent to command ./tell.sh`. */
export const notificationLine = ({
	event,
	target,
	outcome,
	reason,
}: Omit<Notification, 'type' | 'about'>): string =>
	outcome === 'sent' ? `${event}: sent to ${target}` : `! ${event}: not sent to ${target}: ${reason}`;

/** Who was not told in this run, a sentence a target; none where all were. */
export function notTold(events: readonly JournalEvent[]): readonly string[] {
	const failed = events.filter(
		(event) => event.type === 'notification' && event.outcome === 'failed',
	) as readonly Notification[];
	return [...new Set(failed.map(({ target }) => target))].map((target) => {
		const its = failed.filter((event) => event.target === target);
		const of = [...new Set(its.map(({ event }) => event))];
		return `Not sent to ${target}: the ${of.length === 1 ? 'notification' : 'notifications'} of ${inWords(of)} (${its.at(-1)?.reason ?? ''}).`;
	});
}
