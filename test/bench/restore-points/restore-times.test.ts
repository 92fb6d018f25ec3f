import { expect, test } from 'vitest';
import { chosenWay, guideStart, rollbackMarks, untilServing } from './restore-times.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 26, 0, 0, second)).toISOString();
const lines = [
	{ type: 'gate', at: at(1), gate: { id: 'ways-back' } },
	{ type: 'answer', at: at(2), gate: 'ways-back', answer: { kind: 'chosen', item: 'restore-copy' }, by: 'x' },
	{ type: 'answer', at: at(3), gate: 'rollback-stop', answer: { kind: 'typed', text: 'x' }, by: 'x' },
	{ type: 'step begins', at: at(4), step: 'stop', commands: [] },
	{ type: 'step begins', at: at(9), step: 'up', commands: [] },
];
const output = lines.map((line) => JSON.stringify(line)).join('\n');

test('of a way back the answer to the first question counts, and the start of the old version', () => {
	expect(rollbackMarks(output)).toEqual({ chosen: Date.parse(at(2)), starting: Date.parse(at(9)) });
	expect(chosenWay(output)).toBe('restore-copy');
	expect(chosenWay(JSON.stringify(lines[0]))).toBeUndefined();
});

test('a way back that ended before its start is no time', () => {
	expect(() => rollbackMarks(output.split('\n').slice(0, 4).join('\n'))).toThrow('a start afterwards');
});

test('of the guide the mark counts, wherever Compose writes', () => {
	expect(guideStart(' Container x  Created\nmark start 1795651200.25\n Container x  Started')).toBe(
		1_795_651_200_250,
	);
	expect(() => guideStart('nothing')).toThrow('mark start');
});

test('answers of the new version do not count, wrong ones neither: the first right one after the start, whole', () => {
	const answers = [
		{ at: 100, up: true, took: 5 },
		{ at: 400, up: false, took: 1 },
		{ at: 600, up: false, took: 1000 },
		{ at: 700, up: true, took: 30 },
		{ at: 750, up: true, took: 2 },
	];
	expect(untilServing({ chosen: 10_050, starting: 10_500 }, answers, 10_000)).toBe(680);
	expect(() => untilServing({ chosen: 10_050, starting: 10_800 }, answers, 10_000)).toThrow(
		'no answer was right',
	);
});
