import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openOffHost } from '../../source/off-host/open-off-host.ts';
import { parseOffHost } from '../../source/off-host/target.ts';
import { provideTools } from '../lab/tools.ts';
import { filesOf, flipBit, makePoint, picture, pointId, watchProgress } from './points.ts';
import { knowHost, runningWith, type SshServer, startSshServer, startWire } from './ssh-server.ts';

const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => {
			expect(error).toBeInstanceOf(OperatorError);
			return error;
		},
	);

describe.each([
	{ means: 'rsync over SSH', sftpOnly: false, rsyncHere: true },
	{ means: 'SFTP, sha256sum there', sftpOnly: false, rsyncHere: false },
	{ means: 'SFTP, read back', sftpOnly: true, rsyncHere: true },
])('$means', ({ means, sftpOnly, rsyncHere }) => {
	const pathBefore = process.env.PATH;
	let home: string;
	let server: SshServer;
	let wire: Awaited<ReturnType<typeof startWire>>;
	let directory: string;
	let nas: string;
	let far: string;
	beforeAll(async () => {
		await provideTools(['openssh-server', 'openssh-client', 'rsync']);
		home = await mkdtemp(join(tmpdir(), 'lockkeeper-sshd-'));
		server = await startSshServer(home, { sftpOnly });
		wire = await startWire(server.port);
		await knowHost(home, wire.port);
		// `ssh` alone on PATH, or what the machine has besides.
		process.env.PATH = rsyncHere ? `${server.programs}:${pathBefore}` : server.programs;
	});
	afterAll(async () => {
		process.env.PATH = pathBefore;
		await wire?.end();
		await server?.end();
		await rm(home, { recursive: true, force: true });
	});
	beforeEach(async () => {
		wire.cutAfter();
		directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
		// A name that a shell would take apart.
		nas = join(directory, `na's $HOME "x"`);
		far = join(nas, 'app', pointId);
		await mkdir(nas);
	});
	afterEach(() => rm(directory, { recursive: true, force: true }));

	const open = (path = nas) =>
		openOffHost(parseOffHost(`ssh://root@127.0.0.1:${wire.port}${path}`), {
			stack: 'app',
			restorePoints: directory,
		});

	test('a copy is whole, equal, private, listed, and comes back onto an empty host', async () => {
		const point = await makePoint(directory);
		const watch = watchProgress();
		const offHost = await open();
		expect(offHost.means).toBe(means);
		expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
		expect(await offHost.copy(point, watch)).toMatchObject({
			bytes: 500_009,
			sent: 500_009,
			alreadyThere: false,
		});
		expect(await picture(far)).toEqual(await picture(point.path));
		expect((await stat(far)).mode & 0o7777).toBe(0o700);
		expect(watch.seen.get(`copy of ${pointId}`)).toMatchObject({ last: 500_009, total: 500_009 });
		expect(await offHost.list()).toEqual({ whole: [pointId], incomplete: [] });
		const into = join(directory, 'empty-host');
		expect(await offHost.fetch(pointId, into, { filesOf })).toBe(join(into, pointId));
		expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
		wire.cutAfter();
		expect(await offHost.copy(point)).toMatchObject({ sent: 0, alreadyThere: true });
		expect(wire.sent()).toBeLessThan(100_000);
		await offHost.remove(pointId);
		expect(await readdir(join(nas, 'app'))).toEqual([]);
	});

	test('the line breaks in the middle: no copy, and the next one goes on from there', async () => {
		const point = await makePoint(directory, { dump: 6_000_000, archive: 2_000_000 });
		const offHost = await open();
		wire.cutAfter(4_000_000);
		const error = await failing(offHost.copy(point));
		expect(error.message).toContain(`is the good copy: ${point.path}`);
		wire.cutAfter();
		expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
		wire.cutAfter();
		const watch = watchProgress();
		const { sent } = await offHost.copy(point, watch);
		// What was still in buffers at both ends is lost, more or less of it each time.
		expect(sent).toBeGreaterThan(4_000_000);
		expect(sent).toBeLessThan(7_500_000);
		// What went over the line, not what was said about it.
		expect(wire.sent()).toBeGreaterThan(sent);
		expect(wire.sent()).toBeLessThan(sent + 450_000);
		expect(watch.seen.get(`copy of ${pointId}`)?.first).toBe(8_000_009 - sent);
		expect(await picture(far)).toEqual(await picture(point.path));
	});

	test('the operator stops it: nothing of it goes on running, and the next one goes on from there', async () => {
		const point = await makePoint(directory, { dump: 60_000_000, archive: 1000 });
		const offHost = await open();
		const stop = new AbortController();
		wire.cutAfter();
		const watching = setInterval(() => wire.sent() > 3_000_000 && stop.abort(), 1);
		const error = await failing(offHost.copy(point, { signal: stop.signal }));
		clearInterval(watching);
		expect(error.message).toContain('it was stopped');
		expect(await runningWith(`-p ${wire.port} `)).toEqual([]);
		const sizes = async () => (await stat(join(far, 'database-db-app.sql.zst'))).size;
		const kept = await sizes();
		expect(kept).toBeLessThan(60_000_000);
		const { sent } = await offHost.copy(point);
		expect(sent).toBeLessThan(60_001_009);
		expect(await picture(far)).toEqual(await picture(point.path));
	});

	test('a fetch whose line breaks goes on from there', async () => {
		const point = await makePoint(directory, { dump: 6_000_000, archive: 1000 });
		const offHost = await open();
		await offHost.copy(point);
		const into = join(directory, 'into');
		wire.cutAfter(4_000_000);
		const error = await failing(offHost.fetch(pointId, into, { filesOf }));
		expect(error.message).toContain('No restore point on this host was changed.');
		expect(await readdir(into)).toEqual([`.${pointId}.partial`]);
		const kept = (await stat(join(into, `.${pointId}.partial`, 'database-db-app.sql.zst'))).size;
		expect(kept).toBeGreaterThan(500_000);
		wire.cutAfter();
		const watch = watchProgress();
		await offHost.fetch(pointId, into, { filesOf, ...watch });
		expect(wire.received()).toBeLessThan(6_001_009 - kept + 400_000);
		expect(watch.seen.get(`copy of ${pointId} from ${offHost.name}`)?.first).toBe(kept);
		expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
	});

	test('a part that is wrong there is not built upon', async () => {
		const point = await makePoint(directory);
		await mkdir(far, { recursive: true });
		await writeFile(join(far, 'database-db-app.sql.zst'), Buffer.alloc(100_000));
		await writeFile(join(far, 'directory-data.tar.zst'), Buffer.alloc(900_000));
		await (await open()).copy(point);
		expect(await picture(far)).toEqual(await picture(point.path));
	});

	test('a part that lay open to others there is private once it is a copy', async () => {
		const point = await makePoint(directory);
		await mkdir(far, { recursive: true });
		const part = join(far, 'database-db-app.sql.zst');
		await writeFile(
			part,
			(await readFile(join(point.path, 'database-db-app.sql.zst'))).subarray(0, 100_000),
			{ mode: 0o644 },
		);
		expect(await (await open()).copy(point)).toMatchObject({ sent: 400_009 });
		expect((await stat(part)).mode & 0o7777).toBe(0o600);
	});

	test('a copy damaged there is noticed: mended by a copy, refused by a fetch', async () => {
		const point = await makePoint(directory);
		const offHost = await open();
		await offHost.copy(point);
		await flipBit(join(far, 'directory-data.tar.zst'));
		const into = join(directory, 'into');
		expect((await failing(offHost.fetch(pointId, into, { filesOf }))).message).toContain(
			'This copy cannot be used.',
		);
		expect(await offHost.copy(point)).toMatchObject({ sent: 200_000, alreadyThere: false });
		expect(await picture(far)).toEqual(await picture(point.path));
	});

	test('a directory that is not there is not made', async () => {
		const error = await failing(open(join(nas, 'not-mounted')));
		expect(error.message).toContain(`has no directory ${join(nas, 'not-mounted')}`);
		expect(await readdir(nas)).toEqual([]);
	});

	test('a host that does not let us in, and one whose key is unknown, are told apart', async () => {
		await writeFile(join(home, 'known'), '');
		const error = await failing(open());
		await knowHost(home, wire.port);
		expect(error.message).toContain('Host key verification failed');
		expect(error.advice[0]).toContain('Connect once by hand');
		await rm(join(home, 'authorized'));
		const refused = await failing(open());
		expect(refused.message).toContain('Permission denied (publickey)');
		expect(refused.advice[0]).toContain('Set up a key');
		await writeFile(join(home, 'authorized'), await readFile(join(home, 'user.pub')));
	});
});

