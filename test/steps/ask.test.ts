import { expect, test } from 'vitest';
import { ask } from '../../source/steps/ask.ts';
import type { StepContext } from '../../source/steps/step.ts';
import { stepFixture } from './context-fixture.ts';

type Ticks = Awaited<ReturnType<StepContext['tick']>>;

const asked = (ticks: Ticks) => {
	const seen: string[] = [];
	const context = {
		tick: async (_step, items) => {
			seen.push(...items);
			return ticks;
		},
	} as Pick<StepContext, 'tick'> as StepContext;
	return { seen, ended: ask.act(context, stepFixture('ask', { asks: 'Sign in\nOpen an issue' })) };
};

test.each<[string, Ticks, string]>([
	['all work', { 'Sign in': 'works', 'Open an issue': 'works' }, 'works: Sign in, Open an issue'],
	[
		'one was not tried',
		{ 'Sign in': 'works', 'Open an issue': 'not made' },
		'works: Sign in; not tried: Open an issue',
	],
	[
		'none was tried',
		{ 'Sign in': 'not made', 'Open an issue': 'not made' },
		'not tried: Sign in, Open an issue',
	],
])('%s', async (_condition, ticks, detail) => {
	const { seen, ended } = asked(ticks);
	expect((await ended).detail).toBe(detail);
	expect(seen).toEqual(['Sign in', 'Open an issue']);
});

test('one is broken: the step failed, and names it', async () => {
	await expect(asked({ 'Sign in': 'broken', 'Open an issue': 'works' }).ended).rejects.toThrow(
		'tried by hand and broken: Sign in',
	);
});
