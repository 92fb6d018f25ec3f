// Touches the world: exports restore points of temporary directories; no engine.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, link, mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportRestorePoint } from '../../../source/restore-points/export/export.ts';
import type { Manifest } from '../../../source/restore-points/manifest.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
let path: string;
let manifest: Manifest;
let target: string;

beforeEach(async () => {
	bench = await makeWorkbench();
	const attachments = join(bench.data, 'attachments');
	await writeFile(join(attachments, '-rf "quoted"\n'), 'a name with a line end');
	await chmod(join(attachments, 'one'), 0o640);
	await utimes(join(attachments, 'one'), 1_600_000_000, 1_600_000_000);
	await link(join(attachments, 'one'), join(attachments, 'hard'));
	await symlink('one', join(attachments, 'soft'));
	await mkdir(join(attachments, 'empty'), { mode: 0o750 });
	({ path, manifest } = await takeRestorePoint(bench.context, bench.wanted()));
	target = join(bench.root, 'export');
});
afterEach(() => bench.remove());

const doExport = (to = target) => exportRestorePoint(bench.context, path, to, [bench.backups, bench.data]);

test('directory and files come out as they went in, private, with a README', async () => {
	expect(await doExport()).toBe(target);
	expect(readdirSync(target).toSorted()).toEqual(['README.md', 'directory-data', 'files']);
	expect(lstatSync(target).mode & 0o777).toBe(0o700);
	const out = join(target, 'directory-data', 'attachments');
	expect(readdirSync(out).toSorted()).toEqual(['-rf "quoted"\n', 'empty', 'hard', 'one', 'soft']);
	expect(readFileSync(join(out, 'one'), 'utf8')).toBe('first');
	expect(readFileSync(join(out, '-rf "quoted"\n'), 'utf8')).toBe('a name with a line end');
	expect(lstatSync(join(out, 'one')).mode & 0o777).toBe(0o640);
	expect(lstatSync(join(out, 'one')).mtimeMs).toBe(1_600_000_000_000);
	expect(lstatSync(join(out, 'one')).ino).toBe(lstatSync(join(out, 'hard')).ino);
	expect(readlinkSync(join(out, 'soft'))).toBe('one');
	expect(lstatSync(join(out, 'empty')).mode & 0o777).toBe(0o750);
	expect(readFileSync(join(target, 'files', '.env'), 'utf8')).toBe('SPECIVO_VERSION=0.1.9\n');
	for (const file of ['files/.env', 'README.md'])
		expect(lstatSync(join(target, file)).mode & 0o777).toBe(0o600);
});

test('the commands of the README bring all of it back', async () => {
	await doExport();
	const readme = readFileSync(join(target, 'README.md'), 'utf8');
	expect(readme).toContain(manifest.id);
	const commands = readme.split('\n').filter((line) => line.startsWith('    '));
	expect(commands).toHaveLength(2);
	// The host is an empty one: nothing but the export is there.
	await rename(bench.data, `${bench.data}-before`);
	await rename(join(bench.root, '.env'), join(bench.root, '.env-before'));
	await mkdir(bench.data);
	for (const command of commands) execFileSync('sh', ['-c', command], { cwd: target });
	// What was never archived is not there, and so not compared.
	execFileSync('diff', [
		'--recursive',
		'--no-dereference',
		'--exclude=postgresql',
		`${bench.data}-before`,
		bench.data,
	]);
	const one = lstatSync(join(bench.data, 'attachments', 'one'));
	expect({ mode: one.mode & 0o777, mtime: one.mtimeMs }).toEqual({ mode: 0o640, mtime: 1_600_000_000_000 });
	expect(lstatSync(join(bench.root, '.env')).mode & 0o777).toBe(0o644);
	expect(readFileSync(join(bench.root, '.env'), 'utf8')).toBe('SPECIVO_VERSION=0.1.9\n');
});

test('an empty directory may be there, and is still there after a failure', async () => {
	await mkdir(target);
	await doExport();
	expect(existsSync(join(target, 'README.md'))).toBe(true);
	const other = join(bench.root, 'other');
	await mkdir(other);
	appendFileSync(join(path, 'files', '.env'), 'x');
	await expect(doExport(other)).rejects.toThrow(/expected 22 bytes, found 23/);
	expect(readdirSync(other)).toEqual([]);
});

test.each(['directory-data.tar.zst', 'files/.env'])(
	'a changed %s is found, and nothing is left',
	async (name) => {
		const file = join(path, name);
		const bytes = readFileSync(file);
		bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
		await writeFile(file, bytes);
		await expect(doExport()).rejects.toThrow(`${file}: its content was changed`);
		expect(existsSync(target)).toBe(false);
	},
);

test('stopped in the middle, nothing is left', async () => {
	const stop = new AbortController();
	const context = {
		...bench.context,
		signal: stop.signal,
		onProgress: ({ label }: { label: string }) => {
			if (label.startsWith('comparing')) stop.abort();
		},
	};
	await expect(exportRestorePoint(context, path, target, [])).rejects.toThrow();
	expect(stop.signal.aborted).toBe(true);
	expect(existsSync(target)).toBe(false);
});

test.each<[string, () => Promise<string>, RegExp]>([
	[
		'a directory with something in it',
		async () => {
			await mkdir(target);
			await writeFile(join(target, 'mine'), '');
			return target;
		},
		/found “mine” in it/,
	],
	[
		'a file',
		async () => {
			await writeFile(target, '');
			return target;
		},
		/found something that is no directory/,
	],
	['the restore points', async () => join(bench.backups, 'export'), /found that it lies in .*backups/],
	['the stack’s data', async () => join(bench.data, 'attachments', 'export'), /found that it lies in .*data/],
	[
		'the stack’s data by a link',
		async () => {
			await symlink(bench.data, join(bench.root, 'link'));
			return join(bench.root, 'link', 'export');
		},
		/found that it lies in .*data/,
	],
])('%s is refused, and stays as it is', async (_condition, make, problem) => {
	const to = await make();
	const before = execFileSync('find', [bench.root, '-printf', '%p %s\n'], { encoding: 'utf8' });
	await expect(doExport(to)).rejects.toMatchObject({ exit: 2, message: expect.stringMatching(problem) });
	expect(execFileSync('find', [bench.root, '-printf', '%p %s\n'], { encoding: 'utf8' })).toBe(before);
});