test('an rsync that writes a wrong byte and answers success is reported, and the copy is none', async () => {
	await provideTools(['openssh-server', 'openssh-client', 'rsync']);
	const directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
	const pathBefore = process.env.PATH;
	const server = await startSshServer(directory);
	try {
		const nas = join(directory, 'nas');
		await mkdir(nas);
		const file = join(nas, 'app', pointId, 'directory-data.tar.zst');
		const stub = join(server.programs, 'rsync');
		await writeFile(
			stub,
			`#!/bin/sh\n/usr/bin/rsync "$@"\ntest ! -f '${file}' || printf wrong | dd of='${file}' bs=1 seek=100 conv=notrunc 2>/dev/null\n`,
		);
		await chmod(stub, 0o755);
		process.env.PATH = `${server.programs}:${pathBefore}`;
		const point = await makePoint(directory);
		const offHost = await openOffHost(parseOffHost(server.url(nas)), {
			stack: 'app',
			restorePoints: directory,
		});
		expect(offHost.means).toBe('rsync over SSH');
		const error = await failing(offHost.copy(point));
		expect(error.message).toContain('sent without an error, and yet what lies there is not what was sent');
		expect(error.message).toContain(`is the good copy: ${point.path}`);
		expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
		await rm(stub);
		await offHost.copy(point);
		expect(await picture(join(nas, 'app', pointId))).toEqual(await picture(point.path));
	} finally {
		process.env.PATH = pathBefore;
		await server.end();
		await rm(directory, { recursive: true, force: true });
	}
});
