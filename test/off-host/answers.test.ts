import { expect, test } from 'vitest';
import { readRoom, readSizes, readStats } from '../../source/off-host/rclone-answers.ts';
import { readBackupLine, readSnapshots, sortSnapshots } from '../../source/off-host/restic-answers.ts';
import * as ssh from '../../source/off-host/ssh-answers.ts';

test('a probe is read past a banner; a host that answers otherwise has no shell', () => {
	expect(ssh.readProbe('Welcome!\nlockkeeper:shell\nlockkeeper:sha256sum\n')).toEqual({
		shell: true,
		rsync: false,
		sha256sum: true,
	});
	expect(ssh.readProbe('This service allows sftp connections only.\n')).toEqual({
		shell: false,
		rsync: false,
		sha256sum: false,
	});
});

test.each([
	['GNU', '-rw------- 1 0 0 300000 Aug  1 02:15 ./x/a.zst\n-rw------- 1 0 0 9 Aug  1  2025 ./x/files/.env\n'],
	[
		'BusyBox',
		'-rw-------    1 0        0           300000 Aug  1 02:15 ./x/a.zst\n-rw-------    1 0        0                9 Aug  1 02:15 ./x/files/.env\n',
	],
	[
		'BSD, with an ACL',
		'-rw-------@ 1 501  20  300000 Aug  1 02:15 ./x/a.zst\n-rw-------+ 1 501  20  9 Aug  1 02:15 ./x/files/.env\n',
	],
])('sizes are read from ls -ln of %s', (_, listing) => {
	expect([...ssh.readListing(listing)]).toEqual([
		['x/a.zst', 300000],
		['x/files/.env', 9],
	]);
});

test('hash lines are read, other lines are none', () => {
	const hash = '0123456789abcdef'.repeat(4);
	expect(ssh.readHashLine(`${hash}  files/.env`)).toEqual({ name: 'files/.env', sha256: hash });
	expect(ssh.readHashLine(`${hash.slice(1)}  a`)).toBeUndefined();
	expect(ssh.readHashLine('Welcome!')).toBeUndefined();
});

test('free space is read from df, a long name of a device in a line of its own too', () => {
	const head = 'Filesystem     1024-blocks     Used Available Capacity Mounted on\n';
	expect(ssh.readFreeSpace(`${head}/dev/vda   263000 31000 70000 32% /\n`)).toBe(70000 * 1024);
	expect(ssh.readFreeSpace(`${head}nas:/a/very/long\n   263000 31000 0 100% /mnt\n`)).toBe(0);
	expect(ssh.readFreeSpace('df: .: Stale file handle')).toBeUndefined();
});

test('bytes are read from rsync’s progress, grouped or not', () => {
	expect(ssh.readRsyncProgress('         32,768  12%    1.00MB/s    0:00:01')).toBe(32768);
	expect(ssh.readRsyncProgress('      500009 100%   20.52MB/s    0:00:00 (xfr#2, to-chk=0/4)')).toBe(500009);
	expect(ssh.readRsyncProgress('rsync: connection unexpectedly closed')).toBeUndefined();
});

test('rclone’s listing, log and room are read', () => {
	expect([...readSizes('3000000 id/a\n2 id/files/.env\n')]).toEqual([
		['id/a', 3000000],
		['id/files/.env', 2],
	]);
	expect(readStats('{"level":"warning","msg":"…","stats":{"bytes":1077250,"totalBytes":3000002}}')).toBe(
		1077250,
	);
	expect(readStats('{"level":"error","msg":"no"}')).toBeUndefined();
	expect(readStats('not JSON')).toBeUndefined();
	expect(readRoom('{"total": 5, "free": 3}')).toBe(3);
	expect(readRoom('{}')).toBeUndefined();
});

const snapshot = (id: string, time: string, ...tags: string[]) => ({ id, time, tags });

test('only a snapshot tagged whole is a copy', () => {
	const found = readSnapshots(
		JSON.stringify([
			snapshot('s3', '2026-08-03T00:00:00Z', 'lockkeeper', 'stack:app', 'restore-point:b'),
			snapshot('s1', '2026-08-01T00:00:00Z', 'lockkeeper', 'restore-point:a', 'whole'),
			snapshot('s2', '2026-08-02T00:00:00Z', 'restore-point:a'),
			snapshot('s4', '2026-08-02T00:00:00Z', 'somebody’s own'),
		]),
	);
	expect(found.map(({ snapshot }) => snapshot)).toEqual(['s1', 's2', 's3']);
	expect(sortSnapshots(found)).toEqual({ whole: ['a'], incomplete: ['b'] });
	expect(readSnapshots('null')).toEqual([]);
});

test('lines of a restic backup are read', () => {
	expect(readBackupLine('{"message_type":"status","percent_done":0.9,"bytes_done":2884588}').bytesDone).toBe(
		2884588,
	);
	expect(
		readBackupLine('{"message_type":"summary","data_added":3001472,"snapshot_id":"d02d9766"}'),
	).toMatchObject({ snapshot: 'd02d9766', added: 3001472 });
	expect(readBackupLine('Fatal: no')).toEqual({});
});
