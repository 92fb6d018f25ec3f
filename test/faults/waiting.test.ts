import { expect, test } from 'vitest';
import { caseNamed, type StoryName } from './cases.ts';
import { nextOf, type Waiting } from './waiting.ts';

const cases = (count: number) =>
	Array.from({ length: count }, (_, index) => caseNamed(`practice/upgrade/kill/${index + 1}/on`));
const place = (story: StoryName, more: Partial<Waiting> = {}): Waiting => ({
	...{ stack: 'practice', story, quota: undefined, workers: 0 },
	...more,
});
const chosen = (...places: readonly Waiting[]) => nextOf(places)?.story;

test('a story that nobody is at comes first, however many cases another has', () =>
	expect(chosen(place('upgrade', { workers: 1, cases: cases(100) }), place('undo'))).toBe('undo'));

test('then the one with the most cases for each worker', () =>
	expect(
		chosen(
			place('upgrade', { workers: 4, cases: cases(40) }),
			place('failing', { workers: 1, cases: cases(20) }),
		),
	).toBe('failing'));

test('one whose cases are not known yet is worth a stack, unless a sample asks for few', () => {
	expect(chosen(place('upgrade', { workers: 5 }))).toBe('upgrade');
	expect(chosen(place('upgrade', { workers: 1, quota: 7 }))).toBeUndefined();
});

test('for a few cases no stack is opened', () => {
	expect(chosen(place('upgrade', { workers: 1, cases: cases(8) }))).toBe('upgrade');
	expect(chosen(place('upgrade', { workers: 1, cases: cases(7) }))).toBeUndefined();
});

test('none is left once all are played, or none of a story is wanted', () =>
	expect(chosen(place('upgrade', { cases: [] }), place('undo', { quota: 0 }))).toBeUndefined());
