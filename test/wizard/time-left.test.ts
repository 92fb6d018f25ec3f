import { expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import type { StepView } from '../../source/run/view.ts';
import { standstillText } from '../../source/wizard/screens/step-detail.ts';
import { workLeft, workLeftText } from '../../source/wizard/time-left.ts';
import { stepFixture } from '../steps/context-fixture.ts';

const began = '2026-06-15T02:10:00.000Z';
const after = (seconds: number) => new Date(Date.parse(began) + seconds * 1000);
const plan: Plan = {
	...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/opt/specivo' },
	steps: (['restore-point', 'pull', 'up'] as const).map((id) => ({
		...stepFixture(id),
		id,
		expected: 20_000,
	})),
};
const done: StepView = { state: 'done', took: 1000, progress: {} };
const running: StepView = { state: 'running', beganAt: began, progress: {} };
const counted = (left?: number): StepView => ({
	...running,
	progress: {
		layers: {
			...{
				step: 'pull',
				label: 'layers',
				done: 1,
				total: 4,
				unit: 'bytes',
				movedAt: began,
				began: { at: began, done: 0 },
			},
			...(left === undefined ? {} : { left }),
		},
	},
});
const left = (steps: Readonly<Record<string, StepView>>, seconds = 5) => {
	const found = workLeft(plan, steps, after(seconds));
	return found && workLeftText(found);
};

test.each([
	['before the first step nothing is told', {}, undefined],
	['what waits counts whole, what runs less its time', { 'restore-point': running }, '~55 s left'],
	['between two steps what waits is left', { 'restore-point': done }, '~40 s left'],
	['what a bar tells of itself is believed', { 'restore-point': done, pull: counted(7000) }, '~27 s left'],
	['a bar that cannot tell it is not', { 'restore-point': done, pull: counted() }, '~35 s left'],
	['after a failure nobody knows', { 'restore-point': { ...done, state: 'failed' } }, undefined],
	[
		'what failed and could be done without is over',
		{ 'restore-point': done, pull: { ...done, state: 'failed' }, up: running },
		'~15 s left',
	],
	['at the end nothing is left', { 'restore-point': done, pull: done, up: done }, undefined],
	[
		'what was left out is not waited for',
		{ 'restore-point': done, pull: { ...done, state: 'skipped' }, up: running },
		'~15 s left',
	],
] as const)('%s', (_, steps, text) => {
	expect(left(steps)).toBe(text);
});

test('what people do takes their own time', () => {
	const asks = { ...plan, steps: [...plan.steps, { ...stepFixture('ask'), id: 'ask', expected: 120_000 }] };
	const found = workLeft(asks, { 'restore-point': done, pull: done, up: running }, after(5));
	expect(found?.milliseconds).toBe(15_000);
	expect(
		workLeft(asks, { 'restore-point': done, pull: done, up: done, ask: running }, after(5)),
	).toBeUndefined();
});

test('over its time a step is no longer guessed at', () => {
	expect(left({ 'restore-point': running }, 60)).toBe('>40 s left');
	expect(left({ 'restore-point': done, pull: done, up: running }, 60)).toBe('over its time');
});

test('a bar that stands still says so after ten seconds, and one that is full never', () => {
	const bar = counted().progress.layers;
	if (!bar) throw new Error('the fixture has a bar');
	expect(standstillText(bar, after(9))).toBeUndefined();
	expect(standstillText(bar, after(12))).toBe('nothing new for 12 s');
	// A build that is silent may be at work; of lines nobody knows how many there will be.
	expect(standstillText({ ...bar, unit: 'seconds' }, after(12))).toBeUndefined();
	const { total: _whole, ...endless } = bar;
	expect(standstillText({ ...endless, unit: 'items' }, after(12))).toBeUndefined();
	expect(standstillText(endless, after(12))).toBe('nothing new for 12 s');
	expect(standstillText({ ...bar, done: 4 }, after(12))).toBeUndefined();
});
