import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import * as ssh from '../../source/off-host/ssh-arguments.ts';

const target: ssh.SshTarget = {
	kind: 'ssh',
	name: 'ssh://backup@nas:2222/srv/it’s here',
	destination: 'backup@nas',
	port: 2222,
	path: "/srv/it's here",
};
const options = [
	...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=20', '-o', 'ServerAliveInterval=15'],
	...['-o', 'ServerAliveCountMax=4', '-o', 'ClearAllForwardings=yes', '-p', '2222'],
];

test('a script goes to sh as one word, whatever the login shell is', () => {
	expect(ssh.sshScript(target, "echo 'a b'")).toEqual([
		...['ssh', ...options, '--', 'backup@nas', `exec sh -c 'echo '\\''a b'\\'''`],
	]);
});

test('SFTP is a subsystem', () => {
	expect(ssh.sshSftp(target)).toEqual(['ssh', ...options, '-s', '--', 'backup@nas', 'sftp']);
});

test('rsync continues, sets private modes, and hands the path to no shell', () => {
	const common = [
		...['rsync', '--files-from=-', '--from0', '--append', '--perms', '--chmod=D700,F600', '--omit-dir-times'],
		...['--protect-args', '--timeout=60', '--info=progress2', '--no-human-readable', '--outbuf=N'],
		...['-e', `ssh ${options.join(' ')}`, '--'],
	];
	expect(ssh.rsyncSend(target, '/backups/x', 'app/x')).toEqual([
		...[...common, '/backups/x/', "backup@nas:/srv/it's here/app/x/"],
	]);
	expect(ssh.rsyncBring({ ...target, destination: 'me@fe80::1' }, 'app/x', '/backups/x')).toEqual([
		...[...common, "me@[fe80::1]:/srv/it's here/app/x/", '/backups/x/'],
	]);
});

test.each([
	["/srv/it's here", "cd -- '/srv/it'\\''s here' || exit 66; "],
	['backups', "cd -- './backups' || exit 66; "],
])('every script begins in the target %s', (path, start) => {
	const at = { ...target, path };
	const scripts = [
		ssh.probe(at),
		ssh.listFiles(at, 'app'),
		ssh.freeSpace(at),
		ssh.makeDirectories(at, ['app', 'app/x']),
		ssh.hashFiles(at, 'app/x'),
		ssh.writeFile(at, 'app/x/m'),
		ssh.readFile(at, 'app/x/m'),
		ssh.renameFile(at, 'app/a', 'app/b'),
		ssh.removeFiles(at, ['a', 'b']),
		ssh.removeDirectory(at, 'app/x'),
	].map((argv) => unquoted(argv.at(-1) ?? ''));
	for (const script of scripts) expect(script.startsWith(start)).toBe(true);
	expect(scripts.slice(2).map((script) => script.slice(start.length))).toEqual([
		'df -Pk .',
		"umask 077 && mkdir -p -- 'app' 'app/x'",
		`cd -- 'app/x' && while IFS= read -r name; do if test -f "$name"; then { sync "$name" 2>/dev/null || sync; } && sha256sum "$name" || exit 1; fi; done`,
		"umask 077 && cat >'app/x/m' && { sync 'app/x/m' 2>/dev/null || sync; }",
		"cat 'app/x/m'",
		"mv -f -- 'app/a' 'app/b' && { sync 'app' 2>/dev/null || sync; }",
		"rm -f -- 'a' 'b'",
		"rm -rf -- 'app/x'",
	]);
});

/** What the shell at the other end makes of it. */
function unquoted(command: string): string {
	const words = command.replace(/^exec sh -c /, '');
	expect(words).not.toBe(command);
	return execFileSync('sh', ['-c', `printf %s ${words}`], { encoding: 'utf8' });
}
