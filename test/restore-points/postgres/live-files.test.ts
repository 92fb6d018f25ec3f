import { expect, test } from 'vitest';
import { otherDatabases } from '../../../source/restore-points/postgres/copy-use.ts';
import { besideFiles, keptFiles, onHost } from '../../../source/restore-points/postgres/live-files.ts';

const mount = (Source: string, Destination: string) => ({ Source, Destination });

test.each<[string, string, ReturnType<typeof mount>[], string | undefined]>([
	['its mount itself', '/var/lib/postgresql/data', [mount('/srv/pg', '/var/lib/postgresql/data')], '/srv/pg'],
	[
		'below it',
		'/var/lib/postgresql/18/docker',
		[mount('/srv/pg', '/var/lib/postgresql')],
		'/srv/pg/18/docker',
	],
	[
		'the innermost counts',
		'/data/pg',
		[mount('/srv', '/data'), mount('/fast', '/data/pg'), mount('/etc', '/etc')],
		'/fast',
	],
	['no mount', '/data/pg', [mount('/srv', '/database')], undefined],
	['one without a place on this host', '/data/pg', [mount('', '/data/pg')], undefined],
	['a name that only begins alike', '/data/pg', [mount('/srv', '/data/p')], undefined],
])('where a server’s files are: %s', (_what, inside, mounts, expected) => {
	expect(onHost(inside, mounts)).toBe(expected);
});

test('what is laid beside and kept are siblings with our own prefix', () => {
	const live = { path: '/srv/stack/postgresql', uid: 999, gid: 999 };
	const at = new Date('2026-06-15T03:00:00Z');
	expect(besideFiles(live, at)).toBe('/srv/stack/.lockkeeper-restored-20260615T030000Z-postgresql');
	expect(keptFiles(live, at)).toBe('/srv/stack/.lockkeeper-before-20260615T030000Z-postgresql');
});

test('other databases are told from what ways back have kept', () => {
	expect(
		otherDatabases(
			['postgres', 'template1', 'specivo', 'specivo_before_20260615t030000z', 'wiki', 'wiki', 'my_before'],
			'specivo',
		),
	).toEqual(['wiki', 'my_before']);
});
