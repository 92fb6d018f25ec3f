// Touches the world: the clock.
import { patience } from '../notify/send.ts';
import { targetNames } from '../notify/target.ts';
import type { Stack } from '../survey/identify.ts';
import { startKey } from './notices.ts';
import type { Run } from './run.ts';
import { whoIsTold } from './who-is-told.ts';

/** Milliseconds that what must have come to something is waited for beyond its own deadline. */
const grace = 5000;

/**
 * Which targets were sent the notification of the start. This once it is waited for, at most until its deadline: whether
 * people have to be told by hand depends on it.
 */
export async function toldOfStart(run: Run, stack: Pick<Stack, 'settings'>): Promise<readonly string[]> {
	const { session } = run;
	const targets = whoIsTold(stack, session.past());
	const wanted = targetNames(targets)
		.filter((_name, index) => targets[index]?.on.includes('start'))
		.map(run.redacted);
	const outcomes = () => {
		const key = startKey(session.past());
		return session
			.past()
			.flatMap((event) => (event.type === 'notification' && event.about === key ? [event] : []));
	};
	const isKnown = () => wanted.every((name) => outcomes().some(({ target }) => target === name));
	if (!isKnown()) {
		const { promise, resolve } = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, patience + grace);
		const unsubscribe = session.subscribe(() => isKnown() && resolve());
		await promise;
		clearTimeout(timer);
		unsubscribe();
	}
	return outcomes()
		.flatMap(({ target, outcome }) => (outcome === 'sent' ? [target] : []))
		.sort();
}
