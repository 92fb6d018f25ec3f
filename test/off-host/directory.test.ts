import {
	appendFile,
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	truncate,
	writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openDirectory, sharedDisk } from '../../source/off-host/directory-place.ts';
import { copiesAt } from '../../source/off-host/far-copies.ts';
import type { FarPlace, Transfer } from '../../source/off-host/far-place.ts';
import type { OffHost } from '../../source/off-host/off-host.ts';
import { openOffHost } from '../../source/off-host/open-off-host.ts';
import { parseOffHost } from '../../source/off-host/target.ts';
import { filesOf, flipBit, makePoint, picture, pointId, watchProgress } from './points.ts';

let directory: string;
let nas: string;
let far: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-off-host-'));
	nas = join(directory, 'nas');
	far = join(nas, 'app', pointId);
	await mkdir(nas);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const place = () => openDirectory({ kind: 'directory', name: nas, path: nas });
const open = async (changed: (place: FarPlace) => Partial<FarPlace> = () => ({})) => {
	const real = await place();
	return copiesAt({ ...real, ...changed(real) }, 'app');
};
const failing = (work: Promise<unknown>) =>
	work.then(
		() => expect.unreachable(),
		(error: OperatorError) => {
			expect(error).toBeInstanceOf(OperatorError);
			return error;
		},
	);

/** Does it, and stops once this many bytes went over. */
const stoppedAfter = async <T>(
	bytes: number,
	way: 'send' | 'bring',
	action: (offHost: OffHost, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
	const stop = new AbortController();
	let seen = 0;
	const offHost = await open((real) => ({
		[way]: (transfer: Transfer) =>
			real[way]({
				...transfer,
				onBytes(count) {
					seen += count;
					if (seen >= bytes) stop.abort();
					transfer.onBytes(count);
				},
			}),
	}));
	return action(offHost, stop.signal);
};

test('a copy is whole, equal, private under any umask, and listed', async () => {
	const point = await makePoint(directory);
	const before = process.umask(0);
	const result = await (await open()).copy(point).finally(() => process.umask(before));
	expect(result).toEqual({
		place: `${nas}/app/${pointId}`,
		bytes: 500_009,
		sent: 500_009,
		alreadyThere: false,
	});
	expect(await picture(far)).toEqual(await picture(point.path));
	expect(await picture(far)).toMatchObject({
		files: '700 directory',
		'files/.env': expect.stringMatching(/^600 /),
		'manifest.json': expect.stringMatching(/^600 /),
	});
	expect((await stat(join(nas, 'app'))).mode & 0o7777).toBe(0o700);
	expect(await (await open()).list()).toEqual({ whole: [pointId], incomplete: [] });
});

test('only the files that are named are shipped', async () => {
	const point = await makePoint(directory);
	await writeFile(join(point.path, 'stray'), 'x');
	await (await open()).copy(point);
	expect(await readdir(far)).not.toContain('stray');
});

test('a copy that is there already is compared, and nothing is sent', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	const again = await (
		await open((real) => ({ send: () => expect.unreachable(`${real.name} was written to`) }))
	).copy(point);
	expect(again).toMatchObject({ sent: 0, alreadyThere: true });
});

test('a copy damaged at the other end is noticed and mended, and was none meanwhile', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	await flipBit(join(far, 'directory-data.tar.zst'));
	const during: unknown[] = [];
	const offHost = await open((real) => ({
		async send(transfer) {
			during.push(await (await open()).list());
			await real.send(transfer);
		},
	}));
	expect(await offHost.copy(point)).toMatchObject({ sent: 200_000, alreadyThere: false });
	expect(during).toContainEqual({ whole: [], incomplete: [pointId] });
	expect(await picture(far)).toEqual(await picture(point.path));
});

