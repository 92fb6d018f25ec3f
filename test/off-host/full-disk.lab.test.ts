import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openOffHost } from '../../source/off-host/open-off-host.ts';
import { parseOffHost } from '../../source/off-host/target.ts';
import { provideTools } from '../lab/tools.ts';
import { filesOf, makePoint, picture, pointId } from './points.ts';
import { type SshServer, startSshServer } from './ssh-server.ts';

const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => {
			expect(error).toBeInstanceOf(OperatorError);
			return error;
		},
	);

const before = { PATH: process.env.PATH, RCLONE_CONFIG: process.env.RCLONE_CONFIG };
let home: string;
let shell: SshServer;
let filesOnly: SshServer;
let directory: string;
let nas: string;
beforeAll(async () => {
	await provideTools(['openssh-server', 'openssh-client', 'rsync', 'rclone']);
	home = await mkdtemp(join(tmpdir(), 'lockkeeper-sshd-'));
	shell = await startSshServer(join(home, 'shell'));
	filesOnly = await startSshServer(join(home, 'files-only'), { sftpOnly: true });
});
afterAll(async () => {
	await shell?.end();
	await filesOnly?.end();
	await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
	nas = join(directory, 'nas');
	await mkdir(nas);
	await execa('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'tmpfs', nas]);
	process.env.RCLONE_CONFIG = join(directory, 'rclone.conf');
	await writeFile(process.env.RCLONE_CONFIG, `[nas]\ntype = alias\nremote = ${nas}\n`);
});
afterEach(async () => {
	for (const [name, value] of Object.entries(before))
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	await execa('umount', [nas]);
	await rm(directory, { recursive: true, force: true });
});

describe.each([
	{ means: 'a directory', target: () => nas, programs: () => '' },
	{ means: 'rsync over SSH', target: () => shell.url(nas), programs: () => `${shell.programs}:` },
	{ means: 'SFTP, read back', target: () => filesOnly.url(nas), programs: () => `${filesOnly.programs}:` },
	{ means: 'rclone', target: () => 'rclone:nas:', programs: () => '' },
])('$means', ({ means, target, programs }) => {
	const open = async () => {
		process.env.PATH = `${programs()}${before.PATH}`;
		return openOffHost(parseOffHost(target()), { stack: 'app', restorePoints: directory });
	};

	test('too little room: said before a byte is sent, earlier copies are untouched', async () => {
		const earlier = await makePoint(directory, undefined, '20260701T021500Z-0.1.8');
		const offHost = await open();
		expect(offHost.means).toBe(means);
		expect(offHost.sharesDiskWith).toBeUndefined();
		await offHost.copy(earlier);
		const point = await makePoint(directory, { dump: 9_000_000, archive: 1000 });
		const error = await failing(offHost.copy(point));
		expect(error.message).toMatch(
			/There is no room at .*: 8\.6 MiB more are needed, 7\.\d MiB are free\. Nothing was sent\./,
		);
		expect(error.message).toContain(`is the good copy: ${point.path}`);
		expect((await offHost.list()).whole).toEqual([earlier.id]);
		await offHost.fetch(earlier.id, join(directory, 'into'), { filesOf });
		expect(await picture(join(directory, 'into', earlier.id))).toEqual(await picture(earlier.path));
	});

	test('the disk there fills up in the middle: the part is removed, earlier copies are untouched', async () => {
		const earlier = await makePoint(directory, undefined, '20260701T021500Z-0.1.8');
		const offHost = await open();
		await offHost.copy(earlier);
		const point = await makePoint(directory, { dump: 6_000_000, archive: 1000 });
		// Somebody else writes there once the room was asked, and before the first byte.
		let filled = false;
		const error = await failing(
			offHost.copy(point, {
				onProgress({ label }) {
					if (filled || label !== `copy of ${pointId}`) return;
					filled = true;
					execFileSync('fallocate', ['-l', '5M', join(nas, 'somebody')]);
				},
			}),
		);
		expect(error.message).toContain('There is no room at');
		expect(error.message).toContain('What had arrived was removed there. Other copies there are untouched.');
		expect(error.message).toContain(`is the good copy: ${point.path}`);
		expect(await offHost.list()).toEqual({ whole: [earlier.id], incomplete: [] });
		expect(await picture(join(nas, 'app', earlier.id))).toEqual(await picture(earlier.path));
		await rm(join(nas, 'somebody'));
		await offHost.copy(point);
		expect(await picture(join(nas, 'app', pointId))).toEqual(await picture(point.path));
	});
});

test('too little room on this host: said before a byte is fetched', async () => {
	const point = await makePoint(directory, { dump: 9_000_000, archive: 1000 });
	await mkdir(join(directory, 'elsewhere'));
	const offHost = await openOffHost(parseOffHost(join(directory, 'elsewhere')), {
		stack: 'app',
		restorePoints: nas,
	});
	await offHost.copy(point);
	const error = await failing(offHost.fetch(pointId, join(nas, 'into'), { filesOf }));
	expect(error.message).toContain(`There is no room at ${join(nas, 'into')}: 8.6 MiB are needed`);
	expect(await readdir(join(nas, 'into'))).toEqual([`.${pointId}.partial`]);
});

test('a directory that became read-only fails with what to do', async () => {
	const point = await makePoint(directory);
	const offHost = await openOffHost(parseOffHost(nas), { stack: 'app', restorePoints: directory });
	await execa('mount', ['-o', 'remount,ro', nas]);
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain('EROFS');
	expect(error.advice[0]).toContain('read-only');
});
