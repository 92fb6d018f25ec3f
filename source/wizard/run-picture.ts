// Touches the world: one timer that gathers events before the screen is drawn again.
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from '../run/events.ts';
import type { Session } from '../run/session.ts';
import { emptyView, nextView, type RunView } from '../run/view.ts';
import { createLogBuffer, type LogBuffer } from './logs/buffer.ts';
import { type Migrations, nextMigrations, noMigrations } from './migration-counter.ts';

/** All that is drawn of a run, log lines apart. */
export type Picture = {
	readonly view: RunView;
	/** Every plan so far, oldest first: the view keeps the newest alone. */
	readonly plans: readonly Plan[];
	/** How far the steps of each plan before the newest had come, in the same order. */
	readonly stepsBefore: readonly RunView['steps'][];
	/** Counted since the logs are followed. */
	readonly migrations: Migrations;
	/** Who has given the newest answer, when it was another front. */
	readonly answeredBy?: string;
};

export type RunPicture = {
	readonly current: () => Picture;
	readonly subscribe: (listener: () => void) => () => void;
	readonly logs: LogBuffer;
	readonly close: () => void;
};

/** Draws a session's past and follows it. Calls back at most once per `gatherFor` milliseconds. */
export function followRun(session: Session, { gatherFor = 33 } = {}): RunPicture {
	const logs = createLogBuffer();
	const listeners = new Set<() => void>();
	let picture: Picture = { view: emptyView, plans: [], stepsBefore: [], migrations: noMigrations };
	let timer: NodeJS.Timeout | undefined;
	let waiting: RunEvent[] | undefined = [];
	let newest = 0;

	const take = (event: RunEvent, me?: string) => {
		if (event.type === 'log') logs.append(event.service, event.lines);
		picture = nextPicture(picture, event, me);
		timer ??= setTimeout(() => {
			timer = undefined;
			for (const listener of listeners) listener();
		}, gatherFor);
	};
	// Subscribed before the past is read, so that nothing falls between the two.
	const unsubscribe = session.subscribe((event) => {
		if (waiting) waiting.push(event);
		else take(event, session.me);
	});
	// Who answered before this front came is no news.
	for (const event of session.past()) {
		take(event);
		newest = event.sequence;
	}
	for (const event of session.recent()) take(event);
	const missed = waiting;
	waiting = undefined;
	for (const event of missed) {
		const passing = event.type === 'log' || event.type === 'progress';
		if (passing || event.sequence > newest) take(event);
	}

	return {
		current: () => picture,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		logs,
		close() {
			unsubscribe();
			clearTimeout(timer);
			listeners.clear();
			logs.close();
		},
	};
}

/**
 * The picture after one more event.
 * @param me how the run names this front; undefined when there is no other
 */
export function nextPicture(picture: Picture, event: RunEvent, me?: string): Picture {
	const view = nextView(picture.view, event);
	switch (event.type) {
		case 'hop':
			return { ...picture, view, ...(event.number > 1 ? { plans: [], stepsBefore: [] } : {}) };
		case 'plan':
			return {
				...picture,
				view,
				plans: [...picture.plans, event.plan],
				stepsBefore: picture.plans.length === 0 ? [] : [...picture.stepsBefore, picture.view.steps],
			};
		case 'follow':
			return { ...picture, view, migrations: noMigrations };
		case 'log': {
			const migrations = event.lines.reduce(nextMigrations, picture.migrations);
			return migrations === picture.migrations ? picture : { ...picture, migrations };
		}
		case 'answer': {
			const { answeredBy: _before, ...rest } = picture;
			return { ...rest, view, ...(isOthers(event.by, me) ? { answeredBy: event.by } : {}) };
		}
		default:
			return { ...picture, view };
	}
}

/** How far the steps of one of its plans have come. */
export const stepsOf = ({ view, plans, stepsBefore }: Picture, plan: Plan): RunView['steps'] =>
	stepsBefore[plans.lastIndexOf(plan)] ?? view.steps;

/** A front names itself at the end of what it answers by; the command line and a wish name none. */
const isOthers = (by: string, me: string | undefined) =>
	me !== undefined && by.includes(' of ') && !by.endsWith(` of ${me}`);