test('a stopped copy counts as none, and the next one goes on where it was', async () => {
	const point = await makePoint(directory, { dump: 8_000_000, archive: 1000 });
	const error = await failing(
		stoppedAfter(2_000_000, 'send', (offHost, signal) => offHost.copy(point, { signal })),
	);
	expect(error.message).toContain(
		`it was stopped. The restore point on this host was not changed, and is the good copy: ${point.path}`,
	);
	expect(await (await open()).list()).toEqual({ whole: [], incomplete: [pointId] });
	const kept = (await stat(join(far, 'database-db-app.sql.zst'))).size;
	expect(kept).toBeGreaterThan(1_000_000);
	expect(kept).toBeLessThan(8_000_000);
	const sent: number[] = [];
	const watch = watchProgress();
	const offHost = await open((real) => ({
		send: (transfer) =>
			real.send({
				...transfer,
				onBytes(count) {
					sent.push(count);
					transfer.onBytes(count);
				},
			}),
	}));
	expect(await offHost.copy(point, watch)).toMatchObject({ sent: 8_001_009 - kept });
	expect(sent.reduce((sum, count) => sum + count, 0)).toBe(8_001_009 - kept);
	expect(watch.seen.get(`copy of ${pointId}`)).toEqual({ first: kept, last: 8_001_009, total: 8_001_009 });
	expect(await picture(far)).toEqual(await picture(point.path));
});

test.each([
	['wrong', 100_000],
	['too long', 400_000],
])('a part that is %s is not built upon', async (_, bytes) => {
	const point = await makePoint(directory);
	await mkdir(far, { recursive: true });
	await writeFile(join(far, 'database-db-app.sql.zst'), Buffer.alloc(bytes));
	await (await open()).copy(point);
	expect(await picture(far)).toEqual(await picture(point.path));
});

test('a part that lay open to others there is private once it is a copy', async () => {
	const point = await makePoint(directory);
	await mkdir(far, { recursive: true });
	const part = join(far, 'database-db-app.sql.zst');
	await writeFile(part, (await readFile(join(point.path, 'database-db-app.sql.zst'))).subarray(0, 100_000), {
		mode: 0o644,
	});
	expect(await (await open()).copy(point)).toMatchObject({ sent: 400_009 });
	expect((await stat(part)).mode & 0o7777).toBe(0o600);
});

test.each(['database-db-app.sql.zst', 'files/.env'])(
	'%s arrives wrong without an error: reported, no copy, the good one named',
	async (name) => {
		const point = await makePoint(directory);
		const offHost = await open((real) => ({
			async send(transfer) {
				await real.send(transfer);
				await flipBit(join(far, name));
			},
		}));
		const error = await failing(offHost.copy(point));
		expect(error.message).toContain(
			`${far}/${name}: sent without an error, and yet what lies there is not what was sent`,
		);
		expect(error.message).toContain(`is the good copy: ${point.path}`);
		expect(await (await open()).list()).toMatchObject({ whole: [] });
		await (await open()).copy(point);
		expect(await picture(far)).toEqual(await picture(point.path));
	},
);

test('a manifest that arrives wrong makes no copy', async () => {
	const point = await makePoint(directory);
	const offHost = await open((real) => ({
		write: (file, content, signal) => real.write(file, content.subarray(1), signal),
	}));
	expect((await failing(offHost.copy(point))).message).toContain('what lies there is not what was sent');
	expect(await (await open()).list()).toEqual({ whole: [], incomplete: [pointId] });
});

test.each([
	['changed', flipBit],
	['cut', (file: string) => truncate(file, 1000)],
	['longer', (file: string) => appendFile(file, 'x')],
])('a file that is %s on this host makes no copy, and is not called good', async (_, damage) => {
	const point = await makePoint(directory);
	await damage(join(point.path, 'directory-data.tar.zst'));
	const error = await failing((await open()).copy(point));
	expect(error.message).toContain(
		`${point.path}/directory-data.tar.zst: this file on this host is not what its manifest says`,
	);
	expect(error.message).not.toContain('good copy');
	expect(await (await open()).list()).toMatchObject({ whole: [] });
});

