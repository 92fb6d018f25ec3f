import { describe, expect, test } from 'vitest';
import { restoreTakes } from '../../source/plan/way-words.ts';
import { type Kept, type Situation, type WayBackId, waysBack } from '../../source/plan/ways-back.ts';
import type { Part } from '../../source/restore-points/manifest.ts';
import { clock } from '../../source/text/clock.ts';
import { manifestFixture } from './manifest-fixture.ts';
import { gone, restorePoint, situationFixture as situation, unmoved } from './situation-fixture.ts';

const none = { ok: true, value: undefined } as const;

const copyOnly = { kind: 'postgres', database: 'specivo', artifacts: [] } as unknown as Part;
const withViews = {
	...{ kind: 'mariadb', database: 'shop', artifacts: [], tables: [] },
	objects: { views: 2, triggers: 1, routines: 0 },
} as unknown as Part;
const archiveOnly = { kind: 'directory', artifacts: [] } as unknown as Part;
const unread = { ok: false, problem: 'db is down' } as const;

const way = (id: WayBackId, changes: Partial<Situation> = {}) => {
	const found = waysBack(situation(changes)).find((candidate) => candidate.id === id);
	if (!found) throw new Error(`no way ${id}`);
	return found;
};

test.each<[string, Partial<Situation>, readonly WayBackId[], WayBackId]>([
	['the schema moved, with a restore point', {}, ['leave', 'finish', 'restore'], 'restore'],
	['the schema did not move', { revisionNow: unmoved }, ['leave', 'finish', 're-pin', 'restore'], 're-pin'],
	[
		'the revision did not move, and tables are defined otherwise',
		{ revisionNow: unmoved, definedOtherwise: true },
		['leave', 'finish', 're-pin', 'restore'],
		'restore',
	],
	[
		'the schema did not move, without a restore point',
		{ revisionNow: unmoved, restorePoint: undefined },
		['leave', 'finish', 're-pin'],
		're-pin',
	],
	['the schema moved, without a restore point', { restorePoint: undefined }, ['leave', 'finish'], 'leave'],
	[
		'the schema cannot be read, with a restore point',
		{ revisionNow: unread },
		['leave', 'finish', 'restore'],
		'restore',
	],
	[
		'the schema cannot be read, without a restore point',
		{ revisionNow: unread, restorePoint: undefined },
		['leave', 'finish'],
		'leave',
	],
	['the image of the old version is gone', { image: gone }, ['leave', 'finish'], 'leave'],
	[
		'the image is gone and the schema did not move',
		{ image: gone, revisionNow: unmoved },
		['leave', 'finish'],
		'leave',
	],
	['the new version was verified', { healthy: true }, ['leave', 'finish', 'restore'], 'leave'],
	[
		'the new version was verified without a migration',
		{ healthy: true, revisionNow: unmoved },
		['leave', 'finish', 're-pin', 'restore'],
		'leave',
	],
	[
		'an earlier swap stopped in the middle: what the revision says is of the database alone',
		{ halfSwapped: true, revisionNow: unmoved },
		['leave', 'restore'],
		'restore',
	],
	['nothing was changed yet', { changed: false, revisionNow: unmoved, healthy: true }, ['leave'], 'leave'],
	[
		'nothing was changed yet, and the app was not well before',
		{ changed: false, revisionNow: unmoved },
		['leave'],
		'leave',
	],
	[
		'the database was never migrated, before or after',
		{ revisionBefore: none, revisionNow: { ok: true, value: undefined } },
		['leave', 'finish', 're-pin', 'restore'],
		're-pin',
	],
	[
		'nothing tells the schema before: an old version must not be started on a guess',
		{ revisionBefore: unread },
		['leave', 'finish', 'restore'],
		'restore',
	],
	[
		'nothing tells the schema before, without a restore point',
		{ revisionBefore: unread, restorePoint: undefined },
		['leave', 'finish'],
		'leave',
	],
	[
		'the first migration ever moved the schema',
		{ revisionBefore: none },
		['leave', 'finish', 'restore'],
		'restore',
	],
])('%s', (_condition, changes, available, recommended) => {
	const ways = waysBack(situation(changes));
	expect(ways.map(({ id }) => id)).toEqual(['leave', 'finish', 're-pin', 'restore']);
	expect(ways.filter((each) => !each.unavailable).map(({ id }) => id)).toEqual(available);
	expect(ways.filter((each) => each.recommended).map(({ id }) => id)).toEqual([recommended]);
});

