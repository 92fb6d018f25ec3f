import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealArtifact, storeCompressed } from '../../../source/restore-points/artifact/store.ts';
import { archiveOf } from '../../../source/restore-points/directory/part.ts';
import { restoreDirectoryBeside } from '../../../source/restore-points/directory/restore.ts';
import { partsOf } from '../../../source/restore-points/manifest.ts';
import { readManifest, writeManifest } from '../../../source/restore-points/manifest-file.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

const beside = '.lockkeeper-restored-20261121T101500Z';
let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

type Entry = ReturnType<typeof archiveOf>;

async function take(): Promise<{ path: string; entry: Entry; except: readonly string[] }> {
	const { path, manifest } = await takeRestorePoint(bench.context, bench.wanted());
	const [part] = partsOf(manifest, 'directory');
	if (!part) throw new Error('nothing was archived');
	return { path, entry: archiveOf(part), except: part.except };
}

/** One line an entry: mode, owners, links, size, time, content; the same for equal trees. */
function describeTree(directory: string): string {
	const listing = execFileSync(
		'find',
		['.', '-path', './.lockkeeper*', '-prune', '-o', '-printf', '%y %m %U:%G %n %s %T@ %l %p\\0'],
		{ cwd: directory, encoding: 'latin1' },
	);
	const contents = execFileSync(
		'find',
		['.', '-path', './.lockkeeper*', '-prune', '-o', '-type', 'f', '-exec', 'sha256sum', '-z', '{}', '+'],
		{
			cwd: directory,
			encoding: 'latin1',
		},
	);
	return (
		[...listing.split('\0'), ...contents.split('\0')]
			// The directory itself: its time changed when the restored entries came to lie in it.
			.filter((line) => line && !/ \.$/.test(line) && !/[ /]postgresql/.test(line))
			.sort()
			.join('\n')
	);
}

async function fillWithOddThings(directory: string): Promise<void> {
	const bytes = (name: number[]) => Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name)]);
	await writeFile(join(directory, '-rf'), 'dash');
	await writeFile(join(directory, 'new\nline'), 'newline');
	await writeFile(join(directory, 'quote"back\\slash -> arrow'), 'quote');
	await writeFile(bytes([0xff, 0xfe, 0x20]), 'not UTF-8');
	await writeFile(join(directory, 'x'.repeat(255)), 'long');
	await mkdir(join(directory, 'deep', 'y'.repeat(200), 'z'.repeat(200)), { recursive: true });
	await writeFile(join(directory, 'deep', 'y'.repeat(200), 'z'.repeat(200), 'end'), 'deep');
	await mkdir(join(directory, 'empty'), { mode: 0o711 });
	await symlink('/etc/passwd', join(directory, 'link-out'));
	await symlink('../nowhere', join(directory, 'link-to-nothing'));
	execFileSync('ln', [join(directory, 'new\nline'), join(directory, 'empty', 'hard')]);
	execFileSync('mkfifo', [join(directory, 'pipe')]);
	execFileSync('truncate', ['-s', '64M', join(directory, 'sparse')]);
	execFileSync('chmod', ['4755', join(directory, '-rf')], { cwd: directory });
	if (process.getuid?.() === 0) execFileSync('chown', ['12345:54321', join(directory, 'x'.repeat(255))]);
}

test('odd names, links, pipes, modes, owners and sparse files come back equal, beside the live ones', async () => {
	await fillWithOddThings(bench.data);
	const before = describeTree(bench.data);
	const { path, entry } = await take();
	await restoreDirectoryBeside(bench.context, path, entry, beside);
	expect(describeTree(join(bench.data, beside))).toBe(before);
	expect(describeTree(bench.data)).toBe(before);
	const [first, second] = await Promise.all(
		['new\nline', 'empty/hard'].map((name) => stat(join(bench.data, beside, name))),
	);
	expect(first?.ino).toBe(second?.ino);
	expect((await stat(join(bench.data, beside, 'sparse'))).blocks).toBeLessThan(1000);
});

test('extended attributes come back (skipped without python3 or where the file system has none)', async ({
	skip,
}) => {
	const python = (code: string, file: string) =>
		spawnSync('python3', ['-c', code, file], { encoding: 'utf8' });
	const file = join(bench.data, 'attachments', 'one');
	const set = python("import os,sys; os.setxattr(sys.argv[1], 'user.kept', b'yes')", file);
	skip(set.status !== 0, 'no extended attributes here');
	const { path, entry } = await take();
	await restoreDirectoryBeside(bench.context, path, entry, beside);
	const got = python(
		"import os,sys; print(os.getxattr(sys.argv[1], 'user.kept').decode())",
		join(bench.data, beside, 'attachments', 'one'),
	);
	expect(got.stdout).toBe('yes\n');
});

test('what is already whole is not unpacked again, what a killed one left is', async () => {
	const { path, entry } = await take();
	await mkdir(join(bench.data, `${beside}.partial`, 'left'), { recursive: true });
	await restoreDirectoryBeside(bench.context, path, entry, beside);
	expect((await readdir(bench.data)).sort()).toEqual([beside, 'attachments', 'postgresql']);
	expect(await readdir(join(bench.data, beside))).toEqual(['attachments']);
	const { ino } = await lstat(join(bench.data, beside, 'attachments'));
	await restoreDirectoryBeside(bench.context, path, entry, beside);
	expect((await lstat(join(bench.data, beside, 'attachments'))).ino).toBe(ino);
});

