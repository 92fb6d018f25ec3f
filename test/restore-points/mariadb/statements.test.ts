import { expect, test } from 'vitest';
import * as statements from '../../../source/restore-points/mariadb/statements.ts';

const column = (name: string, type: string, extra = '', generated = '') => ({ name, type, extra, generated });

test('names and texts cannot leave their quotes', () => {
	expect(statements.identifier('a`; DROP TABLE b; --')).toBe('`a``; DROP TABLE b; --`');
	expect(statements.literal("a'; DROP TABLE b; --\\")).toBe("'a''; DROP TABLE b; --\\'");
	expect(statements.dropDatabase('x`y')).toBe('DROP DATABASE IF EXISTS `x``y`;');
	expect(() => statements.createDatabase('n', { characterSet: 'utf8; DROP', collation: 'c' })).toThrow(
		/name of a character set/,
	);
});

test('every session reads a backslash as a letter, as texts are quoted here, and times in UTC', () => {
	expect(statements.begin.join()).toContain("sql_mode = 'NO_BACKSLASH_ESCAPES', time_zone = '+00:00'");
});

test('a row is the bytes of each column with their length, NULL unlike any text', () => {
	expect(
		statements.countAndDigest('app', 't', [column('id', 'int'), column('body', 'longtext')], '/* m'),
	).toBe(
		"SELECT /* m read */ CONCAT(COUNT(*), '|', COALESCE(SUM(CAST(CONV(LEFT(MD5(CONCAT('', IFNULL(CONCAT(LENGTH(CAST(`id` AS BINARY)), ':', CAST(`id` AS BINARY)), 'N'), IFNULL(MD5(`body`), 'N'))), 16), 16, 10) AS UNSIGNED)), 0), '|', 0) FROM `app`.`t`;",
	);
});

test.each([
	['computed on reading', column('c', 'int', 'VIRTUAL GENERATED', 'now()'), false],
	['computed and stored', column('c', 'int', 'STORED GENERATED', '1 + 1'), true],
	['the start of a system version', column('c', 'timestamp', 'STORED GENERATED', 'ROW START'), false],
	['invisible', column('c', 'int', 'INVISIBLE'), true],
	['plain', column('c', 'int'), true],
])('a column that is %s: in the digest or not', (_, given, expected) => {
	expect(statements.isDumped(given)).toBe(expected);
	expect(statements.countAndDigest('d', 't', [given], '/* m').includes('`c`')).toBe(expected);
});

test('values of FLOAT that six digits do not hold are counted', () => {
	const statement = statements.countAndDigest(
		'd',
		't',
		[column('f', 'float'), column('g', 'double')],
		'/* m',
	);
	expect(statement).toContain('COALESCE(SUM(COALESCE(ABS((`f` + 0e0)');
	expect(statement).not.toContain('ABS((`g`');
});

test('all tables are moved by one statement, which does not wait for ever', () => {
	expect(
		statements.moveTables([
			{ table: 'a', from: 'live', to: 'kept' },
			{ table: 'a', from: 'beside', to: 'live' },
		]),
	).toBe(
		'SET SESSION lock_wait_timeout = 10;\nRENAME TABLE `live`.`a` TO `kept`.`a`, `beside`.`a` TO `live`.`a`;',
	);
});

test('a role has no host', () => {
	expect(statements.showGrants({ user: 'reader', host: '' })).toBe("SHOW GRANTS FOR 'reader';");
	expect(statements.showCreateUser({ user: "o'n", host: '%' })).toBe("SHOW CREATE USER 'o''n'@'%';");
});