describe('the copy of the files', () => {
	const copied = {
		...{ kind: 'postgres', database: 'specivo', tableBytes: 0, secondaryIndexBytes: 0 },
		artifacts: [{ role: 'dump' }],
		physical: { bytes: 1e9 },
	} as unknown as Part;
	const withParts = (...parts: Part[]): Partial<Situation> => ({
		restorePoint: { ...restorePoint, manifest: manifestFixture({ parts }) },
		copies: { ok: true, value: { db: { path: '/srv/db', uid: 999, gid: 999 } } },
	});
	const recommended = (changes: Partial<Situation>) =>
		waysBack(situation(changes)).find((each) => each.recommended)?.id;

	test('is the way where it can be used, and faster than a load', () => {
		expect(recommended(withParts(copied))).toBe('restore-copy');
		expect(way('restore-copy', withParts(copied)).milliseconds).toBe(5000 + 5000 + 15_000);
		expect(way('restore', withParts(copied)).milliseconds).toBe(25_000 + 5000 + 15_000);
	});

	test('is greyed with its reason, and the load recommended', () => {
		const changes = { ...withParts(copied), copies: { ok: false, problem: 'the server is 18' } as const };
		expect(way('restore-copy', changes).unavailable).toBe('the server is 18');
		// There may be no such copy: nothing is said of its proof.
		expect(way('restore-copy', changes).reason).not.toContain('was started for its proof');
		expect(way('restore-copy', withParts(copied)).reason).toContain('was started for its proof');
		expect(recommended(changes)).toBe('restore');
	});

	test('needs no dump, but nothing else may stand in its way', () => {
		const bare = { ...copied, artifacts: [] } as unknown as Part;
		expect(recommended(withParts(bare))).toBe('restore-copy');
		expect(way('restore', withParts(bare)).unavailable).toContain('no dump');
		expect(way('restore-copy', withParts(bare, withViews)).unavailable).toContain('views and triggers');
		expect(way('restore-copy', { ...withParts(bare), image: gone }).unavailable).toContain('gone');
	});

	test('a re-pin that loses nothing comes first', () => {
		expect(recommended({ ...withParts(copied), revisionNow: unmoved })).toBe('re-pin');
	});
});

