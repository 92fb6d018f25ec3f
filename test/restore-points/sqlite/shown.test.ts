import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { proofDirectoryName } from '../../../source/restore-points/names.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import * as shown from '../../../source/restore-points/shown-commands.ts';
import { canMount, makeWorkbench, type Workbench } from '../workbench.ts';
import { ask, at, kept, makeDatabase, take } from './stack.ts';

const noShell = spawnSync('sqlite3', ['--version']).error !== undefined;
const mayMount = canMount();
let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

const paste = (command: string) =>
	execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: bench.root, encoding: 'utf8' });

test.skipIf(noShell).each(['app.db', 'it\'s "my" $HOME.sqlite'])(
	'the shown commands save, prove, restore and swap when they are pasted: %s (skipped without sqlite3)',
	async (name) => {
		const file = join(bench.root, name);
		makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('saved')");
		const wanted = bench.wanted({
			backups: join(bench.root, 'by hand'),
			places: [{ kind: 'sqlite', path: file }],
		});
		const said = [...shown.shownTake(bench.context, wanted), ...shown.shownProof(bench.context, wanted)].map(
			paste,
		);
		expect(said.join('')).toBe('ok\nok\n');
		const taken = await take(bench, file);
		ask(file, "INSERT INTO t VALUES ('since') RETURNING a");
		const { restore, swap } = shown.shownRestore(bench.context, taken.path, taken.manifest, at);
		for (const command of [...restore, ...swap]) paste(command);
		expect(ask(file, 'SELECT a FROM t')).toEqual(['saved']);
		expect(ask(join(bench.root, kept.replace('app.db', name)), 'SELECT a FROM t')).toEqual([
			'saved',
			'since',
		]);
	},
);

test('in a volume the commands ask the engine where it lies', () => {
	const place = { kind: 'sqlite', path: 'db/app.db', volume: { key: 'data', name: 'wiki_data' } } as const;
	expect(kindOf(place).shown.take(bench.context, place, (name) => `/backups/${name}`)[0]).toBe(
		`sqlite3 "$(docker-that-is-not-there volume inspect --format '{{.Mountpoint}}' wiki_data)"/db/app.db '.timeout 15000' '.backup "/backups/sqlite-app.db"'`,
	);
});

test('stopped in the middle, nothing is left of it', async () => {
	makeDatabase(join(bench.root, 'app.db'), 'CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(60000000))');
	const stop = new AbortController();
	const context = { ...bench.context, signal: stop.signal };
	setTimeout(() => stop.abort(new Error('left')), 300);
	await expect(take({ ...bench, context })).rejects.toThrow('left');
	expect(await fs.readdir(bench.backups)).toEqual([]);
});

test.skipIf(!mayMount)('a full disk is named as such (skipped where mounting is not allowed)', async () => {
	makeDatabase(join(bench.root, 'app.db'), 'CREATE TABLE t (a); INSERT INTO t VALUES (randomblob(12000000))');
	await fs.mkdir(bench.backups, { recursive: true });
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', bench.backups]);
	try {
		await expect(take(bench)).rejects.toThrow(/is full: \d+ bytes of a restore point were written/);
		expect(await fs.readdir(bench.backups)).toEqual([]);
	} finally {
		execFileSync('umount', [bench.backups]);
	}
});

test('a proof that was killed leaves nothing for long, and modes are private', async () => {
	makeDatabase(join(bench.root, 'app.db'));
	const taken = await take(bench);
	const left = join(bench.backups, proofDirectoryName(taken.manifest.id));
	await fs.mkdir(left);
	await fs.writeFile(join(left, 'database.db'), 'left');
	await proveRestorePoint(bench.context, taken.path);
	expect(await fs.readdir(bench.backups)).toEqual([taken.manifest.id]);
	expect((await fs.stat(join(taken.path, 'sqlite-app.db.zst'))).mode & 0o777).toBe(0o600);
});
