import { expect, test } from 'vitest';
import { createLogBuffer } from '../../../source/wizard/logs/buffer.ts';
import { colouredSegments } from '../../../source/wizard/logs/colours.ts';
import type { LogLook } from '../../../source/wizard/logs/look.ts';
import { type LogPage, lastTop, logRows } from '../../../source/wizard/logs/rows.ts';
import { columnsOf, plainText } from '../../../source/wizard/styled-line.ts';

function shown(lines: readonly string[], page: Partial<LogPage> = {}, top?: number) {
	const logs = createLogBuffer();
	logs.append('api', lines);
	const view = logs.view('api', page.look?.least);
	logs.close();
	const whole = { look: {}, width: 20, height: 3, ...page };
	const { rows, line } = logRows(view, whole, top);
	return { rows: rows.map(plainText), styled: rows, line, last: lastTop(view, whole) };
}

const lines = Array.from({ length: 10 }, (_, index) => `line ${index}`);

test('the newest rows while it is followed, and those from an entry on while it stands', () => {
	expect(shown(lines)).toMatchObject({ rows: [' line 7', ' line 8', ' line 9'], line: 10 });
	expect(shown(lines, {}, 2)).toMatchObject({ rows: [' line 2', ' line 3', ' line 4'], line: 5 });
	expect(shown(lines, {}, 9)).toMatchObject({ rows: [' line 7', ' line 8', ' line 9'] });
	expect(shown([])).toMatchObject({ rows: [], line: 0 });
});

test('a long line is cut, or shown whole on several rows; nothing of it is lost', () => {
	const long = 'abcdefghijklmnopqrstuvwxyz漢字漢字漢字';
	expect(shown([long]).rows).toEqual([' abcdefghijklmnopqr…']);
	const { styled, rows } = shown([long], { look: { wrap: true } });
	expect(rows.map((row) => row.slice(1)).join('')).toBe(long);
	for (const row of styled) expect(columnsOf(plainText(row))).toBeLessThanOrEqual(20);
});

test('with long lines whole, the last page ends with the last row, and every row can be reached', () => {
	const five = ['a'.repeat(50), 'b'.repeat(50), 'c'.repeat(50)];
	const look: LogLook = { wrap: true };
	expect(shown(five, { look }).rows.map((row) => row[1])).toEqual(['c', 'c', 'c']);
	expect(shown(five, { look }).last).toBe(2);
	expect(shown(five, { look }, 1).rows.map((row) => row[1])).toEqual(['b', 'b', 'b']);
	expect(shown(five, { look, height: 4 }).rows.map((row) => row[1])).toEqual(['b', 'c', 'c', 'c']);
});

test('a level is told by a mark as well as by colour, and a migration too', () => {
	expect(shown(['ERROR: a', 'WARNING: b', 'Running upgrade 1 -> 2']).styled).toEqual([
		[
			{ text: '✖', role: 'bad' },
			{ text: 'ERROR: a', role: 'bad' },
		],
		[
			{ text: '!', role: 'warning' },
			{ text: 'WARNING: b', role: 'warning' },
		],
		[
			{ text: '●', role: 'accent' },
			{ text: 'Running upgrade 1 …', role: 'accent' },
		],
	]);
});

test('lines that repeat are told by their number, in front, where nothing cuts it', () => {
	expect(shown(['waiting', 'waiting', 'waiting']).rows).toEqual([' ×3 waiting']);
});

test('times can be left out, whatever colours stand around them', () => {
	const look: LogLook = { withoutTimes: true };
	expect(shown(['2026-06-15T03:00:00Z one', '\x1b[32m03:00:00\x1b[0m two'], { look }).rows).toEqual([
		' one',
		' two',
	]);
});

test('what was searched for is marked, in any case', () => {
	const { styled, rows } = shown(['one', 'a TWO b'], { match: 'two' });
	expect(rows).toEqual([' one', '»a TWO b']);
	expect(styled[1]).toContainEqual({ text: 'TWO', role: 'match' });
});

test.each([
	['plain', 'plain', [{ text: 'plain' }]],
	['red and reset', '\x1b[31mred\x1b[0m plain', [{ text: 'red', role: 'bad' }, { text: ' plain' }]],
	['bold yellow', '\x1b[1;33mWARN\x1b[39m x', [{ text: 'WARN', role: 'warning' }, { text: ' x' }]],
	['a large palette', '\x1b[38;5;31mx', [{ text: 'x', role: 'accent' }]],
	['backgrounds alone', '\x1b[41mx', [{ text: 'x' }]],
	['the cursor and the title', '\x1b[2J\x1b[H\x1b]0;title\x07x\x1b[1A', [{ text: 'x' }]],
	['a sequence that is cut', 'x\x1b[3', [{ text: 'x' }]],
	['a line that rewrites itself', 'one\rtwo', [{ text: 'two' }]],
	['nothing', '', []],
] as const)('colours of a log itself: %s', (_, raw, segments) => {
	expect(colouredSegments(raw)).toEqual(segments);
});

test('a line’s own colours are kept instead of those of its level', () => {
	const { styled } = shown(['\x1b[36mERROR\x1b[0m: a']);
	expect(styled[0]).toEqual([{ text: '✖', role: 'bad' }, { text: 'ERROR', role: 'accent' }, { text: ': a' }]);
});
