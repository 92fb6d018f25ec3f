import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { warningsOf } from '../../../source/restore-points/describe.ts';
import { partsOf } from '../../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

const root = process.getuid?.() === 0;
let bench: Workbench;
let volume: string;
let context: Workbench['context'];
beforeEach(async () => {
	bench = await makeWorkbench();
	volume = join(bench.root, 'volume');
	await mkdir(volume);
	// An engine that knows one volume and no container.
	const executable = join(bench.root, 'docker');
	await writeFile(
		executable,
		`#!/bin/sh
case "$*" in
*"volume inspect"*) echo '[{"Name":"p_v","Driver":"local","Mountpoint":"${volume}","Options":null}]';;
*"context inspect"*) echo '[{"Endpoints":{"docker":{"Host":"unix:///var/run/docker.sock"}}}]';;
*info*) echo '{"Name":"${hostname()}","DockerRootDir":"${bench.root}"}';;
*compose*|*ps*) ;;
*) echo "$*" >&2; exit 9;;
esac
`,
	);
	await chmod(executable, 0o755);
	context = { ...bench.context, engine: { ...bench.context.engine, executable } };
});
afterEach(() => bench.remove());

const postgres = async (path: string) => {
	await mkdir(join(volume, path), { recursive: true });
	for (const name of ['PG_VERSION', 'postmaster.pid']) await writeFile(join(volume, path, name), 'x');
};
async function take() {
	const taken = await takeRestorePoint(
		context,
		bench.wanted({
			places: [{ kind: 'volume', key: 'v', name: 'p_v', except: [], users: [], images: [] }],
		}),
	);
	const [part] = partsOf(taken.manifest, 'volume');
	if (!part) throw new Error('no volume in the manifest');
	return { ...taken, part };
}

describe.skipIf(!root)('at its mountpoint (skipped unless root, who may look into it)', () => {
	test('a server’s files are left out and named, a SQLite database in use is named', async () => {
		await postgres('pg');
		const database = new DatabaseSync(join(volume, 'app.db'));
		try {
			database.exec('PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)');
			const { manifest, part, path } = await take();
			expect(part).toMatchObject({ except: ['pg'], servers: ['pg'], liveSqlite: ['app.db'], empty: false });
			expect(warningsOf(manifest)).toEqual([
				'volume p_v: left out, the files of a database server that runs or was not shut down: pg. Only a dump saves them.',
				'volume p_v: SQLite databases in use were archived as files, perhaps in the middle of a write: app.db. Name them as sqlite in the runbook.',
			]);
			expect(kindOf(part).describe?.(part)).toEqual([expect.stringMatching(/^3 files, /), 'left out: pg']);
			expect(warningsOf(await proveRestorePoint(context, path))).toHaveLength(2);
		} finally {
			database.close();
		}
	});

	test('a volume that holds a server and nothing else is not called empty', async () => {
		await postgres('pg');
		const { path } = await take();
		expect((await proveRestorePoint(context, path)).proof.detail).not.toContain('was empty');
	});

	test.each([
		['all of it', '.', /^volume p_v holds the files of a PostgreSQL server that runs/],
		['below', 'services/pg', /^services\/pg in volume p_v holds the files of a PostgreSQL server that runs/],
	])('what cannot be left out by itself is refused: %s', async (_, path, message) => {
		await postgres(path);
		await expect(take()).rejects.toThrow(message);
	});

	test('a server that was killed is no reason to refuse the way back when nobody uses the volume', async () => {
		await writeFile(join(volume, 'one'), 'before');
		const at = new Date('2026-11-22T08:00:00Z');
		const taken = await take();
		await kindOf(taken.part).restoreBeside(context, taken, taken.part, at);
		await postgres('pg');
		await kindOf(taken.part).swap(context, taken.part, { at });
		await rm(join(volume, 'one'));
	});
});
