import { expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import type { JournalEvent, Result, Stamped } from '../../source/run/events.ts';
import { noticeOf, noticesOfEnd } from '../../source/run/notices.ts';
import { gates } from './gate-fixture.ts';

const at = '2026-06-15T02:10:00.000Z';
const stamped = (events: readonly JournalEvent[]): readonly Stamped<JournalEvent>[] =>
	events.map((event, index) => ({ ...event, sequence: index + 1, at }));

const run: JournalEvent = {
	...{ type: 'run', run: 'r1', purpose: 'upgrade', app: 'Specivo', stack: 'specivo' },
	...{ directory: '/opt/specivo', lockkeeper: '0.1.0', practice: false },
};
const versions: JournalEvent = { type: 'versions', from: '0.1.9', to: '0.1.10' };
const planOf = (...steps: Partial<Plan['steps'][number]>[]): JournalEvent => ({
	type: 'plan',
	plan: {
		...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/opt/specivo' },
		steps: steps as Plan['steps'],
	},
});
const plan = planOf({ id: 'wait', title: 'wait for health' });
const phase: JournalEvent = { type: 'phase', phase: 'Back up' };
const begun = [run, versions, plan, phase];
const begins: JournalEvent = { type: 'step begins', step: 'wait', commands: [] };
const failed: JournalEvent = {
	type: 'step ends',
	step: 'wait',
	outcome: 'failed',
	detail: 'exit 1',
	took: 1,
};
const hops = [
	{ from: '0.1.9', to: '0.1.10', reason: 'a' },
	{ from: '0.1.10', to: '0.2.0', reason: 'b' },
];

const textOf = (...events: readonly JournalEvent[]) => noticeOf(stamped(events))?.message.text;

test('the start: once a plan is gone, with what those who use the app are told', () => {
	expect(textOf(run, versions, phase)).toBeUndefined();
	expect(textOf(run, versions, plan)).toBeUndefined();
	expect(noticeOf(stamped(begun))).toEqual({
		key: 'start 1',
		message: {
			...{ event: 'start', stack: 'specivo', app: 'Specivo', from: '0.1.9', to: '0.1.10', run: 'r1' },
			...{ text: 'Upgrade of specivo from 0.1.9 to 0.1.10 begins.', time: at },
		},
	});
	const announce = planOf({ id: 'announce', kind: 'announce', parameters: { text: 'Down\nsoon.' } });
	expect(textOf(run, versions, announce, phase)).toBe(
		'Upgrade of specivo from 0.1.9 to 0.1.10 begins.\nDown\nsoon.',
	);
	// Its key is the same: who was told once is not told again.
	expect(noticeOf(stamped([...begun, begins, phase]))).toMatchObject({
		key: 'start 1',
		message: { text: 'Upgrade of specivo from 0.1.9 to 0.1.10 goes on.' },
	});
});

test('each hop has a start of its own, once its own plan is gone', () => {
	const second: JournalEvent = { type: 'hop', number: 2, hops };
	const before = [run, { type: 'hop', number: 1, hops } as const, versions, plan, phase, second];
	expect(noticeOf(stamped([...before, { type: 'phase', phase: 'Survey' }]))).toBeUndefined();
	expect(
		noticeOf(stamped([...before, { type: 'versions', from: '0.1.10', to: '0.2.0' }, plan, phase])),
	).toMatchObject({
		key: 'start 2',
		message: { text: 'Upgrade of specivo from 0.1.10 to 0.2.0 (hop 2 of 2) begins.' },
	});
});

test('a gate: once work has begun, with what leaving costs; asked again after an answer it is another', () => {
	const gate: JournalEvent = { type: 'gate', gate: gates.confirm };
	const answer: JournalEvent = { type: 'answer', gate: 'plan', answer: { kind: 'no' }, by: 'test' };
	expect(textOf(run, versions, plan, gate)).toBeUndefined();
	expect(
		noticeOf(
			stamped([...begun, { type: 'leaving', cost: { text: 're-pin 0.1.9', milliseconds: 15_000 } }, gate]),
		),
	).toMatchObject({
		key: 'gate plan 0',
		message: {
			event: 'gate',
			text: `Upgrade of specivo from 0.1.9 to 0.1.10 waits for an answer: ${gates.confirm.title}\nLeaving now costs: re-pin 0.1.9 (about 15 s)\nTo open it: lockkeeper attach --stack /opt/specivo`,
		},
	});
	expect(noticeOf(stamped([...begun, gate, gate]))?.key).toBe('gate plan 0');
	expect(noticeOf(stamped([...begun, gate, answer, gate]))?.key).toBe('gate plan 1');
	const backup = textOf(
		{ ...run, purpose: 'backup' },
		{ type: 'versions', from: '0.1.9' },
		plan,
		phase,
		gate,
	);
	expect(backup).toMatch(/^Backup of specivo, 0\.1\.9 waits/);
	expect(backup).not.toContain('attach');
});

test('a step that failed, and none that was interrupted by a wish', () => {
	expect(noticeOf(stamped([...begun, begins, failed]))).toMatchObject({
		key: 'failure 6',
		message: {
			event: 'failure',
			text: 'Upgrade of specivo from 0.1.9 to 0.1.10: “wait for health” failed: exit 1\nLeaving now costs: nothing: nothing was changed',
		},
	});
	expect(noticeOf(stamped([...begun, begins, { ...failed, wished: true }]))).toBeUndefined();
	expect(noticeOf(stamped([...begun, begins, { ...failed, outcome: 'done' }]))).toBeUndefined();
	// Led back to another version than was asked about, the run is headed by that way.
	expect(
		textOf(
			...[...begun, { type: 'versions', from: '0.1.10', to: '0.1.8' } as const],
			...[
				{
					type: 'plan',
					plan: { purpose: 'rollback', from: '0.1.10', to: '0.1.8', directory: '', steps: [] },
				} as const,
				phase,
			],
			failed,
		),
	).toMatch(/^Rollback of specivo from 0\.1\.10 to 0\.1\.8: “wait” failed/);
	// A step that no plan has is called by its id.
	expect(textOf(...begun, { ...failed, step: 'start-again' })).toContain('“start-again” failed');
});

test('the end of what had begun, and a failure that no step has told', () => {
	const result = (exit: Result['exit']): Result => ({ exit, state: 'old version', text: ['One.', 'Two.'] });
	const told = (exit: Result['exit'], ...events: readonly JournalEvent[]) =>
		noticesOfEnd(stamped(events), result(exit), at).map(
			({ message: { event, text } }) => `${event}: ${text}`,
		);
	const head = 'Upgrade of specivo from 0.1.9 to 0.1.10';
	expect(told(0, ...begun)).toEqual([`end: ${head} is done.\nOne.\nTwo.`]);
	expect(told(130, ...begun)).toEqual([`end: ${head} was stopped.\nOne.\nTwo.`]);
	// Who only looked tells nobody; what ended badly before it began is told.
	expect(told(130, run, versions)).toEqual([]);
	expect(told(3, run, versions)).toEqual([`failure: ${head} failed.\nOne.\nTwo.`]);
	expect(told(1, ...begun)).toEqual([
		`failure: ${head} failed.\nOne.\nTwo.`,
		`end: ${head} failed.\nOne.\nTwo.`,
	]);
	expect(told(3, ...begun, begins, failed)).toEqual([`end: ${head} failed.\nOne.\nTwo.`]);
});
