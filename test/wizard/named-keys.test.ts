import { expect, test } from 'vitest';
import { namedKey, namedOn, namedText } from './named-keys.ts';
import { keys } from './terminal.ts';

const screen = (guidance: string, keyLine: string, body = '') => `┌ practice 0.1.9 → 0.1.10 ┐
│ n y w are keys of no screen; press x │
├────────┬─────────────────┤
│ ${body} │ b for bold      │
├────────┴─────────────────┤
│ ${guidance} │
│ Leaving now costs: nothing: press z      │
│ ${keyLine} │
└──────────────────────────┘`;

test.each([
	['Your answer is needed: y or Enter for yes, n for no.', ['y', 'Enter', 'n']],
	['Your answer is needed: y for yes, n for no. Enter is not taken here.', ['y', 'n']],
	['Read each one and press Space on it: 2 of 2 still open. n declines.', ['Space', 'n']],
	['All are acknowledged: Enter goes on, n declines.', ['Enter', 'n']],
	['Read to the end first: PgDn shows more. Then y for yes, or n for no.', ['PgDn', 'y', 'n']],
	['Try each by hand, then press w works, b broken or m not made: 3 of 3 open.', ['w', 'b', 'm']],
	['Choose with ↑ and ↓: its own text says what it does. Enter chooses.', ['↑', '↓', 'Enter']],
	['Your answer is needed: type “y or n”, or e to export first, then Enter.', ['e', 'Enter']],
	['The run is done. ← looks back at the stations, q closes.', ['←', 'q']],
	['Nothing to do: Pull a 0.1.10 image, 3 s of about 20 s.', []],
])('the guidance “%s”', (guidance, named) => {
	expect([...namedOn(screen(guidance, '')).keys]).toEqual(named);
});

test('the key line names what stands before its words', () => {
	expect([...namedOn(screen('', '? help  e Enter export first  PgDn page  Ctrl+C leave')).keys]).toEqual([
		'?',
		'e',
		'Enter',
		'PgDn',
		'Ctrl+C',
	]);
});

test('a wizard that is read aloud names its keys at the end of what it says', () => {
	const told = [
		'Now: a frame before this one: press x',
		'Keys: z nothing',
		'Question: Press b?',
		'Now: Your answer is needed: y or Enter for yes, n for no.',
		'Leaving now costs: nothing: press m',
		'Keys: ? help, y yes, n no, Tab pane, up arrow up,',
		'q leave',
		'',
	];
	expect([...namedOn(told.join('\n')).keys]).toEqual(['y', 'Enter', 'n', '?', 'Tab', 'up', 'q']);
});

test('a key that is named is what a keyboard sends, and one that is not fails', () => {
	const asks = screen('Your answer is needed: y for yes, n for no. Enter is not taken here.', '? help');
	expect(namedKey(asks, 'y')).toBe('y');
	expect(namedKey(screen('', 'PgDn page'), 'PgDn')).toBe(keys.pageDown);
	for (const name of ['Enter', 'Space', 'x', 'z', 'w', 'b'])
		expect(() => namedKey(asks, name)).toThrow(
			`expected ${name} to be named on the screen, which names y n ?`,
		);
});

test('a text is typed only where it is asked for', () => {
	const asks = screen('Your answer is needed: type “specivo”, then Enter.', '', '“no” declines.');
	expect(namedText(asks, 'specivo')).toEqual([...'specivo', '\r']);
	expect(namedText(asks, 'no')).toEqual(['n', 'o', '\r']);
	expect(() => namedText(asks, 'yes')).toThrow('expected “yes” to be asked for');
});
