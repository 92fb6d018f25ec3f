import type { Finding } from '../checks/finding.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReleaseNotes } from '../releases/changelog.ts';
import type { FactLine } from '../survey/facts.ts';
import type {
	JournalEvent,
	LeavingCost,
	Notice,
	PassingEvent,
	Phase,
	Progress,
	Purpose,
	Result,
	RunEvent,
} from './events.ts';
import type { Answer, Gate } from './gates.ts';
import type { HopPosition } from './hops-of.ts';

export type StepView = {
	readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
	/** What the step said when it ended. */
	readonly detail?: string;
	/** ISO 8601; undefined while waiting. */
	readonly beganAt?: string;
	/** Milliseconds; undefined until it ended. */
	readonly took?: number;
	/** By label, so that work done side by side has a bar each. */
	readonly progress: Readonly<Record<string, ProgressView>>;
	/** What holds it up just now. */
	readonly notice?: Notice;
};

/** A bar. Where the step does not tell its rate, that since its beginning stands there. */
export type ProgressView = Progress & {
	/** When `done` or what it is at last changed, ISO 8601. */
	readonly movedAt: string;
	/** Where it began, or began anew. */
	readonly began: { readonly at: string; readonly done: number };
};

/** What a front draws: a pure function of the events so far. Log lines are not kept here. */
export type RunView = {
	readonly run: string;
	readonly purpose: Purpose;
	readonly app: string;
	readonly stack: string;
	readonly directory: string;
	readonly practice: boolean;
	readonly window?: { readonly from: string; readonly to: string };
	readonly from?: string;
	readonly to?: string;
	/** Which of several hops it is at. */
	readonly hop?: HopPosition;
	readonly phase: Phase;
	/** Stations that were entered, in order. */
	readonly visited: readonly Phase[];
	readonly facts: readonly FactLine[];
	readonly findings: readonly Finding[];
	readonly notes?: ReleaseNotes;
	/** The newest plan: that of the way back once one was chosen. */
	readonly plan?: Plan;
	readonly steps: Readonly<Record<string, StepView>>;
	/** The gate that waits for an answer. */
	readonly gate?: Gate;
	readonly answers: readonly { readonly gate: Gate; readonly answer: Answer; readonly by: string }[];
	readonly leaving: LeavingCost;
	/** Services whose logs are followed, in the order of the panes. */
	readonly followed: readonly string[];
	/** The files that hold those logs whole, in the same order. */
	readonly logFiles: readonly string[];
	readonly report?: { readonly markdown: string; readonly file: string };
	readonly result?: Result;
};

export const emptyView: RunView = {
	run: '',
	purpose: 'upgrade',
	app: '',
	stack: '',
	directory: '',
	practice: false,
	phase: 'Survey',
	visited: [],
	facts: [],
	findings: [],
	steps: {},
	answers: [],
	leaving: { text: 'nothing: nothing was changed', milliseconds: 0 },
	followed: [],
	logFiles: [],
};

const replaceBy = <T>(list: readonly T[], item: T, same: (other: T) => boolean): readonly T[] =>
	list.some(same) ? list.map((other) => (same(other) ? item : other)) : [...list, item];

const noProgress: StepView = { state: 'waiting', progress: {} };

