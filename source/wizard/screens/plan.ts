import { isByHand } from '../../plan/by-hand.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import { durationText } from '../amounts.ts';
import { stepMeanings } from '../meanings/steps.ts';
import { contentWidth } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled, wrapText } from '../styled-line.ts';
import type { Screen } from './screen.ts';
import { stepLines } from './step-detail.ts';

/** Every step of the plan before any is made. */
export const planScreen: Screen = {
	arrangement: () => ({ kind: 'list and detail' }),
	panes({ picture, width, cursor }) {
		const plan = picture.plans.findLast((made) => made.purpose !== 'rollback') ?? picture.view.plan;
		const listRoom = contentWidth('list', width('list'));
		const room = contentWidth('text', width('detail'));
		if (!plan) {
			const lines = wrapStyled('The plan is being made.', room, 'quiet');
			return {
				list: { kind: 'list', title: 'Plan', items: [], cursor: 0 },
				detail: { kind: 'text', title: 'Step', lines },
			};
		}
		const chosen = Math.min(cursor ?? 0, plan.steps.length);
		const step = chosen === 0 ? undefined : plan.steps[chosen - 1];
		return {
			list: {
				kind: 'list',
				title: `Plan · ${plan.steps.length} steps`,
				items: [
					[styledLine('The whole plan')],
					...plan.steps.map((item, index) => itemLines(`${index + 1}. ${item.title}`, listRoom)),
				],
				cursor: chosen,
				meanings: [undefined, ...plan.steps.map(({ kind, title }) => ({ title, text: stepMeanings[kind] }))],
				commands: [
					undefined,
					...plan.steps.map(({ commands }) => (commands.length > 0 ? commands.join('\n') : undefined)),
				],
			},
			detail: {
				kind: 'text',
				title: step ? `Step ${chosen} · ${step.phase}` : 'The whole plan',
				lines: step ? stepLines(step, plan, room) : totalLines(plan, room),
			},
		};
	},
};

const itemLines = (text: string, room: number): readonly StyledLine[] =>
	wrapText(text, room, 3).map((row) => styledLine(row));

function totalLines(plan: Plan, room: number): readonly StyledLine[] {
	const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
	const expected = (steps: readonly Step[]) => sum(steps.map((step) => step.expected));
	const work = expected(plan.steps.filter((step) => !isByHand(step)));
	const yours = expected(plan.steps.filter(isByHand));
	const downtime = sum(plan.steps.map((step) => step.downtime));
	const asks = plan.steps.filter((step) => step.gate !== undefined).length;
	return [
		...wrapStyled(`From ${plan.from} to ${plan.to}`, room, 'strong'),
		...wrapStyled(`${plan.steps.length} steps, about ${durationText(work)} of work`, room),
		...(yours === 0 ? [] : wrapStyled(`About ${durationText(yours)} of your own time`, room)),
		...wrapStyled(
			downtime === 0 ? 'No downtime is expected' : `About ${durationText(downtime)} of downtime`,
			room,
		),
		...wrapStyled(
			asks === 0
				? 'No step asks before it runs'
				: asks === 1
					? 'One of them asks before it runs'
					: `${asks} of them ask before they run`,
			room,
		),
		...wrapStyled(`Commands are for a shell in ${plan.directory}`, room, 'quiet'),
		styledLine(''),
		...wrapStyled('Walk down the list with ↓: each step shows its commands and how it is undone.', room),
	];
}
