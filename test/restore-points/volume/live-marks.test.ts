import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createArchive } from '../../../source/restore-points/directory/tar-arguments.ts';
import { marksIn, serversIn, sqliteByHead } from '../../../source/restore-points/volume/live-marks.ts';
import { makeDatabase } from '../sqlite/stack.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

const put = async (...names: string[]) => {
	for (const name of names) {
		await mkdir(join(bench.data, name, '..'), { recursive: true });
		await writeFile(join(bench.data, name), 'x');
	}
};
/** As a helper does: what tar itself lists, and writes nowhere. */
async function marks(except: readonly string[] = []) {
	const listFile = join(bench.root, 'list');
	execFileSync('tar', [...createArchive(bench.data, except, listFile), '--file=/dev/null'], {
		env: { ...process.env, LC_ALL: 'C', TAR_OPTIONS: '' },
	});
	return marksIn(createInterface({ input: createReadStream(listFile), crlfDelay: 0 }));
}

test('servers that run or were not shut down are known by what they leave, wherever they lie', async () => {
	await put('PG_VERSION', 'postmaster.pid');
	await put('pg "odd"\n ü/17/PG_VERSION', 'pg "odd"\n ü/17/postmaster.pid');
	await put('mysql/ibdata1', 'mysql/ibtmp1');
	await put('stopped/PG_VERSION', 'also-stopped/ibdata1', 'no-server/postmaster.pid');
	await mkdir(join(bench.data, 'also-stopped', 'ibtmp1'));
	const found = serversIn(await marks());
	expect(found.toSorted((one, other) => (one.path < other.path ? -1 : 1))).toEqual([
		{ path: '', server: 'PostgreSQL' },
		{ path: 'mysql', server: 'MariaDB' },
		{ path: 'pg "odd"\n ü/17', server: 'PostgreSQL' },
	]);
	expect(serversIn(await marks(['mysql'])).map(({ server }) => server)).toEqual(['PostgreSQL', 'PostgreSQL']);
});

test('a SQLite database is told from other files that have a log of this name', async () => {
	const odd = join('below', `it's -n "odd" $(x)\n.db`);
	await put(`${odd}-wal`, 'notes', 'notes-wal', 'gone-wal', 'short-wal', 'link-wal', 'directory-wal');
	makeDatabase(join(bench.data, odd), 'CREATE TABLE t (a)');
	await writeFile(join(bench.data, `${odd}-wal`), 'x');
	await writeFile(join(bench.data, 'short'), '');
	await symlink(odd, join(bench.data, 'link'));
	await mkdir(join(bench.data, 'directory'));
	const { logged } = await marks();
	expect([...logged].sort()).toEqual([odd, 'directory', 'gone', 'link', 'notes', 'short'].sort());
	const [program = '', ...argv] = sqliteByHead(logged.map((file) => join(bench.data, file)));
	const { stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
	expect(stderr).toBe('');
	expect(stdout.split('\n').filter(Boolean)).toEqual([String(logged.indexOf(odd))]);
});
