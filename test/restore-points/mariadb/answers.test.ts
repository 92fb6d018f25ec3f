import { describe, expect, test } from 'vitest';
import * as answers from '../../../source/restore-points/mariadb/answers.ts';
import { dumpProblem } from '../../../source/restore-points/mariadb/dump-ends.ts';
import { expectedTables } from '../../../source/restore-points/mariadb/load.ts';

test.each([
	[
		['/usr/bin/mariadb', '/usr/bin/mysql', '/usr/bin/mariadb-dump', '/usr/bin/mysqldump'],
		{ client: '/usr/bin/mariadb', dump: '/usr/bin/mariadb-dump' },
	],
	[['/usr/bin/mysql', '/usr/bin/mysqldump'], { client: '/usr/bin/mysql', dump: '/usr/bin/mysqldump' }],
	[['/usr/bin/mariadb'], undefined],
	[[''], undefined],
])('programs: %j', (lines, programs) => {
	expect(answers.parsePrograms(lines)).toEqual(programs);
});

test('whose server it is', () => {
	expect(answers.flavourOf('11.8.9-MariaDB-0+deb13u1 from Debian')).toBe('mariadb');
	expect(answers.flavourOf('8.4.3')).toBe('mysql');
});

test('a count that is none is refused', () => {
	expect(answers.parseCount('3|18446744073709551616|1')).toEqual({
		rows: 3,
		digest: '18446744073709551616',
		inexact: 1,
	});
	expect(() => answers.parseCount('3|NULL|0')).toThrow(/Expected a row count/);
});

test.each([
	['InnoDB', 'BASE TABLE', false],
	['Aria', 'BASE TABLE', true],
	['MyISAM', 'BASE TABLE', true],
	['InnoDB', 'SEQUENCE', true],
	[null, 'BASE TABLE', true],
])('a table of engine %s, %s: unsteady %s', (engine, type, expected) => {
	expect(answers.isUnsteady({ name: 't', engine, type })).toBe(expected);
});

test('of an error with a hash in its statement, number and line are told', () => {
	const stderr =
		"--------------\nCREATE USER `a`@`%` IDENTIFIED BY PASSWORD '*DB14'\n--------------\n\nERROR 1064 (42000) at line 3: You have an error near '*DB14'";
	expect(answers.errorNumbers(stderr)).toEqual(['error 1064 at line 3']);
});

describe('rights without which a dump is silently without views, triggers or events', () => {
	test.each<[string, readonly string[], readonly string[]]>([
		['all on the server', ['GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION'], []],
		[
			'all on the database',
			['GRANT USAGE ON *.* TO `a`@`%`', 'GRANT ALL PRIVILEGES ON `my\\_app`.* TO `a`@`%`'],
			[],
		],
		[
			'all on another database',
			['GRANT ALL PRIVILEGES ON `other`.* TO `a`@`%`'],
			['EVENT', 'SHOW VIEW', 'TRIGGER'],
		],
		[
			'some',
			['GRANT SELECT, TRIGGER ON `my\\_app`.* TO `a`@`%`', 'GRANT EVENT ON *.* TO `a`@`%`'],
			['SHOW VIEW'],
		],
		[
			'on a table alone',
			['GRANT ALL PRIVILEGES ON `my_app`.`t` TO `a`@`%`'],
			['EVENT', 'SHOW VIEW', 'TRIGGER'],
		],
	])('%s', (_, grants, missing) => {
		expect(answers.missingRights(grants, 'my_app')).toEqual(missing);
	});
});

describe('whether a dump came to its end', () => {
	const start = '/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.20-11.8.9-MariaDB, for debian';
	const end = '/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;\n\n-- Dump completed on 2026-11-24 15:41:51\n';
	test.each<[string, string, string, string | undefined]>([
		['whole', start, end, undefined],
		['whole, of MySQL', '-- MySQL dump 10.13  Distrib 8.4.3', '-- Dump completed\n', undefined],
		['empty', '', '', 'it is empty'],
		['an error in its place', 'mariadb-dump: Got error: 2013', end, 'it does not begin like a dump'],
		['cut', start, 'INSERT INTO `posts` VALUES (1,', 'its last line, “-- Dump completed”, is missing'],
		[
			'its words in a row',
			start,
			"('\n-- Dump completed'),\n(2,",
			'its last line, “-- Dump completed”, is missing',
		],
	])('%s', (_, first, last, problem) => {
		expect(dumpProblem(first, last)).toBe(problem);
	});
});

test('only what was written to at the moment of the dump is taken from the load', () => {
	const tables = [
		{ name: 'a', rows: 1, digest: '1' },
		{ name: 'b', rows: 1, digest: '1' },
	];
	const found = [
		{ name: 'a', rows: 9, digest: '9' },
		{ name: 'b', rows: 9, digest: '9' },
	];
	expect(expectedTables({ tables, written: ['b'] }, found)).toEqual([tables[0], found[1]]);
	expect(expectedTables({ tables, written: ['b'] }, [])).toEqual(tables);
});
