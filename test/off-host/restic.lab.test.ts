import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openOffHost } from '../../source/off-host/open-off-host.ts';
import { parseOffHost } from '../../source/off-host/target.ts';
import { provideTools } from '../lab/tools.ts';
import { filesOf, flipBit, makePoint, picture, pointId, watchProgress } from './points.ts';

const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => {
			expect(error).toBeInstanceOf(OperatorError);
			return error;
		},
	);

let directory: string;
let repository: string;
const names = ['PATH', 'RESTIC_PASSWORD_FILE', 'RESTIC_CACHE_DIR'] as const;
const before = new Map(names.map((name) => [name, process.env[name]]));
beforeAll(() => provideTools(['restic']));
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
	repository = join(directory, 'repository');
	process.env.RESTIC_PASSWORD_FILE = join(directory, 'password');
	process.env.RESTIC_CACHE_DIR = join(directory, 'cache');
	await writeFile(join(directory, 'password'), 'a long password\n', { mode: 0o600 });
	await execa('restic', ['init', '--repo', repository]);
});
afterEach(async () => {
	for (const [name, value] of before)
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	await rm(directory, { recursive: true, force: true });
});

const open = () =>
	openOffHost(parseOffHost(`restic:${repository}`), { stack: 'app', restorePoints: directory });

async function stubRestic(script: string): Promise<() => void> {
	await mkdir(join(directory, 'stubs'), { recursive: true });
	await writeFile(join(directory, 'stubs', 'restic'), `#!/bin/sh\n${script}\n`);
	await chmod(join(directory, 'stubs', 'restic'), 0o755);
	process.env.PATH = `${join(directory, 'stubs')}:${before.get('PATH')}`;
	return () => {
		process.env.PATH = before.get('PATH');
	};
}

/** Pack files, the largest first. */
async function packs(): Promise<string[]> {
	const data = join(repository, 'data');
	const files = (await readdir(data, { recursive: true, withFileTypes: true })).filter((entry) =>
		entry.isFile(),
	);
	const sized = await Promise.all(
		files.map(async ({ parentPath, name }) => ({
			file: join(parentPath, name),
			size: (await stat(join(parentPath, name))).size,
		})),
	);
	return sized.sort((one, other) => other.size - one.size).map(({ file }) => file);
}

test('a copy is whole, private, listed, comes back onto an empty host, and is removed by name', async () => {
	const point = await makePoint(directory);
	const watch = watchProgress();
	const offHost = await open();
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
	const { sent } = await offHost.copy(point, watch);
	expect(sent).toBeGreaterThan(500_000);
	expect(watch.seen.get(`copy of ${pointId}`)?.last).toBeGreaterThanOrEqual(0);
	expect(await offHost.list()).toEqual({ whole: [pointId], incomplete: [] });
	expect((await stat(join(repository, 'data'))).mode & 0o7777).toBe(0o700);
	expect(await offHost.copy(point)).toMatchObject({ sent: 0, alreadyThere: true });
	const into = join(directory, 'empty-host');
	await offHost.fetch(pointId, into, { filesOf });
	expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
	const other = await openOffHost(parseOffHost(`restic:${repository}`), {
		stack: 'other',
		restorePoints: directory,
	});
	expect(await other.list()).toEqual({ whole: [], incomplete: [] });
	await other.remove(pointId);
	expect(await offHost.list()).toEqual({ whole: [pointId], incomplete: [] });
	await offHost.remove(pointId);
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
});

test('killed before it was read back: no copy; the next one sends only what the repository does not hold', async () => {
	const point = await makePoint(directory);
	const offHost = await open();
	const putBack = await stubRestic('case "$1" in dump) kill -9 $$;; *) exec /usr/bin/restic "$@";; esac');
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain(`is the good copy: ${point.path}`);
	putBack();
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
	const { sent } = await offHost.copy(point);
	expect(sent).toBeLessThan(10_000);
	expect(await offHost.list()).toEqual({ whole: [pointId], incomplete: [] });
	const { stdout } = await execa('restic', ['snapshots', '--json', '--repo', repository]);
	expect(JSON.parse(stdout)).toHaveLength(1);
});

test('a lock that a killed restic left stops neither copy nor removal', async () => {
	const point = await makePoint(directory, { dump: 30_000_000, archive: 1000 });
	const offHost = await open();
	const child = execa('restic', ['backup', '--limit-upload', '100', '--repo', repository, point.path], {
		reject: false,
	});
	for (let tries = 0; tries < 200 && (await readdir(join(repository, 'locks'))).length === 0; tries++)
		await new Promise((resolve) => setTimeout(resolve, 20));
	child.kill('SIGKILL');
	await child;
	expect(await readdir(join(repository, 'locks'))).toHaveLength(1);
	await offHost.copy(point);
	await offHost.remove(pointId);
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [] });
});

test('a restic that gives back a wrong byte, and one that stores another file, make no copy', async () => {
	const point = await makePoint(directory);
	const offHost = await open();
	const putBack = await stubRestic(
		'case "$1$4" in dump/directory*) /usr/bin/restic "$@" | tr A B;; *) exec /usr/bin/restic "$@";; esac',
	);
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain('stored without an error, and yet what comes back is not what was stored');
	expect(error.message).toContain(`is the good copy: ${point.path}`);
	putBack();
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
});

test('a repository damaged later is noticed by a fetch', async () => {
	const point = await makePoint(directory);
	const offHost = await open();
	await offHost.copy(point);
	const [largest = ''] = await packs();
	await flipBit(largest);
	const into = join(directory, 'into');
	const error = await failing(offHost.fetch(pointId, into, { filesOf }));
	expect(error.message).toContain('No restore point on this host was changed.');
	expect(await readdir(into)).toEqual([`.${pointId}.partial`]);
});

test('a file that is damaged on this host is named', async () => {
	const point = await makePoint(directory);
	await flipBit(join(point.path, 'directory-data.tar.zst'));
	const offHost = await open();
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain('this file on this host is not what its manifest says');
	expect(await offHost.list()).toEqual({ whole: [], incomplete: [pointId] });
});

test('a repository that is none, and a wrong password, are named with what to do', async () => {
	const nowhere = await openOffHost(parseOffHost(`restic:${directory}/nowhere`), {
		stack: 'app',
		restorePoints: directory,
	});
	expect((await failing(nowhere.list())).advice[0]).toContain('restic init');
	await writeFile(join(directory, 'password'), 'another\n');
	expect((await failing((await open()).list())).advice[0]).toContain('RESTIC_PASSWORD_FILE');
});
