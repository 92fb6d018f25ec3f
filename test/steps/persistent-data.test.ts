import { expect, test } from 'vitest';
import { dataBefore, rememberData, sqliteProblems } from '../../source/steps/persistent-data.ts';
import type { SqliteFileFact } from '../../source/survey/facts.ts';

const path = '/srv/files/local.db';
const file: SqliteFileFact = { path, device: 1, inode: 7, held: true, filled: ['screens', 'users'] };

test.each<[string, SqliteFileFact, readonly SqliteFileFact[], readonly string[]]>([
	['the same', file, [file], []],
	['more rows than before', { ...file, filled: [] }, [file], []],
	['one table was emptied, as sessions may be', file, [{ ...file, filled: ['users'] }], []],
	['nobody had it open before, or nobody may know', { ...file, held: false }, [file], []],
	['gone', file, [], [`${path} cannot be read any more`]],
	[
		'another file under its name',
		file,
		[{ ...file, inode: 8 }],
		[`${path} is not the file it was, another was put in its place`],
	],
	[
		'every table that had rows has none',
		file,
		[{ ...file, filled: ['migrations'] }],
		[`${path} has no rows any more in screens and users`],
	],
	[
		'untouched, and nobody uses it',
		file,
		[{ ...file, held: false }],
		[`no process has ${path} open, as one had before: the app may use another database`],
	],
])('%s', (_condition, before, now, problems) => {
	expect(sqliteProblems([before], now)).toEqual(problems);
});

const mount = { service: 'server', source: '/srv/files', target: '/app/files' };
const facts = { mounts: [{ ...mount, exists: true, empty: false }], sqlite: [file] };

test('what was there before the version changed counts, not what is there when a run goes on', () => {
	const now = { mounts: [], sqlite: [] };
	expect(dataBefore(rememberData(facts), now)).toEqual({ mounts: [mount], sqlite: [file] });
	expect(dataBefore(undefined, facts)).toEqual({ mounts: [mount], sqlite: [file] });
});
