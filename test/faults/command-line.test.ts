import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

test('without options all of it', () => {
	expect(readCommandLine([])).toEqual({
		stacks: ['practice', 'engine'],
		stories: ['upgrade', 'failing', 're-pin', 'restore', 'undo'],
		faults: ['kill', 'kill-150', 'full'],
		...{ json: false, workers: 2 },
	});
});

test('a part of it', () => {
	expect(
		readCommandLine(['--only', 'engine', '--story', 'undo', '--fault', 'kill', '--sample', '7', '--json']),
	).toMatchObject({
		...{ stacks: ['engine'], stories: ['undo'], faults: ['kill'], sample: 7, json: true },
	});
});

test('one case alone names its stack and story', () => {
	expect(readCommandLine(['--case', 'practice/undo/kill/9/on'])).toMatchObject({
		...{ stacks: ['practice'], stories: ['undo'], case: { point: 9, answer: 'on' } },
	});
});

test.each([
	['--only', 'docker'],
	['--story', 'none'],
	['--fault', 'none'],
	['--sample', '0'],
	['--case', 'x'],
	['--what'],
])('%s %s is refused', (...words) => {
	expect(() => readCommandLine(words)).toThrow();
});
