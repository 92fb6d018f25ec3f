import xterm from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { rowChange } from '../../../source/wizard/output/row-change.ts';

const columns = 24;
const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;
const inverse = (text: string) => `\x1b[7m${text}\x1b[27m`;

const emulator = () => new xterm.Terminal({ cols: columns, rows: 3, allowProposedApi: true });
const write = (screen: InstanceType<typeof xterm.Terminal>, text: string) =>
	new Promise<void>((resolve) => screen.write(text, resolve));
const cellsOf = (screen: InstanceType<typeof xterm.Terminal>, row: number) =>
	Array.from({ length: columns }, (_, column) => {
		const cell = screen.buffer.active.getLine(row)?.getCell(column);
		const styles = [
			cell?.getFgColorMode(),
			cell?.getFgColor(),
			cell?.isBold(),
			cell?.isInverse(),
			cell?.isDim(),
		];
		return `${cell?.getChars() || ' '}${cell?.getWidth()} ${styles.join()}`;
	});

/** What a terminal shows after the row was drawn whole, and after it was changed from another one. */
async function bothWays(before: string, next: string) {
	const [whole, changed] = [emulator(), emulator()];
	await write(whole, `\x1b[2H${next}`);
	await write(changed, `\x1b[2H${before}`);
	const change = rowChange(before, next, 1, columns);
	await write(changed, change);
	return { expected: cellsOf(whole, 1), shown: cellsOf(changed, 1), other: cellsOf(changed, 2), change };
}

describe('a changed row shows what the row drawn whole shows', () => {
	test.each([
		['a letter', 'api following', 'api followed'],
		['a colour alone', 'api following', `api ${red('following')}`],
		['a style that ends sooner', `${bold('api following')} x`, `${bold('api')} following x`],
		['two places far apart', 'a 1 ................. 1', 'a 2 ................. 2'],
		['shorter', 'a long line of the log', 'short'],
		['longer, to the last column', 'short', 'x'.repeat(columns)],
		['empty', 'a long line', ''],
		['wide characters in place of narrow ones', 'line 12 abcdefgh │', 'line 12 漢字 abcd │'],
		['narrow ones in place of wide ones', 'line 12 漢字 abcd │', 'line 12 abcdefgh │'],
		['combined characters', 'cafe\u0301 one', 'cafe\u0301 two'],
		['a mark of a match', 'line with a word', `line with ${inverse('a word')}`],
		['colours of the palette', 'x\x1b[38;5;120my\x1b[39mz', 'x\x1b[38;5;121my\x1b[39mz'],
		['a reset', `${red('one')} two`, '\x1b[31mone\x1b[0m two'],
	])('%s', async (_name, before, next) => {
		const { expected, shown, other } = await bothWays(before, next);
		expect(shown).toEqual(expected);
		expect(new Set(other)).toEqual(new Set([' 1 0,-1,0,0,0']));
	});

	test('rows made by chance', async () => {
		let seed = 7;
		const random = (below: number) => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return Math.floor((seed / 2147483648) * below);
		};
		const pieces = [
			'a',
			'b ',
			' ',
			'│',
			'──',
			'漢',
			red('r'),
			bold('x '),
			inverse('  '),
			'…',
			'✔',
			red(bold('q')),
		];
		const row = () => Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join('');
		for (let round = 0; round < 100; round += 1) {
			const [before, next] = [row(), row()];
			const { expected, shown } = await bothWays(before, next);
			expect(shown, JSON.stringify([before, next])).toEqual(expected);
		}
	});
});

test('only what changes is written', () => {
	expect(rowChange('│ 12 s of about 20 s │', '│ 13 s of about 20 s │', 4, columns)).toBe('\x1b[5;4H3');
});

test('a row with what no font shows alike is written whole', () => {
	expect(rowChange('✔ 1', '✔ 2', 0, columns)).toBe('\x1b[1H✔ 2\x1b[K');
});