test.each([
	['missing', (file: string) => rm(file), 'cannot be read (ENOENT)'],
	['cut', (file: string) => truncate(file, 1000), 'expected 200000 bytes, found 1000'],
	['a directory now', (file: string) => rm(file).then(() => mkdir(file)), 'found something else'],
])('a file that is %s on this host: nothing is sent, and nothing called good', async (_, damage, words) => {
	const point = await makePoint(directory);
	await damage(join(point.path, 'directory-data.tar.zst'));
	const error = await failing((await open()).copy(point));
	expect(error.message).toContain(`${point.path}/directory-data.tar.zst: this file on this host`);
	expect(error.message).toContain(words);
	expect(error.message).not.toContain('good copy');
	expect(await readdir(nas)).toEqual([]);
});

test('a manifest that is missing on this host is not called good', async () => {
	const point = await makePoint(directory);
	await rm(join(point.path, 'manifest.json'));
	const error = await failing((await open()).copy(point));
	expect(error.message).toContain('manifest.json: this file on this host cannot be read (ENOENT)');
	expect(error.message).not.toContain('good copy');
});

test.each([
	['goes missing', (file: string) => rm(file), 'ENOENT'],
	['is changed, and the disk then fails to read,', flipBit, 'EIO'],
])('a file that %s while it is copied is named, whatever the copy failed with', async (_, damage, code) => {
	const point = await makePoint(directory);
	const offHost = await open(() => ({
		async send() {
			await damage(join(point.path, 'directory-data.tar.zst'));
			throw Object.assign(new Error(`${code}: read`), { code });
		},
	}));
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain(`${point.path}/directory-data.tar.zst: this file on this host`);
	expect(error.message).not.toContain('good copy');
});

test('a disk there that fails to read leaves the restore point here the good copy', async () => {
	const point = await makePoint(directory);
	const offHost = await open(() => ({ send: () => Promise.reject(new Error('Input/output error')) }));
	expect((await failing(offHost.copy(point))).message).toContain(`is the good copy: ${point.path}`);
});

test('damaged here, a whole copy there is said to be there, and a damaged one is left as it is', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	await rm(join(point.path, 'directory-data.tar.zst'));
	expect(await (await open()).copy(point)).toMatchObject({ sent: 0, alreadyThere: true });
	await flipBit(join(far, 'database-db-app.sql.zst'));
	const before = await picture(far);
	await failing((await open()).copy(point));
	expect(await picture(far)).toEqual(before);
});

test('no room is said before a byte is sent', async () => {
	const point = await makePoint(directory);
	const offHost = await open(() => ({ room: async () => 500_008 }));
	const error = await failing(offHost.copy(point));
	expect(error.message).toContain(
		`There is no room at ${nas}: 488 KiB more are needed, 488 KiB are free. Nothing was sent.`,
	);
	expect(error.message).toContain(`is the good copy: ${point.path}`);
});

test('a directory that hangs is given up when the operator stops', async () => {
	const point = await makePoint(directory);
	const stop = new AbortController();
	const hangs = await open(() => ({
		sha256: (_directory, _files, _onBytes, signal) =>
			new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
	}));
	setTimeout(() => stop.abort(), 50);
	expect((await failing(hangs.copy(point, { signal: stop.signal }))).message).toContain('it was stopped');
});

test('the target itself is never made: it may be a mount point', async () => {
	await rm(nas, { recursive: true });
	const error = await failing(place());
	expect(error.message).toBe(`${nas} cannot be used for copies: ENOENT.`);
	await expect(stat(nas)).rejects.toThrow('ENOENT');
	await writeFile(nas, '');
	expect((await failing(place())).message).toContain('it is no directory');
});

test('a directory on the disk of the restore points, or of the system, is told', async () => {
	expect(await sharedDisk(nas, join(directory, 'backups'))).toBe('the restore points');
	expect(await sharedDisk('/', '/proc')).toBe('the system');
	expect(await sharedDisk('/proc', directory)).toBeUndefined();
	const offHost = await openOffHost(parseOffHost(nas), { stack: 'app', restorePoints: directory });
	expect(offHost.sharesDiskWith).toBe('the restore points');
});