describe('why a way cannot be chosen', () => {
	test.each<[string, WayBackId, Partial<Situation>, string]>([
		[
			're-pin over a moved schema',
			're-pin',
			{},
			'the schema went from 0020 to 0023, which 0.1.10 does not know: it would not start',
		],
		[
			're-pin over an emptied database',
			're-pin',
			{ revisionNow: { ok: true, value: undefined } },
			'the schema went from 0020 to none, which 0.1.10 does not know: it would not start',
		],
		[
			're-pin with an unknown schema',
			're-pin',
			{ revisionNow: unread },
			'the schema revision cannot be read: db is down',
		],
		[
			're-pin with nothing that tells the schema before',
			're-pin',
			{ revisionBefore: unread },
			'the schema that 0.1.10 works with is not known: db is down',
		],
		['re-pin without the image', 're-pin', { revisionNow: unmoved, image: gone }, gone.problem],
		['re-pin before anything changed', 're-pin', { changed: false }, '0.1.10 is still pinned and serves'],
		[
			'restore without a restore point',
			'restore',
			{ restorePoint: undefined },
			'there is no restore point of 0.1.10',
		],
		['restore without the image', 'restore', { image: gone }, gone.problem],
		[
			're-pin after a swap that stopped in the middle',
			're-pin',
			{ halfSwapped: true, revisionNow: unmoved },
			'an earlier way back stopped in the middle of its swap: database and files may be of two moments',
		],
		[
			'restore of a physical copy alone',
			'restore',
			{ restorePoint: { ...restorePoint, manifest: manifestFixture({ parts: [copyOnly] }) } },
			'of database specivo it holds no dump, only a copy of its files',
		],
		[
			'restore of a MariaDB database with views',
			'restore',
			{ restorePoint: { ...restorePoint, manifest: manifestFixture({ parts: [withViews] }) } },
			'database shop has views and triggers, and the server can move tables alone from one database to another: its dump is for a new, empty server',
		],
		['restore before anything changed', 'restore', { changed: false }, '0.1.10 is still pinned and serves'],
		['once more before the first time', 'finish', { changed: false }, '0.2.0 was not started yet'],
	])('%s', (_condition, id, changes, reason) => {
		expect(way(id, changes).unavailable).toBe(reason);
	});
});

describe('an image that can be pulled', () => {
	const image = {
		is: 'to pull',
		references: ['specivo/specivo@sha256:1'],
		bytes: 100e6,
	} as const;

	test.each<[WayBackId, Partial<Situation>, number]>([
		['re-pin', { revisionNow: unmoved }, 15_000],
		['restore', {}, 45_000],
	])('%s stays open and recommended, says so, and takes the pull besides', (id, changes, otherwise) => {
		const found = way(id, { ...changes, image });
		expect(found).toMatchObject({ pull: image.references, recommended: true });
		expect(found.unavailable).toBeUndefined();
		expect(found.changes).toMatch(
			/^its image is gone from this host: first specivo\/specivo@sha256:1 is pulled, 95 MiB, while what runs goes on\. Then /,
		);
		expect(found.milliseconds).toBe(otherwise + 13_000);
		expect(way(id, changes).pull).toBeUndefined();
	});

	test('that its tag is another image now is said', () => {
		const moved = { ...image, moved: true } as const;
		expect(way('restore', { image: moved }).changes).toContain('another image now than the one that ran');
	});

	test('of what was kept, an undo pulls it too, or says why it cannot', () => {
		const undo = (of: Kept['image']) =>
			way('undo', { toUndo: true, kept: { version: '0.2.0', at: '2026-06-15T02:10:00.000Z', image: of } });
		expect(undo(image)).toMatchObject({ pull: image.references, recommended: true, milliseconds: 38_000 });
		expect(undo(gone)).toMatchObject({ unavailable: gone.problem, recommended: false });
	});
});

describe('what a way costs and loses', () => {
	test('re-pin takes a start and loses nothing', () => {
		expect(way('re-pin', { revisionNow: unmoved })).toMatchObject({ milliseconds: 15_000, loses: 'nothing' });
	});

	test('restore takes the load that the proof measured, the swap and a start', () => {
		expect(way('restore').milliseconds).toBe(25_000 + 5000 + 15_000);
		expect(restoreTakes(25_000, 15_000)).toBe(45_000);
	});

	test('restore names from when on writes are lost, and where they stay', () => {
		expect(way('restore').loses).toBe('writes since 2026-06-15 02:11:12 UTC are no longer served');
		expect(way('restore').keeps).toContain('the state of now, under a dated name');
	});

	test('without a restore point it does not claim to know', () => {
		expect(way('restore', { restorePoint: undefined })).toMatchObject({ milliseconds: 0, loses: 'unknown' });
	});

	test('leaving takes no time', () => {
		expect(way('leave')).toMatchObject({ milliseconds: 0, loses: 'nothing' });
	});
});

