import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';
import { measureNames } from './measure.ts';

test('everything is measured unless a measure is named', () => {
	expect(readCommandLine([])).toEqual({ names: measureNames, json: false });
	expect(readCommandLine(['downtime', '--json'])).toEqual({ names: ['downtime'], json: true });
});

test.each([
	[['speed'], 'got speed'],
	[['downtime', 'duration'], 'one measure at most'],
	[['--jsonl'], '--jsonl'],
])('%j is wrong use', (words, reason) => {
	expect(() => readCommandLine(words)).toThrow(expect.objectContaining({ name: 'WrongUse' }));
	expect(() => readCommandLine(words)).toThrow(reason);
});
