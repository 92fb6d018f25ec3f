import { expect, test } from 'vitest';
import { nextMigrations, noMigrations } from '../../source/wizard/migration-counter.ts';

test.each([
	[
		'a migration with its title',
		'INFO  [alembic.runtime.migration] Running upgrade 0020 -> 0021, add recurring patterns',
		{ count: 1, revision: '0021', title: 'add recurring patterns' },
	],
	[
		'the very first one',
		'INFO  [alembic.runtime.migration] Running upgrade  -> 0001, initial tables',
		{ count: 1, revision: '0001', title: 'initial tables' },
	],
	[
		'a merge',
		'Running upgrade 0004, 0005 -> 0006, merge heads',
		{ count: 1, revision: '0006', title: 'merge heads' },
	],
	['one without a title', 'Running upgrade 0020 -> 0021', { count: 1, revision: '0021' }],
	[
		'one in colour',
		'\x1b[32mINFO\x1b[0m Running upgrade 0020 -> \x1b[1m0021\x1b[0m, add',
		{ count: 1, revision: '0021', title: 'add' },
	],
	['a downgrade does not count', 'Running downgrade 0021 -> 0020', { count: 0 }],
	['a sentence about upgrades does not count', 'Running upgrade checks', { count: 0 }],
])('%s', (_, line, expected) => {
	expect(nextMigrations(noMigrations, line)).toEqual(expected);
});

test('each one counts, the newest is named', () => {
	const lines = ['Running upgrade 1 -> 2, two', 'working', 'Running upgrade 2 -> 3, three'];
	expect(lines.reduce(nextMigrations, noMigrations)).toEqual({ count: 2, revision: '3', title: 'three' });
});