describe('a loss of power', () => {
	const before = process.env.PATH;
	afterEach(() => {
		process.env.PATH = before;
	});
	const stubSync = (script: string) => {
		process.env.PATH = `${bench.root}:${before}`;
		return writeFile(join(bench.root, 'sync'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	};

	test('what was unpacked is flushed before it gets the name that says it is whole', async () => {
		const { path, entry } = await take();
		await stubSync(`{ echo "$@"; ls -A "$2"; ls -A '${bench.data}'; } >'${bench.root}/seen'`);
		await restoreDirectoryBeside(bench.context, path, entry, beside);
		expect((await readFile(join(bench.root, 'seen'), 'utf8')).split('\n').filter(Boolean)).toEqual([
			`-f ${join(bench.data, `${beside}.partial`)}`,
			'attachments',
			`${beside}.partial`,
			'attachments',
			'postgresql',
		]);
	});

	test('what the disk did not take never gets that name', async () => {
		const { path, entry } = await take();
		await stubSync('echo "sync: error syncing: Input/output error" >&2; exit 1');
		await expect(restoreDirectoryBeside(bench.context, path, entry, beside)).rejects.toThrow(
			/could not be flushed to the disk: sync: error syncing: Input\/output error/,
		);
		expect((await readdir(bench.data)).sort()).toEqual(['attachments', 'postgresql']);
	});
});

test('earlier kept states are not archived', async () => {
	await mkdir(join(bench.data, '.lockkeeper-before-20250101T000000Z'));
	const { except } = await take();
	expect(except).toEqual(['postgresql', '.lockkeeper-before-20250101T000000Z']);
});

describe('an archive that leads out is refused by name, and nothing is unpacked', () => {
	test.each<[string, string, RegExp]>([
		['an entry with ..', "a('../../escaped', b'x')", /\.\.\/\.\.\/escaped: leads out/],
		[
			'an absolute entry',
			"a('/tmp/lockkeeper-escaped', b'x')",
			/\/tmp\/lockkeeper-escaped: an absolute path/,
		],
		['a hard link out', "a('./h', None, tarfile.LNKTYPE, '/etc/passwd')", /hard link to \/etc\/passwd/],
		[
			'a file written through a link',
			"a('./l', None, tarfile.SYMTYPE, '/tmp'); a('./l/lockkeeper-escaped', b'x')",
			/lies behind the link \.\/l/,
		],
	])('%s', async (_, entries, message) => {
		const { path, entry } = await take();
		const made = spawnSync('python3', ['-c', makeTar(entries)], { maxBuffer: 1e8 });
		expect(made.stderr.toString()).toBe('');
		const forged = await replaceArchive(path, entry, made.stdout);
		await expect(restoreDirectoryBeside(bench.context, path, forged, beside)).rejects.toThrow(message);
		expect((await readdir(bench.data)).sort()).toEqual(['attachments', 'postgresql']);
	});
});

test('an archive whose entries are not those that were written is refused', async () => {
	const { path, entry } = await take();
	const made = spawnSync('python3', ['-c', makeTar("a('./other', b'x')")], { maxBuffer: 1e8 });
	const forged = await replaceArchive(path, entry, made.stdout);
	await expect(restoreDirectoryBeside(bench.context, path, forged, beside)).rejects.toThrow(
		/expected 3 entries as written, found 1 that differ/,
	);
});

test('stopped, it leaves nothing beside', async () => {
	const { path, entry } = await take();
	const stop = new AbortController();
	const onProgress = ({ label }: { label: string }) => {
		if (label.startsWith('unpacking')) stop.abort(new Error('left'));
	};
	await expect(
		restoreDirectoryBeside({ ...bench.context, signal: stop.signal, onProgress }, path, entry, beside),
	).rejects.toThrow();
	expect((await readdir(bench.data)).sort()).toEqual(['attachments', 'postgresql']);
});

const makeTar = (entries: string) => `
import io, sys, tarfile
t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|')
def a(name, data, type=tarfile.REGTYPE, link=''):
    i = tarfile.TarInfo(name); i.type = type; i.linkname = link; i.size = len(data or b'')
    t.addfile(i, io.BytesIO(data or b''))
${entries}
t.close()
`;

/** Puts another archive in its place, with a manifest that fits it: only reading its entries can tell. */
async function replaceArchive(path: string, entry: Entry, tar: Buffer) {
	const plain = join(bench.root, 'forged.tar');
	await writeFile(plain, tar);
	await rm(join(path, entry.file));
	await storeCompressed(createReadStream(plain), join(path, entry.file), () => {});
	const stored = await sealArtifact(path, { role: 'archive', file: entry.file });
	expect(stored.sha256).toBe(
		createHash('sha256')
			.update(await readFile(join(path, entry.file)))
			.digest('hex'),
	);
	const forged = { ...entry, ...stored };
	const manifest = await readManifest(path);
	const parts = manifest.parts.map((part) =>
		part.kind === 'directory' ? { ...part, artifacts: [stored] } : part,
	);
	await writeManifest(path, { ...manifest, parts });
	return forged;
}
