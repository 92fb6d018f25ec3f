import { expect, test } from 'vitest';
import { suggestTargets } from '../../source/releases/suggestions.ts';

const specivo = ['0.1.8', '0.1.9', '0.1.10', '0.2.0', '0.2.1', '0.3.0-rc.1', '0.3.0', '0.4.0'];

/** Without what the way to each is made of. */
const told = (...question: Parameters<typeof suggestTargets>) =>
	suggestTargets(...question).map(({ version, reason, recommended }) => ({ version, reason, recommended }));

test('every release within one hop and the newest of all, newest first, the newest of the running minor recommended', () => {
	expect(told('0.1.8', specivo, 'one minor at a time')).toEqual([
		{ version: '0.4.0', reason: 'newest release, in 3 hops by 0.2.1 and 0.3.0', recommended: false },
		{ version: '0.2.1', reason: 'newest of 0.2, the next minor, on the way to 0.4.0', recommended: false },
		{ version: '0.2.0', reason: 'of 0.2', recommended: false },
		{ version: '0.1.10', reason: 'newest of 0.1, the minor that runs', recommended: true },
		{ version: '0.1.9', reason: 'of 0.1, the minor that runs', recommended: false },
	]);
});

test('with nothing newer in the running minor, the newest of the next one is recommended', () => {
	expect(told('0.2.1', specivo, 'one minor at a time')).toEqual([
		{ version: '0.4.0', reason: 'newest release, in 2 hops by 0.3.0', recommended: false },
		{ version: '0.3.0', reason: 'newest of 0.3, the next minor, on the way to 0.4.0', recommended: true },
	]);
	expect(told('0.3.0', specivo, 'one minor at a time')).toEqual([
		{ version: '0.4.0', reason: 'newest of 0.4, the next minor', recommended: true },
	]);
});

test('with the rule any, the newest is offered and the smallest step still recommended', () => {
	const suggestions = suggestTargets('0.1.9', specivo, 'any');
	expect(suggestions.map(({ version }) => version)).toEqual(['0.4.0', '0.3.0', '0.2.1', '0.2.0', '0.1.10']);
	expect(suggestions[0]?.reason).toBe('newest release');
	expect(suggestions.filter(({ recommended }) => recommended).map(({ version }) => version)).toEqual([
		'0.1.10',
	]);
});

test('worth a closer look are the newest of this minor, of the next, and of all; each tells how many releases it takes in', () => {
	const suggestions = suggestTargets('0.1.8', specivo, 'one minor at a time');
	expect(suggestions.filter(({ landmark }) => landmark).map(({ version }) => version)).toEqual([
		'0.4.0',
		'0.2.1',
		'0.1.10',
	]);
	expect(suggestions.map(({ releases }) => releases)).toEqual([6, 4, 3, 2, 1]);
	expect(suggestions[0]?.hops.map(({ to }) => to)).toEqual(['0.2.1', '0.3.0', '0.4.0']);
});

test.each([
	['the newest runs', '0.4.0', specivo],
	['only a pre-release is newer', '0.2.1', ['0.2.1', '0.3.0-rc.1']],
	['no release is known', '0.1.9', []],
])('nothing is suggested when %s', (_condition, current, versions) => {
	expect(suggestTargets(current, versions, 'one minor at a time')).toEqual([]);
});