test('a copy comes back onto an empty host, equal and private', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	const into = join(directory, 'empty-host', 'backups', 'app');
	const watch = watchProgress();
	expect(await (await open()).fetch(pointId, into, { filesOf, ...watch })).toBe(join(into, pointId));
	expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
	expect(await readdir(into)).toEqual([pointId]);
	expect(watch.seen.get(`copy of ${pointId} from ${nas}`)).toMatchObject({ last: 500_009, total: 500_009 });
});

test('a fetch that was stopped goes on where it was', async () => {
	const point = await makePoint(directory, { dump: 8_000_000, archive: 1000 });
	await (await open()).copy(point);
	const into = join(directory, 'into');
	const error = await failing(
		stoppedAfter(2_000_000, 'bring', (offHost, signal) => offHost.fetch(pointId, into, { filesOf, signal })),
	);
	expect(error.message).toContain('it was stopped');
	expect(await readdir(into)).toEqual([`.${pointId}.partial`]);
	const kept = (await stat(join(into, `.${pointId}.partial`, 'database-db-app.sql.zst'))).size;
	const watch = watchProgress();
	await (await open()).fetch(pointId, into, { filesOf, ...watch });
	expect(kept).toBeGreaterThan(1_000_000);
	expect(kept).toBeLessThan(8_000_000);
	expect(watch.seen.get(`copy of ${pointId} from ${nas}`)?.first).toBe(kept);
	expect(await picture(join(into, pointId))).toEqual(await picture(point.path));
});

test.each([
	['flipped', flipBit],
	['missing', (file: string) => rm(file)],
	['cut', (file: string) => truncate(file, 10)],
])(
	'a file that is %s in the copy: nothing comes back under the name of a restore point',
	async (_, damage) => {
		await (await open()).copy(await makePoint(directory));
		await damage(join(far, 'directory-data.tar.zst'));
		const into = join(directory, 'into');
		const error = await failing((await open()).fetch(pointId, into, { filesOf }));
		expect(error.message).toContain('No restore point on this host was changed.');
		expect(await readdir(into)).toEqual([`.${pointId}.partial`]);
	},
);

test('what has no manifest there, and what is here already, is not fetched', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	expect((await failing((await open()).fetch(pointId, directory, { filesOf }))).message).toContain(
		'is there already',
	);
	await rm(join(far, 'manifest.json'));
	expect(
		(await failing((await open()).fetch(pointId, join(directory, 'into'), { filesOf }))).message,
	).toContain('has no whole copy');
	await expect(stat(join(directory, 'into'))).rejects.toThrow('ENOENT');
});

test('a manifest that names a file outside is refused before anything is fetched', async () => {
	const point = await makePoint(directory);
	await (await open()).copy(point);
	const outside = async () => [{ name: '../../x', bytes: 1, sha256: '' }];
	expect(
		(await failing((await open()).fetch(pointId, join(directory, 'into'), { filesOf: outside }))).message,
	).toContain('names a file that no copy can hold');
});

test('removal takes what it names and nothing else, and begins with the manifest', async () => {
	const other = '20260701T021500Z-0.1.8';
	for (const id of [pointId, other]) await (await open()).copy(await makePoint(directory, undefined, id));
	const breaks = await open(() => ({
		removeDirectory: () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })),
	}));
	expect((await failing(breaks.remove(pointId))).message).toContain('were not touched');
	expect(await (await open()).list()).toEqual({ whole: [other], incomplete: [pointId] });
	await (await open()).remove(pointId);
	expect(await (await open()).list()).toEqual({ whole: [other], incomplete: [] });
	expect(await readFile(join(nas, 'app', other, 'files/.env'), 'utf8')).toBe('SECRET=1\n');
	await expect((await open()).remove('../app')).rejects.toThrow('no name of a restore point');
});

test('of a stack that has no copies yet there are none', async () => {
	expect(await (await open()).list()).toEqual({ whole: [], incomplete: [] });
});
