import { describe, expect, test } from 'vitest';
import { needsCopy, type PointOfOthers, wayTo } from '../../source/plan/further.ts';
import { type OtherPoint, type Situation, waysBack } from '../../source/plan/ways-back.ts';
import type { Manifest, Part } from '../../source/restore-points/manifest.ts';
import { manifestFixture } from './manifest-fixture.ts';
import { gone, situationFixture as situation } from './situation-fixture.ts';

const dump = { kind: 'postgres', database: 'specivo', tableBytes: 0, artifacts: [{ role: 'dump' }] };
const copyOnly = { ...dump, artifacts: [], physical: { bytes: 1e9 } } as unknown as Part;
const neither = { ...dump, artifacts: [] } as unknown as Part;

const point = (id: string, changes: Partial<Manifest> = {}): PointOfOthers => ({
	id,
	path: `/backups/${id}`,
	manifest: manifestFixture({ id, ...changes }),
});
const old = point('20260601T021000Z-0.1.9', {
	version: '0.1.9',
	takenAt: '2026-06-01T02:10:00.000Z',
	schemaRevision: '0018',
});
const edited: OtherPoint = { id: '20260602T021000Z-0.1.9', problem: 'it was edited. Choose another.' };
const emptied = point('20260603T021000Z-0.1.9', { parts: [neither] });

const further = (changes: Partial<Situation>) =>
	waysBack(situation(changes)).find(({ id }) => id === 'further');

describe('go back further', () => {
	test.each<[string, Partial<Situation>, boolean, RegExp | undefined]>([
		['no other restore point: it is not listed', { others: [] }, false, undefined],
		['one that can be restored', { others: [old] }, true, undefined],
		['one among others that cannot', { others: [edited, old, emptied] }, true, undefined],
		[
			'none that can: greyed, each with its reason',
			{ others: [edited, emptied] },
			true,
			/^none of the others can be restored: 20260602\S+: it was edited\. Choose another; 20260603\S+: of database specivo it holds no dump/,
		],
		['nothing was changed yet', { others: [old], changed: false }, false, undefined],
		['who came to undo came for nothing else', { others: [old], toUndo: true }, false, undefined],
	])('%s', (_condition, changes, listed, unavailable) => {
		const way = further(changes);
		expect(way !== undefined).toBe(listed);
		if (unavailable) expect(way?.unavailable).toMatch(unavailable);
		else expect(way?.unavailable).toBeUndefined();
	});

	test('says how many there are, of which versions and times', () => {
		const way = further({ others: [old, emptied] });
		expect(way?.changes).toBe('nothing yet: it lists 2 other restore points of this stack, the newest first');
		expect(way?.reason).toContain(
			'They are of 0.1.9 and 0.1.10, taken from 2026-06-01 02:10:00 UTC to 2026-06-15 02:11:12 UTC.',
		);
	});

	test.each<[string, Partial<Situation>]>([
		['beside other ways', {}],
		['where nothing else can be chosen', { restorePoint: undefined }],
		['where all is well', { healthy: true }],
	])('is never recommended, %s', (_condition, changes) => {
		expect(further({ others: [old], ...changes })?.recommended).toBe(false);
	});
});

describe('the way to one of them', () => {
	const here = { image: { is: 'here' }, copies: { ok: false, problem: 'not looked at' } } as const;

	test('leads to its version and names what is lost since it', () => {
		const way = wayTo(situation(), old, here);
		expect(way).toMatchObject({
			id: 'restore',
			title: 'Restore the data and re-pin 0.1.9',
			loses: 'writes since 2026-06-01 02:10:00 UTC are no longer served',
		});
		expect(way.unavailable).toBeUndefined();
	});

	test('its own schema decides whether the schema moved, not that of the version before', () => {
		const now = { revisionNow: { ok: true, value: '0018' } } as const;
		expect(wayTo(situation(now), old, here).reason).toMatch(/^The schema did not move/);
		expect(wayTo(situation(now), point('x', { schemaRevision: '0020' }), here).reason).toMatch(
			/^The schema moved/,
		);
	});

	test('is greyed when the image of its version is gone', () => {
		expect(wayTo(situation(), old, { ...here, image: gone }).unavailable).toContain(gone.problem);
	});

	test('is by the copy of its files where it holds no dump', () => {
		const bare = point('y', { parts: [copyOnly] });
		expect(needsCopy(bare.manifest)).toBe(true);
		expect(needsCopy(old.manifest)).toBe(false);
		const fits = { ...here, copies: { ok: true, value: {} } } as const;
		expect(wayTo(situation(), bare, fits)).toMatchObject({ id: 'restore-copy' });
		expect(wayTo(situation(), bare, fits).unavailable).toBeUndefined();
		expect(wayTo(situation(), bare, here).unavailable).toBe('not looked at');
	});
});
