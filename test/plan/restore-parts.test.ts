import { describe, expect, test } from 'vitest';
import { type Situation, wayKey, waysBack } from '../../source/plan/ways-back.ts';
import type { Part } from '../../source/restore-points/manifest.ts';
import { selectParts } from '../../source/restore-points/selection.ts';
import { manifestFixture } from './manifest-fixture.ts';
import { gone, restorePoint, situationFixture, unmoved } from './situation-fixture.ts';

const dump = { role: 'dump', bytes: 10 };
const part = (kind: string, more: object = {}) => ({ kind, artifacts: [], ...more }) as unknown as Part;
const postgres = part('postgres', {
	...{ database: 'specivo', tableBytes: 0, secondaryIndexBytes: 0 },
	artifacts: [dump],
});
const copied = part('postgres', { ...postgres, physical: { bytes: 1e9 } });
const copyOnly = part('postgres', { ...postgres, artifacts: [], physical: { bytes: 1e9 } });
const data = part('directory', {
	path: '/srv/specivo-data',
	artifacts: [{ role: 'archive', bytes: 1, rawBytes: 100e6 }],
});
const around = part('directory', { path: '/srv/app', databases: ['app.db'] });
const within = part('sqlite', { path: '/srv/app/app.db', archivedIn: '/srv/app' });
const sqlite = part('sqlite', { path: '/srv/other.db' });
const uploads = part('volume', { key: 'uploads', name: 'specivo_uploads' });
const settings = part('files');
const script = part('script');

const holding = (parts: readonly Part[], changes: Partial<Situation> = {}): Situation =>
	situationFixture({
		restorePoint: { ...restorePoint, manifest: manifestFixture({ parts: [...parts] }) },
		...changes,
	});
const ways = (situation: Situation) =>
	waysBack(situation).filter(({ id }) => id === 'restore-database' || id === 'restore-archive');
const way = (key: string, situation: Situation) => {
	const found = ways(situation).find((each) => wayKey(each) === key);
	if (!found) throw new Error(`no way ${key}`);
	return found;
};

test.each<[string, readonly Part[], readonly string[]]>([
	['database and directory', [postgres, data, settings], ['restore-database', 'restore-archive-1']],
	['a database and nothing that could stay', [postgres, settings, script], []],
	['one archive and no database', [data, settings], []],
	['two archives and no database', [data, uploads], ['restore-archive-0', 'restore-archive-1']],
	[
		'two databases come back together, each archive by itself',
		[settings, postgres, data, sqlite, uploads],
		['restore-database', 'restore-archive-2', 'restore-archive-4'],
	],
])('listed for %s', (_condition, parts, keys) => {
	expect(ways(holding(parts)).map(wayKey)).toEqual(keys);
});

test('without a restore point there is no part of one', () => {
	expect(ways(situationFixture({ restorePoint: undefined }))).toEqual([]);
});

test.each([
	['the schema moved', {}],
	['the schema did not move', { revisionNow: unmoved }],
	['nothing else can be chosen', { image: gone }],
])('never recommended: %s', (_condition, changes) => {
	expect(ways(holding([postgres, data], changes)).filter(({ recommended }) => recommended)).toEqual([]);
});

