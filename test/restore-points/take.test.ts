import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listRestorePoints } from '../../source/restore-points/list.ts';
import { partsOf } from '../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../source/restore-points/prove.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { verifyArtifacts } from '../../source/restore-points/verify-artifacts.ts';
import { canMount, makeWorkbench, type Workbench } from './workbench.ts';

const root = process.getuid?.() === 0;
let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

const take = (changes = {}) => takeRestorePoint(bench.context, bench.wanted(changes));
const mayMount = canMount();

test('directory and files are taken, the live database is left out, and all of it reads back', async () => {
	const { path, manifest } = await take();
	expect(path).toBe(join(bench.backups, '20261121T101500Z-0.1.9'));
	expect(partsOf(manifest, 'directory')).toMatchObject([
		{ except: ['postgresql'], files: 1, changed: [], skipped: [] },
	]);
	expect(partsOf(manifest, 'files')[0]?.artifacts).toMatchObject([
		{ file: 'files/.env', path: join(bench.root, '.env'), mode: 0o644 },
	]);
	expect(await readFile(join(path, 'files', '.env'), 'utf8')).toBe('SPECIVO_VERSION=0.1.9\n');
	expect(await verifyArtifacts(path)).toEqual(manifest);
	const proven = await proveRestorePoint(bench.context, path);
	expect(proven.proof).toMatchObject({ level: 'data', restoreTook: 0 });
	expect((await listRestorePoints(bench.backups)).complete).toEqual([{ path, manifest: proven }]);
});

describe('modes do not depend on the umask', () => {
	const before = process.umask();
	afterEach(() => {
		process.umask(before);
	});
	test.each([0o000, 0o002, 0o022, 0o027, 0o077])('umask %o', async (mask) => {
		process.umask(mask);
		const { path } = await take();
		const modes = await Promise.all(
			['..', '../..', '.', 'files', 'manifest.json', 'directory-data.tar.zst', 'files/.env'].map(
				async (name) => (await stat(join(path, name))).mode & 0o777,
			),
		);
		expect(modes).toEqual([0o700, 0o700, 0o700, 0o700, 0o600, 0o600, 0o600]);
	});
});

test('two in the same second have distinct names in the right order', async () => {
	const first = await take();
	const second = await take({ version: '0.1.10' });
	expect((await listRestorePoints(bench.backups)).complete.map(({ path }) => path)).toEqual([
		first.path,
		second.path,
	]);
});

test('two files and two directories of the same name are both kept', async () => {
	await mkdir(join(bench.root, 'other', 'data'), { recursive: true });
	await writeFile(join(bench.root, 'other', '.env'), 'B=2\n');
	const { manifest } = await take({
		places: [
			...[bench.data, join(bench.root, 'other', 'data')].map((path) => ({
				kind: 'directory',
				path,
				except: [],
			})),
			{ kind: 'files', paths: [join(bench.root, '.env'), join(bench.root, 'other', '.env')] },
		],
	});
	expect(partsOf(manifest, 'directory').map(({ artifacts }) => artifacts[0]?.file)).toEqual([
		'directory-data.tar.zst',
		'directory-data-2.tar.zst',
	]);
	expect(partsOf(manifest, 'files')[0]?.artifacts.map(({ file }) => file)).toEqual([
		'files/.env',
		'files/.env-2',
	]);
});

