import { describe, expect, test } from 'vitest';
import { archiveFile } from '../../source/restore-points/directory/names.ts';
import * as names from '../../source/restore-points/names.ts';
import {
	databaseBesideName,
	databaseKeptName,
	databaseLoadingName,
	dumpFile,
} from '../../source/restore-points/postgres/names.ts';

const now = new Date('2026-11-21T10:15:00.700Z');

describe('the next id', () => {
	test.each<[string, readonly string[], string]>([
		['nothing there', [], '20261121T101500Z-0.1.9'],
		['older ones there', ['20261120T235959Z-0.1.8'], '20261121T101500Z-0.1.9'],
		['one of the same second', ['20261121T101500Z-0.1.9'], '20261121T101501Z-0.1.9'],
		['one of the same second and another version', ['20261121T101500Z-0.1.10'], '20261121T101501Z-0.1.9'],
		['a partial one of the same second', ['.20261121T101500Z-0.1.9.partial'], '20261121T101501Z-0.1.9'],
		['what a proof left, of the same second', ['.20261121T101500Z-0.1.9.proof'], '20261121T101501Z-0.1.9'],
		['the clock was set back', ['20270101T000000Z-0.1.9'], '20270101T000001Z-0.1.9'],
		['other things there', ['lost+found', 'notes.txt'], '20261121T101500Z-0.1.9'],
	])('%s', (_, taken, expected) => {
		expect(names.nextRestorePointId(now, '0.1.9', taken)).toBe(expected);
	});

	test('a hundred in one second sort in the order they were taken', () => {
		const taken: string[] = [];
		for (let count = 0; count < 100; count++)
			taken.push(names.nextRestorePointId(now, `0.1.${count}`, taken));
		expect([...taken].sort()).toEqual(taken);
		expect(new Set(taken).size).toBe(100);
	});

	test('a version with odd characters stays one name', () => {
		expect(names.restorePointId(now, '../1.0 beta')).toBe('20261121T101500Z-..-1.0-beta');
	});
});

test.each([
	['20261121T101500Z-0.1.9', '2026-11-21T10:15:00.000Z'],
	['20261121T101500Z', undefined],
	['.20261121T101500Z-0.1.9.partial', undefined],
	['20261121T101500Z-0.1.9/..', undefined],
])('the time of %s is %s', (id, expected) => {
	expect(names.idTime(id)?.toISOString()).toBe(expected);
});

test('a partial directory is told from others', () => {
	expect(names.idOfPartial(names.partialName('20261121T101500Z-0.1.9'))).toBe('20261121T101500Z-0.1.9');
	expect(names.idOfPartial('.cache.partial')).toBeUndefined();
	expect(names.idOfPartial('.20261121T101500Z-0.1.9.proof')).toBeUndefined();
	expect(names.idOfPartial('20261121T101500Z-0.1.9.partial')).toBeUndefined();
});

test.each([names.partialName, names.removingName, names.proofDirectoryName])(
	'a directory of ours that is no restore point tells whose it was',
	(nameOf) => {
		expect(names.idOfLeftover(nameOf('20261121T101500Z-0.1.9'))).toBe('20261121T101500Z-0.1.9');
		expect(names.idOfLeftover(nameOf('cache'))).toBeUndefined();
	},
);

test('the name of a restore point is none of a leftover', () => {
	expect(names.idOfLeftover('20261121T101500Z-0.1.9')).toBeUndefined();
});

test('names of files hold no path and stay distinct', () => {
	expect(dumpFile('db', 'my/db')).toBe('database-db-my_db.dump.zst');
	expect(archiveFile('/srv/my data/')).toBe('directory-_.tar.zst');
	expect(archiveFile('/srv/my data')).toBe('directory-my_data.tar.zst');
	const taken = new Set(['a.tar.zst', 'a-2.tar.zst', 'files/.env']);
	expect(names.distinct('a.tar.zst', taken)).toBe('a-3.tar.zst');
	expect(names.distinct('files/.env', taken)).toBe('files/.env-2');
	expect(names.distinct('b', taken)).toBe('b');
});

test('names of databases never exceed what PostgreSQL keeps of them', () => {
	expect(databaseKeptName('specivo', now)).toBe('specivo_before_20261121t101500z');
	for (const database of ['x'.repeat(63), 'ü'.repeat(31)]) {
		const loading = databaseLoadingName(databaseBesideName(database, now));
		expect(new TextEncoder().encode(loading).length).toBeLessThanOrEqual(63);
	}
});
