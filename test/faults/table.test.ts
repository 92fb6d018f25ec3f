import { expect, test } from 'vitest';
import { caseNamed } from './cases.ts';
import { type Ended, lostLines, table, totalLine } from './table.ts';

const ended = (id: string, is: Ended['is'], ...story: string[]): Ended => ({
	case: caseNamed(id),
	is,
	story,
});
const some = [
	ended('practice/upgrade/kill/3/on', 'b'),
	ended('practice/upgrade/kill/60/on', 'c'),
	ended('practice/upgrade/kill/60/back', 'c'),
	ended('practice/upgrade/full/60/back', 'lost', 'upgrade: 0.', 'the pin is 0.1.10'),
	ended('engine/undo/kill-150/9/on', 'a'),
];

test('a row a story, a column a fault, each cell with what became of its cases', () => {
	expect(table(some)).toBe(
		[
			'| story             | SIGKILL   | SIGKILL 150 ms later | disk full |',
			'|-------------------|-----------|----------------------|-----------|',
			'| practice: upgrade | 3: 1 b, 2 c | –                    | 1: 1 lost |',
			'| engine: undo      | –         | 1: 1 a               | –         |',
		]
			.join('\n')
			.replace('| SIGKILL   |', '| SIGKILL     |')
			.replace('|-----------|---', '|-------------|---')
			.replace('engine: undo      | –         |', 'engine: undo      | –           |'),
	);
});

test('the last line counts', () => {
	expect(totalLine(some)).toBe('5 cases, 1 lost');
	expect(totalLine([])).toBe('0 cases, 0 lost');
});

test('a lost case says what was found, and the command that plays it alone', () => {
	expect(lostLines(some)).toEqual([
		'lost: npm run faults -- --case practice/upgrade/full/60/back',
		'    upgrade: 0.',
		'    the pin is 0.1.10',
	]);
});
