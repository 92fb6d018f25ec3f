import { expect, test } from 'vitest';
import { lossesLines, lossesSentence } from '../../../source/restore-points/writes/describe-writes.ts';
import { holdsWrites, type Losses, type Writes } from '../../../source/restore-points/writes/writes.ts';

const losses = (...writes: readonly Writes[]): Losses => ({
	since: '2026-06-15T02:11:12.000Z',
	until: '2026-06-15T03:02:00.000Z',
	parts: writes.map((each) => ({
		label: each.of === 'files' ? 'directory /srv' : 'database app',
		writes: each,
	})),
});
const tables = (...list: Extract<Writes, { of: 'tables' }>['tables']): Writes => ({
	...{ of: 'tables', compared: 9 },
	tables: list,
});
const rows = (name: string, added: number, changed = 0, deleted = 0) =>
	({ told: 'rows', name, new: added, changed, deleted }) as const;
const files = (added: number, changed = 0, removed = 0): Writes => ({
	of: 'files',
	new: added,
	changed,
	removed,
});

const span = 'from 2026-06-15 02:11:12 UTC to 2026-06-15 03:02:00 UTC';

test('one sentence: what was written most comes first, and files', () => {
	const found = losses(tables(rows('small', 1), rows('issues', 200, 50), rows('mid', 0, 9, 1)), files(10));
	expect(lossesSentence(found)).toBe(
		`${span}: issues: 200 rows new and 50 changed; mid: 9 changed and 1 deleted; small: 1 row new; 10 files new`,
	);
});

test('one sentence does not grow with the number of tables', () => {
	const found = losses(tables(...[5, 4, 3, 2, 1].map((number) => rows(`t${number}`, number))));
	expect(lossesSentence(found)).toContain('t3: 3 rows new; 2 more tables');
});

test('nothing written is said so, and there is nothing to export', () => {
	const found = losses(tables(), files(0));
	expect(lossesSentence(found)).toBe(`${span}: nothing was written`);
	expect(lossesLines(found)[1]).toBe('nothing: all that was compared is as it was saved.');
	expect(holdsWrites(found)).toBe(false);
});

test('what could not be compared is never told as nothing', () => {
	const found = losses({ of: 'not compared', why: 'the server does not answer' });
	expect(lossesSentence(found)).toBe(`${span}: database app was not compared`);
	expect(lossesLines(found)).toContain(
		'database app was not compared: the server does not answer. What was written there is not known.',
	);
	expect(lossesLines(found).join()).not.toContain('nothing:');
});

test('a table without a key, and those that one side alone has', () => {
	const found = losses(
		tables(
			{ told: 'number', name: 'notes', saved: 3, now: 4 },
			{ told: 'number', name: 'same', saved: 3, now: 3 },
			{ told: 'only now', name: 'reminders', rows: 7 },
			{ told: 'only saved', name: 'dropped', rows: 2 },
		),
	);
	expect(lossesLines(found)).toEqual(
		expect.arrayContaining([
			'database app, notes: 4 rows, 3 in the restore point; it has no key to tell which',
			'database app, same: some of its rows differ (3); it has no key to tell which',
			'database app, reminders: 7 rows, a table that the restore point does not have',
			'database app, dropped: gone now, 2 rows in the restore point',
		]),
	);
	expect(holdsWrites(found)).toBe(true);
});

test('columns that were not compared are named, also where no row differs', () => {
	const found = losses(
		tables({ ...rows('issues', 1), leftOut: ['priority'] }, { ...rows('calm', 0), leftOut: ['more', 'old'] }),
	);
	expect(lossesLines(found).slice(1, 3)).toEqual([
		'database app, issues: 1 row new (without 1 column that only one side has or whose type changed: priority)',
		'database app, as they were but for columns that only one side has or whose type changed: calm (more, old)',
	]);
	expect(holdsWrites(losses(tables({ ...rows('calm', 0), leftOut: ['more'] })))).toBe(false);
});

test('where rows differ, it says that the migration’s own changes are among them', () => {
	const said = 'What the failed version’s own migration wrote is counted as well.';
	expect(lossesLines(losses(tables(rows('issues', 0, 1))))).toContain(said);
	expect(lossesLines(losses(files(1, 1)))).not.toContain(said);
});
