import { expect, test } from 'vitest';
import { changesInWords, shapeChanges, shapeInWords } from '../../../source/survey/schema/shape-changes.ts';

const before = [
	'dashboards.id integer not null',
	'dashboards.legacy_key text',
	'dashboards.title text',
	'exports.id integer not null',
	'exports.path text',
	'empty',
];
const after = [
	'dashboards.id bigint not null',
	'dashboards.theme text',
	'dashboards.title text not null',
	'empty',
	'panels.id integer not null',
];

test('what is dropped, added and changed is told apart; a table that went is named once', () => {
	expect(shapeChanges(before, after)).toEqual({
		dropped: ['dashboards.legacy_key', 'table exports'],
		added: ['dashboards.theme', 'table panels'],
		changed: [
			'dashboards.id from integer not null to bigint not null',
			'dashboards.title from text to text not null',
		],
	});
});

test('the same shape has no changes', () => {
	expect(changesInWords(shapeChanges(before, before))).toEqual([]);
});

test('names with dots, spaces and quotes, and other schemas', () => {
	const odd = ['"a.b"."c d" text', 'stock."x""y".z character varying(20)', 'stock.plain.id uuid'];
	expect(shapeChanges(odd, odd.slice(2)).dropped).toEqual(['table "a.b"', 'table stock."x""y"']);
	expect(shapeChanges(odd, [...odd, 'stock.plain.more text']).added).toEqual(['stock.plain.more']);
});

test('in words, what is lost first, and not endlessly', () => {
	const many = Array.from({ length: 9 }, (_, index) => `t.c${index} text`);
	expect(changesInWords(shapeChanges(['t.id uuid', ...many], ['t.id uuid', 't.new text']))).toEqual([
		'dropped t.c0, t.c1, t.c2, t.c3, t.c4, t.c5 and 3 more',
		'added t.new',
	]);
	expect(shapeInWords(before)).toBe('3 tables with 5 columns');
});
