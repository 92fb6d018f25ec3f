import { describe, expect, test } from 'vitest';
import { ScriptReader } from '../../source/practice/postgres/script-reader.ts';
import { messageKind } from '../../source/practice/postgres/statements.ts';

const read = (text: string) => new ScriptReader().take(text, true);

describe('a script is cut into its statements', () => {
	test.each([
		['two on one line', 'SELECT 1; SELECT 2;', ['SELECT 1;', 'SELECT 2;']],
		['a semicolon in a text', "SELECT 'a;b';", ["SELECT 'a;b';"]],
		['a doubled quote', "SELECT 'it''s;';", ["SELECT 'it''s;';"]],
		['an escaped quote', "SELECT E'a\\';b';", ["SELECT E'a\\';b';"]],
		['a semicolon in a name', 'SELECT 1 AS "a;b";', ['SELECT 1 AS "a;b";']],
		['a dollar quote', 'DO $$ BEGIN x; END $$;', ['DO $$ BEGIN x; END $$;']],
		['a dollar quote with a tag', 'DO $f$ $$; $f$;', ['DO $f$ $$; $f$;']],
		['a comment line', '-- a;b\nSELECT 1;', ['-- a;b\nSELECT 1;']],
		['a comment alone', '-- nothing;\n', []],
		['the last one without a semicolon', 'SELECT 1', ['SELECT 1']],
		[
			'semicolons in parentheses',
			'CREATE RULE r AS ON INSERT TO t DO (a; b);',
			['CREATE RULE r AS ON INSERT TO t DO (a; b);'],
		],
	])('%s', (_, text, expected) => {
		expect(read(text).map((part) => part.text)).toEqual(expected);
	});

	test('wherever the text was cut on its way', () => {
		const text = "SELECT 'a''b;';\n\\echo done\nDO $x$ ; $x$; -- c;\nSELECT 2;\n";
		const whole = read(text);
		for (let cut = 1; cut < text.length; cut++) {
			const reader = new ScriptReader();
			expect([...reader.take(text.slice(0, cut)), ...reader.take(text.slice(cut), true)]).toEqual(whole);
		}
		expect(whole.map(({ kind }) => kind)).toEqual(['statement', 'meta', 'statement', 'statement']);
	});

	test('a statement is given out as soon as its semicolon came, so that a caller can wait for the answer', () => {
		const reader = new ScriptReader();
		expect(reader.take('SELECT 1;\n')).toEqual([{ kind: 'statement', text: 'SELECT 1;' }]);
		expect(reader.take('SEL')).toEqual([]);
		expect(reader.take('ECT 2;')).toEqual([{ kind: 'statement', text: 'SELECT 2;' }]);
	});

	test('the rows of a COPY belong to it, backslashes and all', () => {
		const parts = read("COPY public.t (a, b) FROM stdin;\n1\tit's; \\\\x\n2\t\\N\n\\.\n\nSELECT 1;\n");
		expect(parts).toEqual([
			{ kind: 'copy', text: 'COPY public.t (a, b) FROM stdin;', rows: "1\tit's; \\\\x\n2\t\\N\n" },
			{ kind: 'statement', text: 'SELECT 1;' },
		]);
	});

	test('a long dump takes no longer than its length', () => {
		const reader = new ScriptReader();
		const line = `INSERT INTO t VALUES (1, '${'x'.repeat(500)}');\n`;
		let count = 0;
		for (let chunk = 0; chunk < 40; chunk++) count += reader.take(line.repeat(200)).length;
		expect(count).toBe(8000);
	});
});

describe('reading is told from writing', () => {
	test.each([
		['SELECT 1;', 'read'],
		['-- a\nSHOW server_version;', 'read'],
		["SELECT 'INSERT INTO x' FROM t", 'read'],
		["SELECT setval('a', 1)", 'write'],
		['WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x', 'write'],
		['SELECT * FROM t FOR UPDATE', 'write'],
		["SELECT pg_catalog.set_config('search_path', '', false);", 'setting'],
		["SET TimeZone = 'UTC';", 'setting'],
		['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;', 'begin'],
		['COMMIT;', 'commit'],
		['ROLLBACK;', 'rollback'],
		['SELECT 1; SELECT 2;', 'read'],
		['SELECT 1; DROP TABLE t;', 'write'],
		['VACUUM', 'write'],
		['LOCK TABLE ONLY "a"."b" IN ACCESS SHARE MODE;', 'hold'],
		['LOCK TABLE a IN EXCLUSIVE MODE', 'write'],
	])('%s', (message, kind) => {
		expect(messageKind(message)).toBe(kind);
	});
});