/** The view after one more event. */
export function nextView(view: RunView, event: RunEvent): RunView {
	const at = event.at;
	const occurrence: JournalEvent | PassingEvent = event;
	switch (occurrence.type) {
		case 'run': {
			const { run, purpose, app, stack, directory, practice, window } = occurrence;
			return { ...view, run, purpose, app, stack, directory, practice, ...(window ? { window } : {}) };
		}
		case 'versions':
			return {
				...view,
				...(occurrence.from === undefined ? {} : { from: occurrence.from }),
				...(occurrence.to === undefined ? {} : { to: occurrence.to }),
			};
		case 'hop': {
			const { number, hops } = occurrence;
			return { ...(number > 1 ? atNextHop(view) : view), hop: { number, hops } };
		}
		case 'phase': {
			const { phase } = occurrence;
			return {
				...view,
				phase,
				visited: view.visited.includes(phase) ? view.visited : [...view.visited, phase],
			};
		}
		case 'fact': {
			const { fact } = occurrence;
			return { ...view, facts: replaceBy(view.facts, fact, (other) => other.id === fact.id) };
		}
		case 'finding': {
			const { finding } = occurrence;
			return {
				...view,
				findings: replaceBy(view.findings, finding, (other) => other.check === finding.check),
			};
		}
		case 'notes':
			return { ...view, notes: occurrence.notes };
		case 'plan':
			// Its steps are its own, although some are called as those of the plan before: none of them has begun.
			return { ...view, plan: occurrence.plan, steps: {} };
		case 'gate':
			return { ...view, gate: occurrence.gate };
		case 'answer': {
			const gate = view.gate;
			if (!gate || gate.id !== occurrence.gate) return view;
			const { gate: _answered, ...rest } = view;
			return { ...rest, answers: [...view.answers, { gate, answer: occurrence.answer, by: occurrence.by }] };
		}
		case 'step begins':
			return {
				...view,
				steps: { ...view.steps, [occurrence.step]: { state: 'running', beganAt: at, progress: {} } },
			};
		case 'step ends': {
			const { step, outcome, detail, took } = occurrence;
			const { notice: _over, ...before } = view.steps[step] ?? noProgress;
			return { ...view, steps: { ...view.steps, [step]: { ...before, state: outcome, detail, took } } };
		}
		case 'notice': {
			const { step, type: _type, ...notice } = occurrence;
			const { notice: _before, ...rest } = view.steps[step] ?? noProgress;
			const next = notice.open ? { ...rest, notice } : rest;
			return { ...view, steps: { ...view.steps, [step]: next } };
		}
		case 'progress': {
			const { progress } = occurrence;
			const before = view.steps[progress.step] ?? noProgress;
			const last = before.progress[progress.label];
			const bar = nextProgress(last, progress, at);
			const step = { ...before, progress: { ...before.progress, [progress.label]: bar } };
			return { ...view, steps: { ...view.steps, [progress.step]: step } };
		}
		case 'step notes':
		case 'notification':
			return view;
		case 'resumed': {
			// Whoever asked then is gone, and what was going on is not any more.
			const { gate: _gate, result: _result, report: _report, ...rest } = view;
			return { ...rest, steps: waitAgain(view.steps) };
		}
		case 'leaving':
			return { ...view, leaving: occurrence.cost };
		case 'follow':
			return { ...view, followed: occurrence.services, logFiles: occurrence.files };
		case 'report':
			return { ...view, report: { markdown: occurrence.markdown, file: occurrence.file } };
		case 'result':
			return { ...view, result: occurrence.result };
		case 'log':
			return view;
		default:
			return occurrence satisfies never;
	}
}

/** Milliseconds after which a rate is more than chance. */
const telling = 2000;

function nextProgress(last: ProgressView | undefined, progress: Progress, at: string): ProgressView {
	const { done, total, unit } = progress;
	const goesOn = last !== undefined && last.done <= done;
	const began = goesOn ? last.began : { at, done };
	const bar = {
		...progress,
		movedAt: last?.done === done && last.note === progress.note ? last.movedAt : at,
		began,
	};
	const took = Date.parse(at) - Date.parse(began.at);
	if (progress.rate !== undefined || unit === 'seconds' || took < telling || done <= began.done) return bar;
	const rate = ((done - began.done) * 1000) / took;
	return {
		...bar,
		rate,
		...(total === undefined ? {} : { left: (Math.max(0, total - done) * 1000) / rate }),
	};
}

const waitAgain = (steps: RunView['steps']): RunView['steps'] =>
	Object.fromEntries(
		Object.entries(steps).map(([id, step]) => [id, step.state === 'running' ? noProgress : step]),
	);

/** What was told of the hop before is in the journal and its report: the screens begin anew. What leaving costs is as it was. */
function atNextHop(view: RunView): RunView {
	const { run, purpose, app, stack, directory, practice, answers, leaving } = view;
	return {
		...{ ...emptyView, run, purpose, app, stack, directory, practice, answers, leaving },
		...(view.window ? { window: view.window } : {}),
	};
}
