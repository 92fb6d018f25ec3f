import type { Plan } from '../plan/plan.ts';
import type { Stack } from '../survey/identify.ts';
import { fillAnnouncement } from '../text/announcement.ts';
import { windowState } from '../text/window.ts';
import { windowOf } from './open-run.ts';

/** What those who use the app are told; undefined where the runbook says nothing of it. A window that is not open says nothing of when. */
export function announcementOf(
	stack: Pick<Stack, 'name' | 'runbook' | 'settings'>,
	{ from, to }: Pick<Plan, 'from' | 'to'>,
	now: Date,
): string | undefined {
	const { runbook, name } = stack;
	if (runbook.announce === undefined) return undefined;
	const window = windowOf(stack);
	return fillAnnouncement(runbook.announce, {
		...{ app: runbook.app, stack: name, from, to },
		window: window && windowState(window, now)?.open ? `between ${window.from} and ${window.to}` : 'now',
	});
}
