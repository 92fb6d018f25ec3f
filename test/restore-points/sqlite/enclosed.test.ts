import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { partsOf } from '../../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { shownRestore } from '../../../source/restore-points/shown-commands.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import { ask, at, makeDatabase } from './stack.ts';

const renames = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, done: 0 }));

// Every rename counts; after the last one allowed, the process is as if killed.
vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	return {
		...real,
		rename: async (from: string, to: string) => {
			if (renames.left-- <= 0) throw new Error('killed');
			renames.done += 1;
			return real.rename(from, to);
		},
	};
});

const keptDirectory = '.lockkeeper-before-20261122T080000Z';
const besideDirectory = '.lockkeeper-restored-20261122T080000Z';

let bench: Workbench;
/** One at the top of the archived directory, one two levels below. */
let files: readonly string[];
let taken: Awaited<ReturnType<typeof takeRestorePoint>>;
beforeEach(async () => {
	bench = await makeWorkbench();
	await fs.mkdir(join(bench.data, 'a', 'b'), { recursive: true });
	files = [join(bench.data, 'app.db'), join(bench.data, 'a', 'b', 'app.db')];
	for (const [index, file] of files.entries())
		makeDatabase(file, `CREATE TABLE t (a); INSERT INTO t VALUES ('saved ${index}')`);
	// As when the app writes: a file of this name marks a database in use.
	for (const file of files) await fs.writeFile(`${file}-wal`, '');
	await fs.writeFile(join(bench.data, 'a', 'b', 'app.db.partial'), 'the app’s own');
	taken = await takeRestorePoint(
		bench.context,
		bench.wanted({
			places: [
				...files.map((path) => ({ kind: 'sqlite' as const, path })),
				{ kind: 'directory', path: bench.data, except: ['postgresql'] },
			],
		}),
	);
});
afterEach(async () => {
	renames.left = Number.POSITIVE_INFINITY;
	await bench.remove();
});

async function restore(): Promise<void> {
	for (const part of taken.manifest.parts) await kindOf(part).restoreBeside(bench.context, taken, part, at);
}
async function ready(): Promise<void> {
	for (const part of taken.manifest.parts) await kindOf(part).demandReady?.(bench.context, part, { at });
}
async function swap(): Promise<string[]> {
	const kept: string[] = [];
	for (const part of taken.manifest.parts)
		kept.push(...(await kindOf(part).swap(bench.context, part, { at })));
	return kept;
}
const look = (directory = bench.data) =>
	['app.db', join('a', 'b', 'app.db')].map((path) => ask(join(directory, path), 'SELECT a FROM t').join());
function write(): void {
	for (const file of files) ask(file, "INSERT INTO t VALUES ('since') RETURNING a");
}

test('the archive leaves it out, its log too, and nobody warns of it', async () => {
	const [directory] = partsOf(taken.manifest, 'directory');
	expect(directory).toMatchObject({ databases: ['app.db', 'a/b/app.db'], except: ['postgresql'] });
	expect(directory?.liveSqlite).toBeUndefined();
	const archive = join(taken.path, 'directory-data.tar.zst');
	const held = execFileSync('sh', ['-c', 'zstd -dcq "$0" | tar -t', archive], { encoding: 'utf8' });
	expect(held).toContain('./a/b/app.db.partial');
	expect(held).not.toMatch(/app\.db(?:-\w+)?$/m);
	await proveRestorePoint(bench.context, taken.path);
});

test('restored it comes back with the directory, whatever the order in the runbook; the state before is kept whole', async () => {
	write();
	await restore();
	await ready();
	expect(look()).toEqual(['saved 0,since', 'saved 1,since']);
	const kept = await swap();
	expect(look()).toEqual(['saved 0', 'saved 1']);
	expect(kept).toContain(join(bench.data, keptDirectory, 'app.db'));
	expect(look(join(bench.data, keptDirectory))).toEqual(['saved 0,since', 'saved 1,since']);
	expect(await fs.readFile(join(bench.data, 'a', 'b', 'app.db.partial'), 'utf8')).toBe('the app’s own');
	await ready();
	expect(await swap()).toEqual(kept);
});