describe('the reason of a way', () => {
	test.each<[string, WayBackId, Partial<Situation>, RegExp]>([
		[
			'restore, proven, the schema moved',
			'restore',
			{},
			/^The schema moved, .* proven: loaded in 25 s and compared\.$/,
		],
		[
			'restore, proven, without a database',
			'restore',
			{
				restorePoint: {
					...restorePoint,
					manifest: manifestFixture({
						parts: [archiveOnly],
						proof: { level: 'read back', at: '', restoreTook: 0, detail: '' },
					}),
				},
			},
			/proven: every entry of its archives read back\.$/,
		],
		['restore, the schema did not move', 'restore', { revisionNow: unmoved }, /^The schema did not move: /],
		[
			'restore, only read back',
			'restore',
			{
				restorePoint: {
					...restorePoint,
					manifest: manifestFixture({ proof: { level: 'read back', at: '', restoreTook: 0, detail: '' } }),
				},
			},
			/This restore point was not proven by a restore\.$/,
		],
		['re-pin', 're-pin', { revisionNow: unmoved }, /^The schema did not move/],
		[
			're-pin, tables are defined otherwise',
			're-pin',
			{ revisionNow: unmoved, definedOtherwise: true },
			/^The revision is the old one, but tables are defined otherwise/,
		],
		['leave after a failure', 'leave', {}, /does not serve as it should/],
		['leave when all is well', 'leave', { healthy: true }, /Nothing has to be brought back/],
	])('%s', (_condition, id, changes, reason) => {
		expect(way(id, changes).reason).toMatch(reason);
	});

	test('a schema that cannot be read is not said to have stood still', () => {
		expect(way('restore', { revisionNow: unread }).reason).toMatch(
			/^Nobody can tell whether the schema moved/,
		);
		expect(way('restore', { revisionBefore: unread }).reason).toMatch(/^Nobody can tell whether/);
		expect(way('re-pin', { revisionNow: unread }).reason).toBe('Right only when the schema did not move.');
	});

	test('re-pin over a moved schema does not give a reason that is not true', () => {
		expect(way('re-pin').reason).toBe('Right only when the schema did not move.');
	});
});

test('a time of the day names its zone', () => {
	expect(clock('2026-06-15T02:11:12.345Z')).toBe('2026-06-15 02:11:12 UTC');
});

describe('undo', () => {
	const kept: Kept = { image: { is: 'here' }, version: '0.2.0', at: '2026-06-15T02:10:00.000Z' };
	const after = (changes: Partial<Situation> = {}): Partial<Situation> => ({
		...{ pinned: '0.1.10', revisionNow: unmoved, kept, ...changes },
	});

	test('is offered once a way back has kept something, and never recommended to who did not come for it', () => {
		expect(waysBack(situation()).map(({ id }) => id)).not.toContain('undo');
		const found = way('undo', after());
		expect(found).toMatchObject({ recommended: false, milliseconds: 25_000 });
		expect(found.title).toBe(`Undo the restore of ${clock(kept.at)}`);
		expect(found.loses).toBe(`writes since ${clock(kept.at)} are no longer served`);
		expect(found.unavailable).toBeUndefined();
	});

	test('is all there is, and recommended, to who came for it', () => {
		const ways = waysBack(situation(after({ toUndo: true })));
		expect(ways.map(({ id, recommended }) => [id, recommended])).toEqual([
			['leave', false],
			['undo', true],
		]);
	});

	test('is greyed with the reason when what was kept is gone', () => {
		const problem = 'database specivo_before_x is gone';
		const ways = waysBack(situation(after({ toUndo: true, kept: { ...kept, problem } })));
		expect(ways.map(({ id, recommended, unavailable }) => [id, recommended, unavailable])).toEqual([
			['leave', true, undefined],
			['undo', false, problem],
		]);
	});

	test('the new version is not tried once more while the old one is pinned', () => {
		expect(way('finish', after()).unavailable).toBe('0.1.10 is pinned: upgrade again');
	});
});
