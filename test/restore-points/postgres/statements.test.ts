import { expect, test } from 'vitest';
import * as argumentsOf from '../../../source/restore-points/postgres/arguments.ts';
import * as statements from '../../../source/restore-points/postgres/statements.ts';

test('names and texts cannot leave their quotes', () => {
	expect(statements.identifier('a"; DROP TABLE b; --')).toBe('"a""; DROP TABLE b; --"');
	expect(statements.literal("a'; DROP TABLE b; --")).toBe("'a''; DROP TABLE b; --'");
	expect(statements.dropDatabase('x"y')).toBe('DROP DATABASE IF EXISTS "x""y";');
});

test.each([
	[{ owner: 'o', encoding: 'UTF8', collate: 'C', ctype: 'C' }, ''],
	[{ owner: 'o', encoding: 'UTF8', collate: 'C', ctype: 'C', provider: 'libc', locale: 'x' }, ''],
	[
		{ owner: 'o', encoding: 'UTF8', collate: 'C', ctype: 'C', provider: 'icu', locale: 'de-DE' },
		" LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'",
	],
	[
		{ owner: 'o', encoding: 'UTF8', collate: 'C', ctype: 'C', provider: 'builtin', locale: 'C.UTF-8' },
		" LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
	],
])('a database is created like the other: %j', (like, ending) => {
	expect(statements.createDatabase('new', like)).toBe(
		`CREATE DATABASE "new" OWNER "o" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'${ending};`,
	);
});

test('a column cannot take the place of the row in the digest', () => {
	for (const hashed of ['text', 'values'] as const)
		expect(statements.countAndDigest('public', 't', hashed)).toContain('AS lockkeeper_row;');
});

test('argument lists carry our name and no password', () => {
	expect(argumentsOf.psql('specivo', 'specivo', 'lockkeeper-7').join(' ')).toBe(
		'psql -X -q -A -t -w -v ON_ERROR_STOP=1 -U specivo -d dbname=specivo application_name=lockkeeper-7',
	);
	expect(argumentsOf.pgDump('specivo', 'specivo', 'lockkeeper-7', '00000001-00000005-1')).toEqual([
		'pg_dump',
		'-w',
		'-Fc',
		'-Z0',
		'-U',
		'specivo',
		'-d',
		'dbname=specivo application_name=lockkeeper-7',
		'--snapshot=00000001-00000005-1',
		'--lock-wait-timeout=60s',
	]);
});

test.each([
	['specivo', 'dbname=specivo'],
	['my db', "dbname='my db'"],
	["it's", "dbname='it\\'s'"],
	['a\\b', "dbname='a\\\\b'"],
	['', "dbname=''"],
])('libpq reads the name %j whole', (database, expected) => {
	expect(argumentsOf.connection({ dbname: database })).toBe(expected);
});

test('parameters and rights of the database come back with it', () => {
	expect(
		statements.dressDatabase('new', {
			owner: 'o',
			encoding: 'UTF8',
			collate: 'C',
			ctype: 'C',
			parameters: [
				{ role: null, setting: 'TimeZone=Asia/Tokyo' },
				{ role: null, setting: 'search_path="$user", app' },
				{ role: "it's", setting: 'app.tenant=a=b' },
			],
			grants: [
				{ role: null, privilege: 'CONNECT', grantable: false },
				{ role: 'reporting', privilege: 'TEMPORARY', grantable: true },
			],
		}),
	).toEqual([
		'ALTER DATABASE "new" SET "TimeZone" TO \'Asia/Tokyo\';',
		'ALTER DATABASE "new" SET "search_path" TO "$user", app;',
		'ALTER ROLE "it\'s" IN DATABASE "new" SET "app.tenant" TO \'a=b\';',
		'REVOKE ALL ON DATABASE "new" FROM PUBLIC;',
		'GRANT CONNECT ON DATABASE "new" TO PUBLIC;',
		'GRANT TEMPORARY ON DATABASE "new" TO "reporting" WITH GRANT OPTION;',
	]);
});
