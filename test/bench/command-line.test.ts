import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { builtMeasures, restorePointMeasures, upgradeMeasures } from './measure.ts';

const usual = { leftOut: [], json: false, size: 1, rounds: 3 };

test('all but the long ones is measured unless a measure is named, and what is left out is known', () => {
	expect(readCommandLine([])).toEqual({
		...usual,
		names: [...upgradeMeasures, 'first-frame'],
		leftOut: [...builtMeasures, ...restorePointMeasures],
	});
	expect(readCommandLine(['downtime', '--json'])).toEqual({ ...usual, names: ['downtime'], json: true });
});

test('restore points are measured together or one by one, at the size that is asked for', () => {
	expect(readCommandLine(['restore-points'])).toEqual({ ...usual, names: restorePointMeasures });
	expect(readCommandLine(['restore-point-checked', '--size', '0.1', '--rounds', '1'])).toEqual({
		...usual,
		names: ['restore-point-checked'],
		size: 0.1,
		rounds: 1,
	});
	expect(readCommandLine(['restores'])).toEqual({ ...usual, names: ['restore-copy', 'restore-dump'] });
});

test('apps that are built are measured together or one by one, in as many rounds as are asked for', () => {
	expect(readCommandLine(['built', '--rounds', '1'])).toEqual({ ...usual, names: builtMeasures, rounds: 1 });
	expect(readCommandLine(['downtime-sovecom'])).toEqual({ ...usual, names: ['downtime-sovecom'] });
});

test('what is measured on texts needs no engine, and no sizes or rounds', () => {
	expect(readCommandLine(['marks', '--json'])).toEqual({ onTexts: 'marks', json: true });
	expect(readCommandLine(['marks'])).toEqual({ onTexts: 'marks', json: false });
});

test('the wizard is measured without an engine, its memory after as many minutes as are asked for', () => {
	expect(readCommandLine(['wizard'])).toEqual({ ...usual, names: [], minutes: 1 });
	expect(readCommandLine(['wizard', '--minutes', '10'])).toEqual({ ...usual, names: [], minutes: 10 });
});

test.each([
	[['downtime', '--minutes', '2'], '--minutes with wizard only'],
	[['wizard', '--minutes', 'ten'], 'minutes such as 10'],
	[['wizard', '--rounds', '2'], '--rounds with restore-points'],
	[['marks', '--rounds', '2'], 'neither --size nor --rounds with marks'],
	[['speed'], 'got speed'],
	[['downtime', 'duration'], 'one measure at most'],
	[['--jsonl'], '--jsonl'],
	[['restore-points', '--size', '0'], 'gigabytes such as 0.1'],
	[['restore-points', '--rounds', '1.5'], 'got 1.5'],
	[['downtime', '--size', '1'], 'with restore-points'],
	[['built', '--size', '1'], 'with restore-points'],
	[['downtime', '--rounds', '1'], 'with restore-points, built or one of them'],
])('%j is wrong use', (words, reason) => {
	expect(() => readCommandLine(words)).toThrow(expect.objectContaining({ name: 'WrongUse' }));
	expect(() => readCommandLine(words)).toThrow(reason);
});
