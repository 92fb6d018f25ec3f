import type { Plan, Step } from '../../plan/plan.ts';
import type { Phase } from '../../run/events.ts';
import type { StepView } from '../../run/view.ts';
import { durationText } from '../amounts.ts';
import type { PaneId } from '../layout.ts';
import { stepMeanings } from '../meanings/steps.ts';
import { contentWidth, type PaneContent } from '../pane-content.ts';
import { type Picture, stepsOf } from '../run-picture.ts';
import { type Role, type StyledLine, wrapStyled, wrapText } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import { type WorkLeft, workLeft, workLeftText } from '../time-left.ts';
import type { Screen, ScreenInput } from './screen.ts';
import { progressName, standstillText, stateLines, stepLines } from './step-detail.ts';

/** Back up, Upgrade and Verify: the station's steps, and beside them the logs that are followed or the step in full. */
export const stepsScreen: Screen = {
	arrangement: (picture, station) =>
		station === 'Upgrade' && picture.view.followed.length > 0 && !heldUp(picture)
			? { kind: 'list and logs', logs: picture.view.followed.length }
			: { kind: 'list and detail' },
	panes: (input) => stepPanes(input, planOf(input.picture, input.station), input.station),
};

/** A step that waits for something says what in its detail; the log of what waits is silent meanwhile. */
const heldUp = ({ view }: Picture) => Object.values(view.steps).some(({ notice }) => notice !== undefined);

/** The newest plan that has steps at this station. */
export function planOf({ plans }: Picture, station: Phase): Plan | undefined {
	return plans.findLast((plan) => plan.steps.some((step) => step.phase === station));
}

/** Panes of the plan's steps at a station; of all its steps when `station` is undefined. */
export function stepPanes(
	input: ScreenInput,
	plan: Plan | undefined,
	station: Phase | undefined,
): Partial<Record<PaneId, PaneContent>> {
	const { picture, width, cursor, now } = input;
	const { view } = picture;
	const steps = plan?.steps.filter((step) => station === undefined || step.phase === station) ?? [];
	const states = plan ? stepsOf(picture, plan) : {};
	const chosen = Math.min(cursor ?? current(steps, states), Math.max(0, steps.length - 1));
	const step = steps[chosen];
	const left = plan && view.result === undefined ? workLeft(plan, states, now) : undefined;
	const room = contentWidth('text', width('detail'));
	const listRoom = contentWidth('list', width('list'));
	const logs = view.followed.map((service, index): [PaneId, PaneContent] => [
		`log ${index}`,
		{ kind: 'log', title: service, service, file: view.logFiles[index] },
	]);
	return {
		list: {
			kind: 'list',
			title: titleOf(left, width('list')),
			items:
				steps.length > 0
					? steps.map((item) => itemLines(item, states[item.id], picture, listRoom, now))
					: [wrapStyled('No step of the plan is made at this station.', listRoom, 'quiet')],
			cursor: chosen,
			meanings: steps.map(({ kind, title }) => ({ title, text: stepMeanings[kind] })),
			commands: steps.map(({ commands }) => (commands.length > 0 ? commands.join('\n') : undefined)),
		},
		detail: {
			kind: 'text',
			title: step ? 'Step' : 'Steps',
			lines:
				step && plan
					? [...stateLines(states[step.id], room, now), ...stepLines(step, plan, room)]
					: wrapStyled('Nothing to show yet.', room, 'quiet'),
		},
		...Object.fromEntries(logs),
	};
}

/** A narrow list tells the time alone: beside its name there is no room for where one is in the list. */
function titleOf(left: WorkLeft | undefined, width: number): string {
	if (left === undefined) return 'Steps';
	return width < roomForBoth ? workLeftText(left) : `Steps · ${workLeftText(left)}`;
}

/** Columns of `▸ Steps · ~10 min left · 10–14/19` and of what frames it. */
const roomForBoth = 37;

const looks = {
	waiting: { glyph: glyphs.waiting, role: 'quiet' },
	running: { glyph: glyphs.running, role: 'accent' },
	done: { glyph: glyphs.pass, role: 'good' },
	failed: { glyph: glyphs.fail, role: 'bad' },
	skipped: { glyph: glyphs.skip, role: 'quiet' },
} as const satisfies Record<StepView['state'], { glyph: string; role: Role }>;

/** The running step, else the failed one, else the first that waits, else the last. */
function current(steps: readonly Step[], states: Readonly<Record<string, StepView>>): number {
	for (const wanted of ['running', 'failed', 'waiting'] as const) {
		const index = steps.findIndex((step) => (states[step.id]?.state ?? 'waiting') === wanted);
		if (index >= 0) return index;
	}
	return Math.max(0, steps.length - 1);
}

function itemLines(
	step: Step,
	state: StepView | undefined,
	picture: Picture,
	room: number,
	now: Date,
): readonly StyledLine[] {
	const { glyph, role } = looks[state?.state ?? 'waiting'];
	const rows = wrapText(step.title, room - 2).map(
		(text, row): StyledLine => [{ text: row === 0 ? `${glyph} ` : '  ', role }, { text }],
	);
	if (!state || state.state === 'waiting') return rows;
	const below = (text: string, of?: Role) =>
		wrapText(text, room - 2).map((row): StyledLine => [{ text: `  ${row}`, role: of ?? 'quiet' }]);
	if (state.state === 'failed')
		return [...rows, ...below(`failed: ${state.detail ?? 'no reason was given'}`, 'bad')];
	if (state.state !== 'running') {
		return [
			...rows,
			...below(state.took === undefined ? state.state : `${state.state}, ${durationText(state.took)}`),
		];
	}
	const since = state.beganAt === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(state.beganAt));
	return [
		...rows,
		...below(`running for ${durationText(since)}`),
		...Object.values(state.progress).flatMap((progress) => {
			const stands = standstillText(progress, now);
			return [
				...below(
					progress.total === undefined || progress.total <= 0
						? progressName(progress)
						: `${progressName(progress)} ${Math.floor((100 * progress.done) / progress.total)} %`,
				),
				...(stands === undefined ? [] : below(`${glyphs.warn} ${stands}`, 'warning')),
			];
		}),
		...(step.kind === 'wait' && picture.migrations.count > 0 ? below(migrationText(picture)) : []),
	];
}

function migrationText({ migrations: { count, revision, title } }: Picture): string {
	return `migration ${count}: to ${revision}${title ? `, ${title}` : ''}`;
}
