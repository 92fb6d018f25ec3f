import { expect, test } from 'vitest';
import type { Phase } from '../../source/run/events.ts';
import { openQuestion, stationBeside } from '../../source/wizard/attention.ts';
import { gates } from './story.ts';

const visited: readonly Phase[] = ['Survey', 'Checklist', 'Notes', 'Plan'];

test.each([
	['back from where the run is', undefined, -1, 'Notes'],
	['further back', 'Notes', -1, 'Checklist'],
	['not before the first', 'Survey', -1, 'Survey'],
	['forward again', 'Checklist', 1, 'Notes'],
	['up to where the run is', 'Notes', 1, undefined],
	['not past it', undefined, 1, undefined],
] as const)('%s', (_, lookingAt, step, expected) => {
	expect(stationBeside(visited, 'Plan', lookingAt, step)).toBe(expected);
});

test('a question that is asked again is another question', () => {
	const first = openQuestion({ gate: gates.plan, answers: [] });
	const again = openQuestion({
		gate: gates.plan,
		answers: [{ gate: gates.plan, answer: { kind: 'no' }, by: 'wizard' }],
	});
	expect(first).not.toBe(again);
	expect(openQuestion({ answers: [] })).toBeUndefined();
});