test('what was written since is told once, as the database’s, not as files too; declined, nothing of it stays', async () => {
	write();
	await restore();
	await fs.writeFile(join(bench.data, 'a', 'new'), 'since');
	const [directory] = partsOf(taken.manifest, 'directory');
	if (!directory) throw new Error('no directory');
	const { path, manifest } = taken;
	expect(await kindOf(directory).writesSince?.(bench.context, { path, manifest, at }, directory)).toEqual({
		...{ of: 'files', new: 1, changed: 0, removed: 0 },
	});
	for (const part of partsOf(manifest, 'sqlite'))
		expect(await kindOf(part).writesSince?.(bench.context, { path, manifest, at }, part)).toMatchObject({
			tables: [{ name: 't' }],
		});
	expect((await fs.readdir(join(bench.data, besideDirectory))).sort()).toEqual([
		'a',
		'app.db',
		'attachments',
	]);
	for (const part of manifest.parts) await kindOf(part).removeBeside?.(bench.context, part, at);
	expect(await fs.readdir(bench.data)).not.toContain(besideDirectory);
	expect(look()).toEqual(['saved 0,since', 'saved 1,since']);
});

test('killed between any two renames it is finished by the next call', async () => {
	write();
	await restore();
	const start = `${bench.data}-start`;
	await fs.cp(bench.data, start, { recursive: true });
	renames.done = 0;
	await swap();
	const all = renames.done;
	expect(all).toBeGreaterThan(4);
	for (let allowed = 0; allowed < all; allowed++) {
		await fs.rm(bench.data, { recursive: true });
		await fs.cp(start, bench.data, { recursive: true });
		renames.left = allowed;
		await expect(swap(), `after ${allowed} renames`).rejects.toThrow('killed');
		renames.left = Number.POSITIVE_INFINITY;
		await swap();
		expect(look()).toEqual(['saved 0', 'saved 1']);
		expect(look(join(bench.data, keptDirectory))).toEqual(['saved 0,since', 'saved 1,since']);
	}
});

test('a restore killed before the database was whole begins it again', async () => {
	await restore();
	const beside = join(bench.data, besideDirectory, 'a', 'b');
	await fs.rename(join(beside, 'app.db'), join(beside, '.lockkeeper-app.db.partial'));
	await expect(ready()).rejects.toThrow(/Expected the restored database in .*a\/b\/app\.db/);
	await restore();
	await ready();
	expect(existsSync(join(beside, '.lockkeeper-app.db.partial'))).toBe(false);
	await swap();
	expect(look()).toEqual(['saved 0', 'saved 1']);
});

test('while a process has it open, nothing is moved', async () => {
	await restore();
	const holder = spawn('sh', ['-c', 'exec 9<"$0"; echo; exec sleep 60', String(files[1])], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	await once(holder.stdout, 'data');
	try {
		await expect(ready()).rejects.toThrow(new RegExp(`found it open in process ${holder.pid}`));
	} finally {
		const ended = once(holder, 'exit');
		holder.kill();
		await ended;
	}
	await ready();
});

test('what the directory keeps in place is swapped by itself', async () => {
	const apart = await takeRestorePoint(
		bench.context,
		bench.wanted({
			places: [
				...files.map((path) => ({ kind: 'sqlite' as const, path })),
				{ kind: 'directory', path: bench.data, except: ['postgresql', 'a'] },
			],
		}),
	);
	expect(partsOf(apart.manifest, 'directory')[0]?.databases).toEqual(['app.db']);
	expect(partsOf(apart.manifest, 'sqlite').map(({ path, archivedIn }) => [path, archivedIn])).toEqual([
		[files[1], undefined],
		[files[0], bench.data],
	]);
});

test('the commands shown do the same when pasted into a shell', async () => {
	write();
	const shown = shownRestore(bench.context, taken.path, taken.manifest, at);
	// Where no sqlite3 is, its check is left out.
	const paste = (commands: readonly string[]) =>
		execFileSync('sh', ['-ec', commands.filter((command) => !command.startsWith('sqlite3 ')).join('\n')]);
	paste(shown.restore);
	paste(shown.swap);
	expect(look()).toEqual(['saved 0', 'saved 1']);
	expect(look(join(bench.data, keptDirectory))).toEqual(['saved 0,since', 'saved 1,since']);
});