describe('what goes wrong leaves earlier restore points and no part', () => {
	test.each<[string, (bench: Workbench) => Promise<object>, RegExp]>([
		[
			'a file is missing',
			async () => ({ places: [{ kind: 'files', paths: [join(bench.root, '.env.local')] }] }),
			/Expected a file at .*\.env\.local/,
		],
		[
			'a file is a pipe',
			async () => {
				execFileSync('mkfifo', [join(bench.root, 'pipe')]);
				return { places: [{ kind: 'files', paths: [join(bench.root, 'pipe')] }] };
			},
			/something that is no file/,
		],
		[
			'a directory is missing',
			async () => ({ places: [{ kind: 'directory', path: join(bench.root, 'gone'), except: [] }] }),
			/ENOENT|Expected a directory/,
		],
		[
			'the database service is not there',
			async () => ({ places: [{ kind: 'postgres', service: 'db', user: 'u', database: 'd' }] }),
			/docker-that-is-not-there compose ps .* could not be started \((?:ENOENT|EACCES)\)/,
		],
	])('%s', async (_, prepare, message) => {
		const { path } = await take();
		await expect(take(await prepare(bench))).rejects.toThrow(message);
		expect(await readdir(bench.backups)).toEqual([path.split('/').at(-1)]);
	});

	test('it was stopped', async () => {
		const stop = new AbortController();
		const context = {
			...bench.context,
			signal: stop.signal,
			onProgress: () => stop.abort(new Error('left')),
		};
		await expect(takeRestorePoint(context, bench.wanted())).rejects.toThrow('left');
		expect(await readdir(bench.backups)).toEqual([]);
	});

	test.skipIf(root)('a file may not be read: it is named (skipped as root, who may read all)', async () => {
		await writeFile(join(bench.data, 'secret'), 'x');
		await chmod(join(bench.data, 'secret'), 0);
		await expect(take()).rejects.toThrow(/secret.*Permission denied/);
		expect(await readdir(bench.backups)).toEqual([]);
	});

	test.skipIf(!mayMount)(
		'the disk is full: the missing bytes are named (skipped where mounting is not allowed)',
		async () => {
			const { randomFillSync } = await import('node:crypto');
			await writeFile(join(bench.data, 'big'), randomFillSync(Buffer.alloc(12 * 1024 * 1024)));
			await mkdir(bench.backups, { recursive: true });
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', bench.backups]);
			try {
				await expect(take()).rejects.toThrow(
					/is full: \d+ bytes of a restore point were written, the archive of data needed at most \d+ bytes more/,
				);
				expect(await readdir(bench.backups)).toEqual([]);
			} finally {
				execFileSync('umount', [bench.backups]);
			}
		},
	);
});

describe('restore points inside the archived directory', () => {
	test('below .lockkeeper they are left out', async () => {
		const backups = join(bench.data, '.lockkeeper', 'backups', 'specivo');
		const { manifest } = await take({ backups });
		expect(partsOf(manifest, 'directory')[0]).toMatchObject({
			except: ['postgresql', '.lockkeeper'],
			files: 1,
		});
	});
	test('in an entry that holds nothing else, the entry is left out', async () => {
		const { manifest } = await take({ backups: join(bench.data, 'points', 'specivo') });
		expect(partsOf(manifest, 'directory')[0]).toMatchObject({ except: ['postgresql', 'points'], files: 1 });
	});
	test.each(['attachments', 'attachments/points', ''])(
		'beside data in “%s” they are refused',
		async (entry) => {
			await expect(take({ backups: join(bench.data, entry) })).rejects.toThrow(/outside the data/);
		},
	);
});

test.skipIf(!mayMount)(
	'what another file system holds is left out and named (skipped where mounting is not allowed)',
	async () => {
		await mkdir(join(bench.data, 'mounted'));
		execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(bench.data, 'mounted')]);
		try {
			await writeFile(join(bench.data, 'mounted', 'x'), 'x');
			const { manifest } = await take();
			expect(partsOf(manifest, 'directory')[0]).toMatchObject({ files: 1, skipped: ['./mounted/'] });
		} finally {
			execFileSync('umount', [join(bench.data, 'mounted')]);
		}
	},
);

test('progress counts the bytes of the archive up to its whole', async () => {
	await take();
	const last = bench.progress.filter(({ label }) => label === 'archive of data').at(-1);
	expect(last).toMatchObject({ unit: 'bytes' });
	expect(last?.done).toBe(last?.total);
	expect(last?.done).toBeGreaterThan(0);
});
