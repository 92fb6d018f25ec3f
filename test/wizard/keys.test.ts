import { describe, expect, test } from 'vitest';
import { helpRows, keyFor, keyLine, keys, type Place } from '../../source/wizard/keys.ts';
import { columnsOf } from '../../source/wizard/styled-line.ts';

const at = (...places: Place[]) => new Set(places);

test('no place has two meanings for one key, except where an earlier row is meant to hold', () => {
	const places = [...new Set(keys.flatMap((row) => [...row.places]))];
	const clashes = places.flatMap((place) => {
		const rows = keys.filter((row) => (row.places as readonly Place[]).includes(place));
		const presses = rows.flatMap((row) => [...row.presses]);
		return presses
			.filter((press, index) => presses.indexOf(press) !== index)
			.map((press) => `${place}: ${press}`);
	});
	expect(clashes).toEqual([]);
});

describe('what a key does', () => {
	test.each([
		['Enter confirms what is harmless', 'enter', at('confirm', 'harmless', 'everywhere', 'running'), 'yes'],
		['Enter does not confirm what destroys', 'enter', at('confirm', 'everywhere', 'running'), undefined],
		['n is no at a question', 'n', at('confirm', 'everywhere', 'running'), 'no'],
		['n is the next match in a pane', 'n', at('text', 'found', 'everywhere', 'running'), 'next match'],
		[
			'Esc ends a search before it leaves an earlier station',
			'escape',
			at('text', 'found', 'everywhere'),
			'end search',
		],
		['Ctrl+C asks while the run goes on', 'ctrl+c', at('list', 'everywhere', 'running'), 'leave'],
		['Ctrl+C in the dialog leaves', 'ctrl+c', at('leave dialog'), 'leave at once'],
		['y in the leave dialog is nothing', 'y', at('leave dialog'), undefined],
		['the run cannot be stopped after its end', '!', at('text', 'everywhere', 'ended'), undefined],
	] as const)('%s', (_, press, places, expected) => {
		expect(keyFor(press, places)).toBe(expected);
	});

	test('no key acknowledges more than one item', () => {
		const acknowledging = keys.filter((row) => (row.places as readonly Place[]).includes('acknowledge'));
		expect(acknowledging.map((row) => row.id)).not.toContain('acknowledge all');
		expect(acknowledging.filter((row) => row.id === 'acknowledge')).toHaveLength(1);
	});
});

test.each([40, 56, 76, 116])(
	'the key line fits into %d columns and always names help and the way out',
	(width) => {
		for (const place of ['acknowledge', 'confirm', 'tick', 'choose', 'list', 'text', 'log'] as const) {
			const line = keyLine(at('everywhere', 'running', 'panes', place), width);
			expect(columnsOf(line)).toBeLessThanOrEqual(width);
			expect(line).toMatch(/^\? help/);
			expect(line).toMatch(/q leave$/);
		}
	},
);

test('at 80 columns the line of a log names the way to its first error and to a level', () => {
	const line = keyLine(at('everywhere', 'running', 'panes', 'log'), 76);
	expect(line).toContain('e first error');
	expect(line).toContain('l level');
});

test('the help lists every key of a place with what it does', () => {
	expect(helpRows(at('tick'))).toContainEqual({ shown: 'b', does: 'It was tried and is broken' });
});