describe('why a part cannot come back by itself', () => {
	const moment = 'an earlier way back stopped in the middle of its swap';
	test.each<[string, string, Situation, string | undefined]>([
		['a database', 'restore-database', holding([postgres, data]), undefined],
		['an archive', 'restore-archive-1', holding([postgres, data]), undefined],
		[
			'a database, half swapped',
			'restore-database',
			holding([postgres, data], { halfSwapped: true }),
			moment,
		],
		[
			'an archive, half swapped',
			'restore-archive-1',
			holding([postgres, data], { halfSwapped: true }),
			moment,
		],
		[
			'a database whose version’s image is gone',
			'restore-database',
			holding([postgres, data], { image: gone }),
			'specivo/specivo:0.1.10',
		],
		[
			'an archive: the version that is pinned stays, so the old one’s image is not needed',
			'restore-archive-1',
			holding([postgres, data], { image: gone }),
			undefined,
		],
		[
			'an archive, and the image of what is pinned is gone',
			'restore-archive-1',
			holding([postgres, data], { pinnedImage: gone }),
			'specivo/specivo:0.1.10',
		],
		[
			'a database in a directory that is archived',
			'restore-database',
			holding([around, within, data]),
			'SQLite database /srv/app/app.db lies in what is archived, and comes back with that only',
		],
		[
			'the directory around a database',
			'restore-archive-0',
			holding([around, within, data]),
			'the database app.db lies in it, and would go back with it',
		],
		['another directory', 'restore-archive-2', holding([around, within, data]), undefined],
		[
			'a database without a dump, whose copy does not fit',
			'restore-database',
			holding([copyOnly, data]),
			'of database specivo it holds no dump',
		],
	])('%s', (_condition, key, situation, reason) => {
		const { unavailable } = way(key, situation);
		if (reason === undefined) expect(unavailable).toBeUndefined();
		else expect(unavailable).toContain(reason);
	});
});

describe('the database alone', () => {
	const fits = { copies: { ok: true, value: {} } } as const;

	test('is by the copy of its files where that fits, and by the dump once that has failed', () => {
		expect(way('restore-database', holding([copied, data], fits)).copied).toBe(true);
		expect(
			way('restore-database', holding([copied, data], { ...fits, copyFailed: true })).copied,
		).toBeUndefined();
		expect(way('restore-database', holding([copied, data])).copied).toBeUndefined();
		// There is nothing else to try.
		expect(way('restore-database', holding([copyOnly, data], { ...fits, copyFailed: true })).copied).toBe(
			true,
		);
	});

	test('takes the load and a start, not the archives', () => {
		expect(way('restore-database', holding([postgres, data])).milliseconds).toBe(25_000 + 5000 + 15_000);
		expect(way('restore-database', holding([copied, data], fits)).milliseconds).toBe(5000 + 5000 + 15_000);
	});

	test('says what does not fit together, what it pins, and what it loses', () => {
		const found = way('restore-database', holding([postgres, data]));
		expect(found.title).toBe('Restore the database alone, re-pin 0.1.10');
		expect(found.changes).toContain('Untouched: directory /srv/specivo-data');
		expect(found.loses).toBe('rows written since 2026-06-15 02:11:12 UTC are no longer served');
		expect(found.reason).toContain('a row whose file was removed since leads nowhere');
	});
});

describe('an archive alone', () => {
	test('takes its own unpacking and a start, nothing of the load', () => {
		expect(way('restore-archive-1', holding([postgres, data])).milliseconds).toBe(1000 + 5000 + 15_000);
	});

	test('leaves the pin, and says which version has to get along with which files', () => {
		const found = way('restore-archive-1', holding([postgres, data]));
		expect(found.title).toBe('Restore directory specivo-data alone');
		expect(found.changes).toMatch(/then 0\.2\.0 starts again\. Untouched: the pin, database specivo$/);
		expect(found.reason).toContain('0.2.0 stays pinned and has to get along with files of 0.1.10.');
		expect(way('restore-archive-1', holding([postgres, data], { pinned: '0.1.10' })).reason).not.toContain(
			'get along',
		);
	});
});

describe('the parts that a step is about', () => {
	const manifest = manifestFixture({ parts: [postgres, data, settings] });

	test('are those of the way, by their place in the manifest', () => {
		const { alone } = way('restore-archive-1', holding([postgres, data, settings]));
		expect(selectParts(manifest, alone).parts).toEqual([data]);
		expect(selectParts(manifest, undefined).parts).toHaveLength(3);
	});

	test('one that is not there is no reason to take all of them', () => {
		expect(() => selectParts(manifest, { parts: '7' })).toThrow('The restore point has no part 7.');
	});
});
