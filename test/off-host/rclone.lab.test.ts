import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openOffHost } from '../../source/off-host/open-off-host.ts';
import { parseOffHost } from '../../source/off-host/target.ts';
import { provideTools } from '../lab/tools.ts';
import { filesOf, flipBit, makePoint, picture, pointId, watchProgress } from './points.ts';
import { type SshServer, startSshServer } from './ssh-server.ts';

const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => {
			expect(error).toBeInstanceOf(OperatorError);
			return error;
		},
	);

let home: string;
let server: SshServer;
let directory: string;
let nas: string;
const before = { PATH: process.env.PATH, RCLONE_CONFIG: process.env.RCLONE_CONFIG };
beforeAll(async () => {
	await provideTools(['openssh-server', 'openssh-client', 'rclone']);
	home = await mkdtemp(join(tmpdir(), 'lockkeeper-sshd-'));
	server = await startSshServer(home, { sftpOnly: true });
});
afterAll(async () => {
	await server?.end();
	await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
	nas = join(directory, 'nas');
	await mkdir(nas);
	process.env.RCLONE_CONFIG = join(directory, 'rclone.conf');
	await writeFile(
		process.env.RCLONE_CONFIG,
		[
			...['[local]', 'type = alias', `remote = ${nas}`],
			...['[far]', 'type = sftp', 'host = 127.0.0.1', `port = ${server.port}`, 'user = root'],
			...[`key_file = ${join(home, 'user')}`, 'shell_type = none'],
			// rclone obscures these: `lockkeeper`.
			...['[secret]', 'type = crypt', `remote = ${nas}`, 'password = Z6D8WXLNhaPIaYUG3KZhV3rXQXo2iYKrMKI'],
		].join('\n'),
	);
});
afterEach(async () => {
	for (const [name, value] of Object.entries(before))
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	await rm(directory, { recursive: true, force: true });
});

const open = (target: string) =>
	openOffHost(parseOffHost(target), { stack: 'app', restorePoints: directory });

/** Puts a program called `rclone` before the real one. */
async function stubRclone(script: string): Promise<() => void> {
	await mkdir(join(directory, 'stubs'), { recursive: true });
	await writeFile(join(directory, 'stubs', 'rclone'), `#!/bin/sh\n${script}\n`);
	await chmod(join(directory, 'stubs', 'rclone'), 0o755);
	process.env.PATH = `${join(directory, 'stubs')}:${before.PATH}`;
	return () => {
		process.env.PATH = before.PATH;
	};
}

describe.each([
	{ remote: 'local', target: () => 'rclone:local:', modes: true },
	{ remote: 'SFTP', target: () => `rclone:far:${nas}`, modes: false },
])('a remote that is $remote', ({ target, modes }) => {
	test('a copy is whole, equal, listed, and comes back onto an empty host', async () => {
		const point = await makePoint(directory);
		const far = join(nas, 'app', pointId);
		const watch = watchProgress();
		const offHost = await open(target());
		expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
		expect(await offHost.copy(point, watch)).toMatchObject({
			bytes: 500_009,
			sent: 500_009,
			alreadyThere: false,
		});
		const equal = await picture(point.path);
		const found = await picture(far);
		if (modes) expect(found).toEqual(equal);
		expect(withoutModes(found)).toEqual(withoutModes(equal));
		expect(watch.seen.get(`copy of ${pointId}`)).toMatchObject({ last: 500_009, total: 500_009 });
		expect(await offHost.list()).toEqual({ whole: [pointId], incomplete: [] });
		expect(await offHost.copy(point)).toMatchObject({ sent: 0, alreadyThere: true });
		const into = join(directory, 'empty-host');
		await offHost.fetch(pointId, into, { filesOf });
		expect(await picture(join(into, pointId))).toEqual(equal);
		await offHost.remove(pointId);
		expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
	});

	test('a copy damaged there is noticed: mended by a copy, refused by a fetch', async () => {
		const point = await makePoint(directory);
		const offHost = await open(target());
		await offHost.copy(point);
		const far = join(nas, 'app', pointId);
		await flipBit(join(far, 'directory-data.tar.zst'));
		const error = await failing(offHost.fetch(pointId, join(directory, 'into'), { filesOf }));
		expect(error.message).toContain('This copy cannot be used.');
		expect(await offHost.copy(point)).toMatchObject({ sent: 200_000, alreadyThere: false });
		expect(withoutModes(await picture(far))).toEqual(withoutModes(await picture(point.path)));
	});
});

