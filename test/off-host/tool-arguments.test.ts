import { expect, test } from 'vitest';
import * as rclone from '../../source/off-host/rclone-arguments.ts';
import * as restic from '../../source/off-host/restic-arguments.ts';

const start = ['sh', '-c', 'umask 077 && exec "$0" "$@"', 'rclone'];
const always = [
	...['--ask-password=false', '--retries', '1', '--low-level-retries', '3'],
	...['--contimeout', '20s', '--timeout', '60s', '--use-json-log'],
];
const named = ['--files-from-raw', '-', '--size-only', '--stats', '1s', '--stats-log-level', 'NOTICE'];
const target: rclone.RcloneTarget = { kind: 'rclone', name: 'rclone:s3:bucket', remote: 's3:bucket' };
const root: rclone.RcloneTarget = { kind: 'rclone', name: 'rclone:s3:', remote: 's3:' };

test('rclone copies what is named, both ways', () => {
	expect(rclone.rcloneSend(target, '/backups/x', 'app/x')).toEqual([
		...[...start, 'copy', ...always, ...named, '--', '/backups/x', 's3:bucket/app/x'],
	]);
	expect(rclone.rcloneBring(root, 'app/x', '/backups/x')).toEqual([
		...[...start, 'copy', ...always, ...named, '--', 's3:app/x', '/backups/x'],
	]);
});

test('rclone hashes what it downloads, not what somebody stored', () => {
	expect(rclone.rcloneHashes(target, 'app/x')).toEqual([
		...[
			...start,
			'hashsum',
			...always,
			'sha256',
			'--download',
			'--files-from-raw',
			'-',
			'--',
			's3:bucket/app/x',
		],
	]);
});

test('rclone’s small calls', () => {
	const call = (argv: readonly string[]) => argv.slice(start.length).filter((word) => !always.includes(word));
	expect(call(rclone.rcloneSizes(target, 'app'))).toEqual([
		...['lsf', '--recursive', '--files-only', '--format', 'sp', '--separator', ' ', '--', 's3:bucket/app'],
	]);
	expect(call(rclone.rcloneWrite(target, 'a'))).toEqual(['rcat', '--', 's3:bucket/a']);
	expect(call(rclone.rcloneRead(target, 'a'))).toEqual(['cat', '--', 's3:bucket/a']);
	expect(call(rclone.rcloneRename(target, 'a', 'b'))).toEqual(['moveto', '--', 's3:bucket/a', 's3:bucket/b']);
	expect(call(rclone.rcloneRemoveFile(target, 'a'))).toEqual(['deletefile', '--', 's3:bucket/a']);
	expect(call(rclone.rcloneRemoveDirectory(target, 'app/x'))).toEqual(['purge', '--', 's3:bucket/app/x']);
	expect(call(rclone.rcloneRoom(target))).toEqual(['about', '--json', '--', 's3:bucket']);
});

test('restic’s calls name no repository: it goes by the environment', () => {
	expect(restic.resticBackup('app', 'x', ['a', 'files/.env'])).toEqual([
		...[
			'restic',
			'backup',
			'--json',
			'--tag',
			'lockkeeper,stack:app,restore-point:x',
			'--',
			'a',
			'files/.env',
		],
	]);
	expect(restic.resticSnapshots('app')).toEqual([
		'restic',
		'snapshots',
		'--json',
		'--tag',
		'lockkeeper,stack:app',
	]);
	expect(restic.resticDump('d02d', 'files/.env')).toEqual(['restic', 'dump', '--', 'd02d', '/files/.env']);
	expect(restic.resticMarkWhole('d02d')).toEqual(['restic', 'tag', '--add', 'whole', '--', 'd02d']);
	expect(restic.resticForget(['a', 'b'])).toEqual(['restic', 'forget', '--', 'a', 'b']);
	expect(restic.resticEnvironment({ kind: 'restic', name: 'restic:/r', repository: '/r' })).toMatchObject({
		RESTIC_REPOSITORY: '/r',
	});
	expect(restic.resticEnvironment({ kind: 'restic', name: 'restic' })).not.toHaveProperty(
		'RESTIC_REPOSITORY',
	);
	expect(restic.idIn(['lockkeeper', 'restore-point:x'])).toBe('x');
});
