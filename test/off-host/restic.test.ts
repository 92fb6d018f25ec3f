import { chmod, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OperatorError } from '../../source/host/errors.ts';
import { resticOffHost } from '../../source/off-host/restic-target.ts';
import { filesOf, makePoint, pointId } from './points.ts';

const watched = vi.hoisted(() => ({ moves: 0 }));

// Two seconds in place of two minutes, and every move is counted.
vi.mock('../../source/off-host/stall.ts', async (load) => {
	const real = await load<typeof import('../../source/off-host/stall.ts')>();
	const whileMoving: typeof real.whileMoving = (milliseconds, signal, action) =>
		real.whileMoving(milliseconds, signal, (watch) =>
			action({
				...watch,
				moved() {
					watched.moves += 1;
					watch.moved();
				},
			}),
		);
	return { ...real, stallAfter: 2000, whileMoving };
});

const before = process.env.PATH;
let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-restic-'));
	watched.moves = 0;
});
afterEach(async () => {
	process.env.PATH = before;
	await rm(directory, { recursive: true, force: true });
});

/** A restic that is a script; `$1` is its command. */
async function stubRestic(script: string): Promise<void> {
	await writeFile(join(directory, 'restic'), `#!/bin/sh\n${script}\n`);
	await chmod(join(directory, 'restic'), 0o755);
	process.env.PATH = `${directory}:${before}`;
}
const offHost = () => resticOffHost({ kind: 'restic', name: 'restic' }, 'app');
const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => error,
	);

const wholeSnapshot = `echo '[{"id":"s1","time":"2026-01-01T00:00:00Z","tags":["lockkeeper","stack:app","restore-point:${pointId}","whole"]}]'`;

test('a fetch that moved all the time and fails late says why it failed', async () => {
	const point = await makePoint(directory);
	await stubRestic(`case "$1$4" in
snapshots*) ${wholeSnapshot};;
dump/manifest.json) cat ${point.path}/manifest.json;;
dump*) for i in 1 2 3 4 5 6 7 8; do printf x; sleep 0.1; done;;
esac`);
	const error = await failing(offHost().fetch(pointId, join(directory, 'into'), { filesOf }));
	expect(error.message).toContain('this file is not what the manifest says');
	expect(await readdir(join(directory, 'into'))).toEqual([`.${pointId}.partial`]);
});

test('a fetch in which nothing moves is given up, and says so', async () => {
	const point = await makePoint(directory);
	await stubRestic(`case "$1$4" in
snapshots*) ${wholeSnapshot};;
dump/manifest.json) cat ${point.path}/manifest.json;;
dump*) exec sleep 30;;
esac`);
	const error = await failing(offHost().fetch(pointId, join(directory, 'into'), { filesOf }));
	expect(error.message).toContain('nothing moved for 2 s');
});

test('a line of progress that tells nothing new is no movement', async () => {
	const point = await makePoint(directory);
	const status = (bytes: number, files: number) =>
		`echo '{"message_type":"status","bytes_done":${bytes},"files_done":${files}}'`;
	await stubRestic(`case "$1" in
snapshots) echo '[]';;
backup) ${status(0, 0)}; ${status(0, 0)}; ${status(1000, 0)}; ${status(1000, 0)}; ${status(1000, 1)}; ${status(1000, 1)}; exit 1;;
esac`);
	await failing(offHost().copy(point));
	expect(watched.moves).toBe(2);
});

test('a repository that is full: not said that nothing was sent', async () => {
	const point = await makePoint(directory);
	await stubRestic(`case "$1" in
snapshots) echo '[]';;
backup) echo 'Fatal: unable to save snapshot: write: no space left on device' >&2; exit 1;;
esac`);
	const error = await failing(offHost().copy(point));
	expect(error.message).toContain('There is no room at restic');
	expect(error.message).toContain('What had arrived stays there and is no copy');
	expect(error.message).not.toContain('Nothing was sent');
	expect((error.cause as Error).cause).toBeInstanceOf(Error);
});

test.each([
	['missing', (file: string) => rm(file), 'cannot be read (ENOENT)'],
	['cut', (file: string) => truncate(file, 10), 'expected 300000 bytes, found 10'],
])('a file that is %s on this host: nothing is stored, and nothing called good', async (_, damage, words) => {
	const point = await makePoint(directory);
	await damage(join(point.path, 'database-db-app.sql.zst'));
	await stubRestic(`case "$1" in snapshots) echo '[]';; *) touch ${directory}/stored;; esac`);
	const error = await failing(offHost().copy(point));
	expect(error.message).toContain(words);
	expect(error.message).not.toContain('good copy');
	expect(await readdir(directory)).not.toContain('stored');
});
