import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { flushTree } from '../../source/host/flush-tree.ts';

const flushed = vi.hoisted((): string[] => []);

vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	const open: typeof real.open = async (path, ...rest) => {
		const handle = await real.open(path, ...rest);
		const sync = handle.sync.bind(handle);
		handle.sync = () => {
			flushed.push(String(path));
			return sync();
		};
		return handle;
	};
	return { ...real, open };
});

const before = process.env.PATH;
let directory: string;
let tree: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'lockkeeper-flush-'));
	tree = join(directory, 'tree');
	await mkdir(join(tree, 'below'), { recursive: true });
	await writeFile(join(tree, 'below', 'file'), 'x');
	await writeFile(join(tree, '-f'), 'x');
	await symlink('/etc/passwd', join(tree, 'link'));
	execFileSync('mkfifo', [join(tree, 'pipe')]);
	flushed.length = 0;
});
afterEach(async () => {
	process.env.PATH = before;
	await rm(directory, { recursive: true, force: true });
});

async function stubSync(script: string): Promise<void> {
	await writeFile(join(directory, 'sync'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	process.env.PATH = `${directory}:${before}`;
}
const each = () => [tree, join(tree, 'below'), join(tree, 'below', 'file'), join(tree, '-f')].sort();

test('a sync that hangs is ended, and what it means is said', async () => {
	await stubSync('trap "" TERM; exec sleep 300');
	await expect(flushTree(tree, undefined, { deadline: 300, insist: 100 })).rejects.toMatchObject({
		exit: 3,
		message: `${tree}: what was written there could not be flushed to the disk: sync hung: it did not end within 30 min, and was ended.`,
	});
});

test('the host’s sync takes the whole file system in one act', async () => {
	await flushTree(tree);
	expect(flushed).toEqual([]);
});

test('without it each file and directory is flushed, and nothing waits at a pipe', async () => {
	process.env.PATH = directory;
	await flushTree(tree);
	expect(flushed.sort()).toEqual(each());
});

test('a sync that takes no path is as good as none', async () => {
	await stubSync(`echo "sync: invalid option -- 'f'" >&2; exit 1`);
	await flushTree(tree);
	expect(flushed.sort()).toEqual(each());
});

test('a disk that does not take it is named', async () => {
	await stubSync(`echo "sync: error syncing '$2': Input/output error" >&2; exit 1`);
	await expect(flushTree(tree)).rejects.toThrow(
		`${tree}: what was written there could not be flushed to the disk: sync: error syncing '${tree}': Input/output error.`,
	);
	process.env.PATH = join(directory, 'nowhere');
	await expect(flushTree(join(directory, 'gone'))).rejects.toThrow(/could not be flushed .* ENOENT/);
});

test('stopped, it throws the reason', async () => {
	await expect(flushTree(tree, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
});
