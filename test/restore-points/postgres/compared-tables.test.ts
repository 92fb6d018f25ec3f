import { describe, expect, test } from 'vitest';
import {
	byReferences,
	pairTables,
	type TableShape,
} from '../../../source/restore-points/postgres/compared-tables.ts';
import { deleteScript, loadScript } from '../../../source/restore-points/postgres/load-script.ts';
import { copyKeyed } from '../../../source/restore-points/postgres/write-statements.ts';

const shape = (
	table: string,
	columns: Readonly<Record<string, string>>,
	more: Partial<TableShape> = {},
): TableShape => ({
	...{ schema: 'public', table, keys: [['id']], references: [] },
	columns: Object.entries(columns).map(([name, type]) => ({ name, type, generated: false })),
	...more,
});
const only = (saved: TableShape, now: TableShape) => {
	const [table] = pairTables([saved], [now]).both;
	if (!table) throw new Error('not paired');
	return table;
};

describe('what is compared', () => {
	test('columns of both schemas, whatever their order; the others are named', () => {
		const table = only(
			shape('issues', { id: 'integer', title: 'text', legacy: 'text' }),
			shape('issues', { title: 'text', id: 'integer', priority: 'integer' }),
		);
		expect(table.columns).toEqual(['id', 'title']);
		expect(table.leftOut).toEqual(['legacy', 'priority']);
	});

	test.each([
		['integer', 'bigint', true],
		['character varying(20)', 'text', true],
		['timestamp without time zone', 'timestamp with time zone', false],
		['text', 'integer', false],
	])('a column that went from %s to %s: compared %s', (saved, now, compared) => {
		const table = only(shape('t', { id: 'integer', x: saved }), shape('t', { id: 'integer', x: now }));
		expect(table.columns.includes('x')).toBe(compared);
		expect(table.leftOut).toEqual(compared ? [] : ['x']);
	});

	test('the key is one that both have; another unique one where the primary key changed', () => {
		const columns = { id: 'integer', slug: 'text' };
		const table = only(
			shape('t', columns, { keys: [['id'], ['slug']] }),
			shape('t', columns, { keys: [['slug', 'id'], ['slug']] }),
		);
		expect(table.key).toEqual([{ column: 'slug', type: 'text', order: 'bytes' }]);
	});

	test('without a key of both there is none', () => {
		const columns = { id: 'integer' };
		expect(only(shape('t', columns), shape('t', columns, { keys: [] })).key).toBeUndefined();
		expect(only(shape('t', columns), shape('t', { id: 'uuid' })).key).toBeUndefined();
	});

	test('tables of one side are told apart, and the revision is no data', () => {
		const found = pairTables(
			[shape('a', {}), shape('b', {}), shape('alembic_version', {})],
			[shape('b', {}), shape('c', {}), shape('alembic_version', {})],
		);
		expect(found.both.map(({ name }) => name)).toEqual(['public.b']);
		expect(found.onlySaved.map(({ table }) => table)).toEqual(['a']);
		expect(found.onlyNow.map(({ table }) => table)).toEqual(['c']);
	});
});

test('rows are sorted by an index where PostgreSQL sorts as the merge does, else by the bytes of their text', () => {
	const columns = { id: 'uuid', scope: 'text', n: 'bigint' };
	const keys = [['n', 'scope', 'id']];
	const table = only(shape('t"', columns, { keys }), shape('t"', columns, { keys }));
	const text = (name: string) => `('x' || encode(convert_to(lockkeeper_row."${name}"::text, 'UTF8'), 'hex'))`;
	expect(copyKeyed(table, 'now', [])).toBe(
		`COPY (SELECT lockkeeper_row."n", ${text('scope')}, ${text('id')}, hashtextextended(ROW(lockkeeper_row."id", lockkeeper_row."scope", lockkeeper_row."n")::text, 0) ` +
			`FROM ONLY "public"."t""" AS lockkeeper_row ORDER BY lockkeeper_row."n", ${text('scope')} COLLATE "C", lockkeeper_row."id") TO STDOUT WITH (FORMAT csv);`,
	);
});

describe('the scripts that load an export', () => {
	const projects = shape('projects', { id: 'integer' });
	const issues = shape('issues', { id: 'integer', title: 'text' }, { references: ['public.projects'] });
	const nowIssues = shape('issues', { id: 'integer', title: 'text', priority: 'public.level' });
	const written = [
		{
			table: only(issues, nowIssues),
			file: 'issues.csv',
			deleted: 'issues.deleted.csv',
			apart: { rows: [['7', "it's\n\\.\n", null]], deleted: [] },
		},
		{
			table: only(projects, projects),
			file: 'projects.csv',
			deleted: 'projects.deleted.csv',
			apart: { rows: [], deleted: [] },
		},
	];

	test('a table comes after those that it refers to; deleting goes the other way', () => {
		const order = (script = '') => [...script.matchAll(/from '(\w+)\./g)].map(([, name]) => name);
		expect(order(loadScript(written))).toEqual(['projects', 'issues']);
		expect(order(deleteScript(written))).toEqual(['issues', 'projects']);
	});

	test('columns that the restored schema does not have are read and not written', () => {
		const script = loadScript(written);
		expect(script).toContain(
			'CREATE TEMP TABLE lockkeeper_2 ("id" integer, "title" text, "priority" text) ON COMMIT DROP;',
		);
		expect(script).toContain('INSERT INTO "public"."issues" ("id", "title") OVERRIDING SYSTEM VALUE');
		expect(script).toContain('ON CONFLICT ("id") DO UPDATE SET "title" = EXCLUDED."title";');
		expect(script).toContain('ON CONFLICT ("id") DO NOTHING;');
	});

	test('rows that psql cannot read from a file stand in the script', () => {
		expect(loadScript(written)).toContain("INSERT INTO lockkeeper_2 VALUES ('7', 'it''s\n\\.\n', NULL);");
	});

	test('where nothing was deleted there is no script for it', () => {
		expect(deleteScript(written.map((each) => ({ ...each, deleted: undefined })))).toBeUndefined();
	});

	test('tables that refer to each other in a circle are all there', () => {
		const circle = ['a', 'b'].map((name) => ({
			saved: shape(name, {}, { references: [name === 'a' ? 'public.b' : 'public.a'] }),
		}));
		expect(byReferences(circle)).toHaveLength(2);
	});
});
