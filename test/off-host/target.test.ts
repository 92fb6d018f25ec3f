import { expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { parseOffHost } from '../../source/off-host/target.ts';

test.each([
	['/mnt/nas/backups', { kind: 'directory', name: '/mnt/nas/backups', path: '/mnt/nas/backups' }],
	['/mnt/nas/', { kind: 'directory', name: '/mnt/nas', path: '/mnt/nas' }],
	['file:///mnt/my%20nas', { kind: 'directory', name: '/mnt/my nas', path: '/mnt/my nas' }],
	[
		'ssh://backup@nas.example:2222/srv/backups/',
		{
			kind: 'ssh',
			name: 'ssh://backup@nas.example:2222/srv/backups',
			destination: 'backup@nas.example',
			port: 2222,
			path: '/srv/backups',
		},
	],
	[
		'ssh://nas/~/lock keeper',
		{ kind: 'ssh', name: 'ssh://nas/~/lock keeper', destination: 'nas', path: 'lock keeper' },
	],
	[
		'ssh://a@[fe80::1%eth0]/b',
		{ kind: 'ssh', name: 'ssh://a@[fe80::1%eth0]/b', destination: 'a@fe80::1%eth0', path: '/b' },
	],
	['rclone:s3:bucket/path/', { kind: 'rclone', name: 'rclone:s3:bucket/path', remote: 's3:bucket/path' }],
	['rclone:nas:', { kind: 'rclone', name: 'rclone:nas:', remote: 'nas:' }],
	['restic:/mnt/repo', { kind: 'restic', name: 'restic:/mnt/repo', repository: '/mnt/repo' }],
	[
		'restic:sftp:user@host:/repo',
		{ kind: 'restic', name: 'restic:sftp:user@host:/repo', repository: 'sftp:user@host:/repo' },
	],
	['restic:', { kind: 'restic', name: 'restic' }],
])('%s is read', (text, target) => {
	expect(parseOffHost(text)).toEqual(target);
});

test.each([
	['', 'an absolute path, ssh://, rclone: or restic:, found nothing'],
	['backups', 'an absolute path, ssh://, rclone: or restic:, found "backups"'],
	['/', 'a directory of its own'],
	['/mnt/../etc', 'a path without `..`'],
	['file://host/path', 'file:///path, with three slashes'],
	['file:///a%zz', '%XX for bytes of a name'],
	['/mnt/a\nb', 'one line of text'],
	['ssh://', 'a host’s name after ssh://'],
	['ssh://-oProxyCommand=x/path', 'a host’s name after ssh://'],
	['ssh://-l@host/path', 'a user’s name before @'],
	['ssh://host', 'a directory after the host’s name'],
	['ssh://host/~/', 'a directory after the host’s name'],
	['ssh://host:0/path', 'a port from 1 to 65535, found "0"'],
	['ssh://host:22x/path', 'a port from 1 to 65535, found "22x"'],
	['ssh://host/a/../b', 'a path without `..`'],
	['rclone:', 'rclone:REMOTE:path'],
	['rclone:remote', 'rclone:REMOTE:path'],
	['rclone:--config:x', 'the name of a remote'],
])('%j is refused with what was expected', (text, expected) => {
	expect(() => parseOffHost(text)).toThrow(expected);
});

test.each([
	'ssh://user:hunter2@host/path',
	'rclone::s3,secret_access_key=hunter2:bucket',
	'rclone:s3,secret_access_key=hunter2:bucket',
	'restic:rest:https://user:hunter2@host/repo',
])('a secret in %j is refused and not repeated', (text) => {
	try {
		parseOffHost(text);
		expect.unreachable();
	} catch (error) {
		expect(error).toBeInstanceOf(OperatorError);
		expect((error as OperatorError).exit).toBe(2);
		expect((error as OperatorError).message).not.toContain('hunter2');
	}
});
