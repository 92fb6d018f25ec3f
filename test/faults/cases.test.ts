import { describe, expect, test } from 'vitest';
import type { JournalEvent, Stamped } from '../../source/run/events.ts';
import { caseNamed, casesOf, faultKinds, mixed } from './cases.ts';

const at = (second: number) => `2026-06-15T02:10:${String(second).padStart(2, '0')}.000Z`;
/** A small journal: a fact, a step that changes nothing, one that does, one at the very end. */
const events = (
	[
		{ type: 'fact', fact: { id: 'engine', label: 'Engine' } },
		{ type: 'phase', phase: 'Back up' },
		{ type: 'step begins', step: 'restore-point', commands: [] },
		{ type: 'step ends', step: 'restore-point', outcome: 'done', detail: '', took: 1 },
		{ type: 'step begins', step: 'pin', commands: [] },
		{ type: 'step ends', step: 'pin', outcome: 'done', detail: '', took: 1 },
		{ type: 'result', result: { exit: 0, state: 'new version', text: [] } },
	] satisfies JournalEvent[]
).map((event, index): Stamped<JournalEvent> => ({ ...event, sequence: index + 1, at: at(index) }));
const cases = casesOf('practice', 'upgrade', events, faultKinds);
const points = (fault: string) => [
	...new Set(cases.filter((one) => one.fault === fault).map(({ point }) => point)),
];

describe('the cases of a story', () => {
	test('a kill at every event', () => expect(points('kill')).toEqual([1, 2, 3, 4, 5, 6, 7]));

	test('a kill within every step', () => expect(points('kill-150')).toEqual([3, 5]));

	test('no kill within what is over before it', () => {
		const hurried = events.map((event) => ({ ...event, at: at(0) }));
		expect(
			casesOf('practice', 'upgrade', hurried, faultKinds).filter(({ fault }) => fault === 'kill-150'),
		).toEqual([]);
	});

	test('a full disk at every event that is no fact, and before the last', () =>
		expect(points('full')).toEqual([2, 3, 4, 5, 6]));

	test('one answer in turns while nothing is changed, both from the first step that changes something', () => {
		const answersAt = (point: number) =>
			cases.filter((one) => one.fault === 'kill' && one.point === point).map(({ answer }) => answer);
		expect([1, 2, 3, 4].map((point) => answersAt(point).length)).toEqual([1, 1, 1, 1]);
		expect([5, 6, 7].map(answersAt)).toEqual(Array(3).fill(['on', 'back']));
		expect(new Set(cases.filter(({ point }) => point < 5).map(({ answer }) => answer)).size).toBe(2);
	});

	test('the kills alone are the same kills, with the same answers', () => {
		const kills = cases.filter(({ fault }) => fault === 'kill');
		expect(casesOf('practice', 'upgrade', events, ['kill'])).toEqual(kills);
	});

	test('each has a name of its own, by which it is found again', () => {
		expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
		for (const one of cases) expect(caseNamed(one.id)).toEqual(one);
	});
});

test.each([
	'practice/upgrade/kill/0/on',
	'practice/upgrade/kill/3',
	'lab/upgrade/kill/3/on',
	'practice/sidegrade/kill/3/on',
	'practice/upgrade/smash/3/on',
	'practice/upgrade/kill/3/perhaps',
])('%s names no case', (id) => {
	expect(() => caseNamed(id)).toThrow(/^Expected /);
});

describe('the mixed order, whose beginning is a sample', () => {
	const all = Array.from({ length: 200 }, (_, index) => index);
	test('is the same every time, and holds each once', () => {
		expect(mixed(all)).toEqual(mixed(all));
		expect([...mixed(all)].sort((left, right) => left - right)).toEqual(all);
	});
	test('is spread over the whole', () => {
		const sample = mixed(all).slice(0, 40);
		for (const quarter of [0, 50, 100, 150])
			expect(sample.filter((one) => one >= quarter && one < quarter + 50).length).toBeGreaterThan(4);
	});
	test('another seed gives another', () => expect(mixed(all, 2)).not.toEqual(mixed(all, 1)));
});
