// Touches the world: sends to who is told of a run, beside it.
import { cleanMessage } from '../notify/message.ts';
import { patience, type Sender, send } from '../notify/send.ts';
import { type Target, targetNames } from '../notify/target.ts';
import type { Result } from './events.ts';
import { type Notice, noticeOf, noticesOfEnd } from './notices.ts';
import { notTold } from './notification-words.ts';
import type { Run } from './run.ts';

/** Tells people of a run while it goes on. */
export type Notifier = {
	/**
	 * Tells of the end, and lets what is still under way come to its own. @returns the result, with who was not told
	 */
	readonly ending: (result: Result) => Promise<Result>;
	readonly close: () => void;
};

/** Tells the targets of a run from now on. Nothing here throws, and the run waits for nothing of it before its end. */
export function openNotifier(run: Run, targets: readonly Target[], sender: Sender): Notifier {
	const { session } = run;
	const within = sender.hurry?.deadline ?? patience;
	const listeners = targetNames(targets).map((name, index) => ({
		name: run.redacted(name),
		target: targets[index] as Target,
	}));
	/** By name, so that each hears of things in their order. */
	const lines = new Map<string, Promise<void>>();
	/** Questions that have not waited for long enough yet. */
	const waiting = new Set<NodeJS.Timeout>();
	const begun = new Set<string>();

	const wasTold = (name: string, { key }: Notice) =>
		begun.has(`${name} ${key}`) ||
		session
			.past()
			.some((event) => event.type === 'notification' && event.target === name && event.about === key);

	const tell = ({ name, target }: (typeof listeners)[number], notice: Notice) => {
		const { event } = notice.message;
		if (event === 'test' || wasTold(name, notice)) return;
		begun.add(`${name} ${notice.key}`);
		const raised = performance.now();
		const message = cleanMessage(notice.message, run.redacted);
		const before = lines.get(name) ?? Promise.resolve();
		const sent = before.then(async () => {
			const outcome = await send(target, message, sender, within - (performance.now() - raised));
			run.emit({
				...{ type: 'notification', event, target: name, about: notice.key },
				...(outcome.sent ? { outcome: 'sent', reason: '' } : { outcome: 'failed', reason: outcome.reason }),
			});
		});
		// A journal that cannot be written stops the run by itself.
		lines.set(
			name,
			sent.catch(() => {}),
		);
	};

	const tellAll = (notice: Notice) => {
		const { event } = notice.message;
		for (const listener of listeners) {
			const { on, waits } = listener.target;
			if (!on.some((wanted) => wanted === event)) continue;
			if (event !== 'gate') tell(listener, notice);
			else waiting.add(setTimeout(() => tell(listener, notice), waits * 1000));
		}
	};
	const stopWaiting = () => {
		for (const timer of waiting) clearTimeout(timer);
		waiting.clear();
	};

	const unsubscribe = session.subscribe((event) => {
		if (listeners.length === 0 || event.type === 'log' || event.type === 'progress') return;
		if (event.type === 'answer') stopWaiting();
		const notice = noticeOf(session.past().slice(0, event.sequence));
		if (notice) tellAll(notice);
	});

	return {
		async ending(result) {
			stopWaiting();
			const text = result.text.map(run.redacted);
			for (const notice of noticesOfEnd(session.past(), { ...result, text }, new Date().toISOString()))
				tellAll(notice);
			await Promise.all(lines.values());
			const missing = notTold(session.past());
			return missing.length === 0 ? result : { ...result, text: [...result.text, ...missing] };
		},
		close() {
			unsubscribe();
			stopWaiting();
		},
	};
}
