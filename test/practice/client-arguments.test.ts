import { expect, test } from 'vitest';
import { connectionOf, parseClientArguments } from '../../source/practice/postgres/arguments.ts';
import * as ours from '../../source/restore-points/postgres/arguments.ts';

test('psql’s short options may stand together, with their value behind', () => {
	const given = parseClientArguments(
		['-XqAt', '-vON_ERROR_STOP=1', '-U', 'a', '-c', 'SELECT 1', '--dbname=b'],
		't',
	);
	expect([...given.flags]).toEqual(['no-psqlrc', 'quiet', 'no-align', 'tuples-only']);
	expect(given.values).toEqual([
		['set', 'ON_ERROR_STOP=1'],
		['username', 'a'],
		['command', 'SELECT 1'],
		['dbname', 'b'],
	]);
});

test('a database may be named by a connection string, as Lockkeeper does', () => {
	const argv = ours.pgRestore('specivo', "it's", 'lockkeeper-1').slice(1);
	expect(connectionOf(parseClientArguments(argv, 't'), {})).toEqual({
		user: 'specivo',
		database: "it's",
		application: 'lockkeeper-1',
		settings: ["SET synchronous_commit = 'off'"],
	});
});

test('without a name the database is called as the user', () => {
	expect(connectionOf(parseClientArguments(['-U', 'specivo']), {}).database).toBe('specivo');
});
