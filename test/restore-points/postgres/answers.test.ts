import { expect, test } from 'vitest';
import * as answers from '../../../source/restore-points/postgres/answers.ts';

test('tables with any name are read', () => {
	expect(answers.parseTables(['["public", "issues", true]', '["odd | name", "t\\"x\\ny"]'])).toEqual([
		{ schema: 'public', table: 'issues', byValues: true },
		{ schema: 'odd | name', table: 't"x\ny', byValues: false },
	]);
	expect(() => answers.parseTables(['{"public": 1}'])).toThrow(/Expected a schema and a table/);
});

test('rows and digest are read, other answers refused', () => {
	expect(answers.parseCount('20000|11589578406998426547367')).toEqual({
		rows: 20000,
		digest: '11589578406998426547367',
	});
	expect(() => answers.parseCount('20000')).toThrow();
	expect(() => answers.parseCount('ERROR|1')).toThrow();
	expect(() => answers.onlyLine([], 'SHOW x;')).toThrow(/got 0/);
	expect(() => answers.onlyLine(['a', 'b'], 'SHOW x;')).toThrow(/got 2/);
});

test.each([
	[
		'PostgreSQL 13',
		{ datcollate: 'en_US.utf8', datctype: 'en_US.utf8' },
		{ collate: 'en_US.utf8', ctype: 'en_US.utf8' },
	],
	[
		'PostgreSQL 15 with ICU',
		{ datlocprovider: 'i', datcollate: 'C', datctype: 'C', daticulocale: 'de-DE' },
		{ collate: 'C', ctype: 'C', provider: 'icu', locale: 'de-DE' },
	],
	[
		'PostgreSQL 17 builtin',
		{ datlocprovider: 'b', datcollate: 'C', datctype: 'C', datlocale: 'C.UTF-8' },
		{ collate: 'C', ctype: 'C', provider: 'builtin', locale: 'C.UTF-8' },
	],
	[
		'PostgreSQL 17 libc',
		{ datlocprovider: 'c', datcollate: 'C', datctype: 'C', datlocale: null },
		{ collate: 'C', ctype: 'C', provider: 'libc' },
	],
])('how a database was made is read from %s', (_, catalog, expected) => {
	const line = JSON.stringify({ owner: 'specivo', encoding: 'UTF8', catalog });
	expect(answers.parseSettings(line)).toEqual({ owner: 'specivo', encoding: 'UTF8', ...expected });
});

const saved = {
	tables: [
		{ name: 'public.issues', rows: 20000, digest: '1' },
		{ name: 'public.notes', rows: 5, digest: '2' },
	],
	objects: { indexes: 4, constraints: 2 },
};

test.each<[string, Parameters<typeof answers.contentDifferences>[1], readonly string[]]>([
	['nothing', saved, []],
	[
		'a missing table',
		{ ...saved, tables: saved.tables.slice(0, 1) },
		['table public.notes: missing, 5 rows expected'],
	],
	[
		'missing rows',
		{ ...saved, tables: [{ name: 'public.issues', rows: 9906, digest: '1' }, ...saved.tables.slice(1)] },
		['table public.issues: 20000 rows expected, 9906 found'],
	],
	[
		'changed rows',
		{ ...saved, tables: [...saved.tables.slice(0, 1), { name: 'public.notes', rows: 5, digest: '3' }] },
		['table public.notes: its 5 rows have another content'],
	],
	[
		'a table too many',
		{ ...saved, tables: [...saved.tables, { name: 'public.late', rows: 1, digest: '0' }] },
		['table public.late: not in the restore point, 1 rows found'],
	],
	[
		'missing keys',
		{ ...saved, objects: { indexes: 0 } },
		['indexes: 4 expected, 0 found', 'constraints: 2 expected, 0 found'],
	],
])('%s is told', (_, found, expected) => {
	expect(answers.contentDifferences(saved, found)).toEqual(expected);
});
