import { expect, test } from 'vitest';
import { type Copies, listLines } from '../../../source/commands/restore-points/list-lines.ts';
import { manifestLines } from '../../../source/commands/restore-points/manifest-lines.ts';
import type { RestorePoints } from '../../../source/restore-points/list.ts';
import type { Manifest } from '../../../source/restore-points/manifest.ts';
import type { Retention } from '../../../source/restore-points/retention.ts';
import { manifestFixture } from '../../plan/manifest-fixture.ts';

const database: Manifest['parts'][number] = {
	kind: 'postgres',
	artifacts: [
		{ role: 'dump', file: 'database-db-specivo.dump.zst', bytes: 2048, rawBytes: 4096, sha256: 'abc' },
	],
	service: 'db',
	user: 'specivo',
	database: 'specivo',
	server: '17.2',
	tables: [
		{ name: 'public.issues', rows: 500, digest: '1' },
		{ name: 'public.settings', rows: 1, digest: '2' },
	],
	settings: { owner: 'specivo', encoding: 'UTF8', collate: 'C', ctype: 'C' },
	roles: ['reader'],
	bootstrap: 'specivo',
	preload: '',
	objects: { indexes: 3 },
	secondaryIndexes: [],
	tableBytes: 0,
	secondaryIndexBytes: 0,
	withoutPhysical: 'there is no room',
	withoutGlobals: 'no right to read them',
};
const directory: Manifest['parts'][number] = {
	kind: 'directory',
	artifacts: [{ role: 'archive', file: 'directory-data.tar.zst', bytes: 1024, sha256: 'def' }],
	path: '/srv/data',
	except: ['redis'],
	files: 4,
	changed: ['./log'],
	skipped: ['./socket'],
	list: { entries: 7, sha256: '' },
};
const nothing: RestorePoints = { complete: [], incomplete: [], unreadable: [] };
const path = '/backups/specivo/20260615T021000Z-0.1.10';

const list = (changes: {
	found?: Partial<RestorePoints>;
	retention?: Partial<Retention>;
	pinned?: string;
	copies?: Copies;
}) =>
	listLines({
		name: 'specivo',
		backups: '/backups/specivo',
		retention: { keep: [], remove: [], ...changes.retention },
		found: { ...nothing, ...changes.found },
		pinned: () => changes.pinned,
		copies: changes.copies,
	});
const one = { complete: [{ path, manifest: manifestFixture() }] };

test('without restore points the list says how to take one', () => {
	expect(list({})).toEqual([
		'specivo: restore points in /backups/specivo',
		'none; to take one: lockkeeper backup',
	]);
});

test('one line each: id, version, time, size, how it was proven; below it what keeps it and where copies are', () => {
	const copies: Copies = {
		at: 'ssh://nas/backups',
		answer: { ok: true, value: ['20250101T000000Z-0.1.8', '20260615T021000Z-0.1.10'] },
	};
	expect(list({ found: one, pinned: 'run a did not end', copies }).slice(1)).toEqual([
		'20260615T021000Z-0.1.10  0.1.10  taken 2026-06-15 02:11:12 UTC  0 B  proven: data loaded',
		'    kept: run a did not end',
		'    copy at ssh://nas/backups',
		'At ssh://nas/backups alone: 1 copy, 20250101T000000Z-0.1.8',
	]);
});

test.each<[string, Copies | undefined, string]>([
	['no place for copies is named', undefined, 'No place for copies is named'],
	[
		'the place does not answer',
		{ at: 'ssh://nas', answer: { ok: false, problem: 'no route' } },
		'Copies at ssh://nas: could not be told: no route',
	],
])('%s: the list says so', (_condition, copies, expected) => {
	expect(list({ found: one, ...(copies ? { copies } : {}) }).at(-1)).toContain(expected);
});

test('what is no restore point is named with what to do', () => {
	const lines = list({
		found: {
			incomplete: ['/backups/specivo/.x.partial'],
			unreadable: [{ path: '/backups/specivo/y', problem: 'its seal does not fit' }],
		},
		retention: { remove: [{ id: '.x.partial', reason: 'it has no manifest' }] },
	}).join('\n');
	expect(lines).toContain('.x.partial  no restore point: it has no manifest');
	expect(lines).toContain('y  its seal does not fit\n    It is never pruned');
	expect(lines).toContain('lockkeeper restore-points prune would remove .x.partial');
});

test('a restore point is shown with tables and rows, sizes, proof, why there is no physical copy, and warnings', () => {
	const manifest = manifestFixture({
		parts: [database, directory],
		images: [{ service: 'db', reference: 'postgres:17', id: 'sha256:1' }],
		tools: { node: '24.0.0', tar: '1.35' },
	});
	const text = manifestLines(manifest, path, 'run a upgraded after it').join('\n');
	for (const words of [
		'Restore point 20260615T021000Z-0.1.10 of Specivo 0.1.10, stack specivo',
		`Lies in ${path}, 3 KiB`,
		'level data: 12 tables equal. Loading took 25 s.',
		'Never pruned now: run a upgraded after it.',
		'Database specivo\n',
		'    public.issues  500 rows\n    public.settings  1 row\n',
		'no physical copy: there is no room',
		'dump in database-db-specivo.dump.zst: 2 KiB of 4 KiB, sha256 abc',
		'Directory /srv/data\n  4 files, 7 entries',
		'db  postgres:17  no digest; id sha256:1',
		'Written by node 24.0.0, tar 1.35',
		'/srv/data: changed while they were read: ./log.',
		'/srv/data: left out by tar, sockets or other file systems: ./socket.',
		'database specivo: saved without roles and globals: no right to read them.',
	])
		expect(text).toContain(words);
});

test.each<[string, Manifest['proof']['level'], Manifest['parts'], string, string]>([
	['nothing', 'none', [database], 'not proven', 'It was not proven.'],
	[
		'a database that was read back',
		'read back',
		[database],
		'not proven, only read back',
		'and nothing was loaded: 12 tables equal. It is not proven.',
	],
	['directories that were read back', 'read back', [directory], 'proven: read back', 'It was proven on'],
	['data', 'data', [database], 'proven: data loaded', 'level data'],
	['all', 'full', [database], 'proven: loaded in full', 'level full'],
])('proven, %s: list and text agree', (_condition, level, parts, inList, inText) => {
	const manifest = manifestFixture({ parts });
	const proven = { ...manifest, proof: { ...manifest.proof, level } };
	expect(
		list({ found: { complete: [{ path, manifest: proven }] } })[1]
			?.split('  ')
			.at(-1),
	).toBe(inList);
	expect(manifestLines(proven, path, undefined).join('\n')).toContain(inText);
});