const withoutModes = (found: Record<string, string>) =>
	Object.fromEntries(Object.entries(found).map(([name, what]) => [name, what.replace(/^\d+ /, '')]));

test('killed in the middle: no copy; what had arrived whole is not sent again', async () => {
	const point = await makePoint(directory, { dump: 3_000_000, archive: 200_000 });
	const offHost = await open('rclone:local:');
	const putBack = await stubRclone(
		`exec 3<&0; case "$1" in copy) RCLONE_BWLIMIT=1M /usr/bin/rclone "$@" <&3 & child=$!; sleep 1.5; kill -9 $child; wait $child;; *) exec /usr/bin/rclone "$@";; esac`,
	);
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain(`is the good copy: ${point.path}`);
	putBack();
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
	const small = join(nas, 'app', pointId, 'directory-data.tar.zst');
	const arrived = await stat(small);
	expect(arrived.size).toBe(200_000);
	const { sent } = await offHost.copy(point);
	expect(sent).toBeLessThanOrEqual(3_000_000);
	expect((await stat(small)).ino).toBe(arrived.ino);
	expect((await stat(small)).mtimeMs).toBe(arrived.mtimeMs);
	expect(await picture(join(nas, 'app', pointId))).toEqual(await picture(point.path));
});

test('an rclone that writes a wrong byte and answers success is reported, and the copy is none', async () => {
	const point = await makePoint(directory);
	const file = join(nas, 'app', pointId, 'directory-data.tar.zst');
	await stubRclone(
		`/usr/bin/rclone "$@" || exit\ntest "$1" != copy || printf wrong | dd of='${file}' bs=1 seek=100 conv=notrunc 2>/dev/null`,
	);
	const offHost = await open('rclone:local:');
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain('sent without an error, and yet what lies there is not what was sent');
	expect(error.message).toContain(`is the good copy: ${point.path}`);
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
});

test('an rclone that does nothing and answers success makes no copy', async () => {
	const point = await makePoint(directory);
	await stubRclone('exit 0');
	expect((await failing((await open('rclone:local:')).copy(point))).message).toContain('it is missing');
	expect(await readdir(nas)).toEqual([]);
});

test('a crypt remote holds neither names nor content in the clear, and gives back what it got', async () => {
	const point = await makePoint(directory);
	const offHost = await open('rclone:secret:');
	await offHost.copy(point);
	expect(Object.keys(await picture(nas)).join()).not.toContain('app');
	const into = join(directory, 'into');
	await offHost.fetch(pointId, into, { filesOf });
	expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
});

test('a remote that is not configured is named with what to do', async () => {
	const error = await failing((await open('rclone:nowhere:')).list());
	expect(error.message).toContain(
		'Listing the copies at rclone:nowhere: failed: rclone ended with exit code',
	);
	expect(error.advice[0]).toContain('rclone config');
});

test('without rclone it is named with what to install', async () => {
	const point = await makePoint(directory);
	await mkdir(join(directory, 'programs'));
	await symlink('/bin/sh', join(directory, 'programs', 'sh'));
	process.env.PATH = join(directory, 'programs');
	const error = await failing((await open('rclone:local:')).copy(point));
	expect(error.message).toContain('rclone is not installed on this host.');
	expect(error.message).toContain(`is the good copy: ${point.path}`);
});
