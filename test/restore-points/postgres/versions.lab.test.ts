import { type ChildProcess, execFileSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesToFetch } from '../../../source/commands/restore-points/files-to-fetch.ts';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { openOffHost } from '../../../source/off-host/open-off-host.ts';
import { filesToShip } from '../../../source/off-host/ship-point.ts';
import { parseOffHost } from '../../../source/off-host/target.ts';
import type { RestorePointContext } from '../../../source/restore-points/context.ts';
import { type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import { readManifest } from '../../../source/restore-points/manifest-file.ts';
import { restoreDatabaseBeside } from '../../../source/restore-points/postgres/restore.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { takeRestorePoint, type Wanted } from '../../../source/restore-points/take.ts';
import { obtainableDatabaseImages, provideDatabaseImages } from '../../lab/database-images.ts';

const versions = ['postgres:13', 'postgres:15', 'postgres:17'] as const;
const obtainable = await obtainableDatabaseImages();

describe.each(versions.filter((image) => obtainable.includes(image)))('%s', (image) => {
	let root: string;
	let context: RestorePointContext;
	let imageId: string;
	let whole: { path: string; manifest: Manifest };

	const compose = (...argv: string[]) =>
		execFileSync('docker', ['compose', ...argv], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	const psql = (service: string, database = 'specivo') => [
		...['compose', 'exec', '-T', service, 'psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo'],
		...['-d', database],
	];
	const sql = (statements: string, service = 'db', database = 'specivo') =>
		execFileSync('docker', psql(service, database), {
			cwd: root,
			encoding: 'utf8',
			input: statements,
		}).trim();
	const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
		app: 'Specivo',
		stack: 'versions',
		version: '0.1.9',
		backups: join(root, 'backups'),
		images: [{ service: 'db', reference: image, id: imageId }],
		schemaRevision: '0020',
		places: [{ kind: 'postgres', service: 'db', user: 'specivo', database: 'specivo' }],
		now: new Date(),
		...changes,
	});
	const partOf = (manifest: Pick<Manifest, 'parts'>) => {
		const [part] = partsOf(manifest, 'postgres');
		if (!part) throw new Error('no database was saved');
		return part;
	};

	beforeAll(async () => {
		await provideDatabaseImages([image]);
		root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-versions-'));
		const service = `{image: "${image}", environment: {POSTGRES_USER: specivo, POSTGRES_PASSWORD: a-secret-word}}`;
		await writeFile(join(root, 'docker-compose.yml'), `services:\n  db: ${service}\n  empty: ${service}\n`);
		context = {
			engine: defaultEngine,
			project: { directory: root, envFiles: [] },
			run: `versions-${process.pid}`,
			onProgress: () => {},
		};
		compose('pull', '--quiet');
		compose('up', '-d');
		for (const name of ['db', 'empty']) await untilReady(root, name);
		imageId = execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', image], {
			encoding: 'utf8',
		}).trim();
		sql(await readFile(join(import.meta.dirname, 'fixtures', 'everything.sql'), 'utf8'));
		whole = await takeRestorePoint(context, wanted());
	});
	afterAll(async () => {
		compose('down', '--volumes', '--timeout', '1');
		await rm(root, { recursive: true, force: true });
	});

	test('the data is proven without the indexes that only serve speed', async () => {
		const { proof, parts } = await proveRestorePoint(context, whole.path, 'data');
		expect(proof.detail).toMatch(
			/specivo loaded .* without 3 indexes that only serve speed: 13 tables, \d+ rows equal/,
		);
		expect(proof.detail).toContain(
			'its physical copy started: the same rows but those of public.unlogged, which is unlogged',
		);
		expect(partOf({ parts }).physical?.tables).toEqual(
			partOf(whole.manifest).tables.map((table) =>
				table.name === 'public.unlogged' ? { ...table, rows: 0, digest: '0' } : table,
			),
		);
	});

	test('rows are hashed by their values where each type has a hash that tells them apart', () => {
		const tables = partOf(whole.manifest).tables;
		const byValues = tables.filter(({ hashed }) => hashed === 'values').map(({ name }) => name);
		if (image === 'postgres:13') expect(byValues).toEqual([]);
		else {
			expect(byValues).toEqual(expect.arrayContaining(['public.issues', 'public.codes', 'public.parent']));
			// An enum, an array and a domain; XML and an interval; a range.
			for (const name of ['archive.moods', 'public.texts', 'public.rooms'])
				expect(byValues).not.toContain(name);
		}
	});

	test('all of it is proven with every index', async () => {
		const { proof } = await proveRestorePoint(context, whole.path, 'full');
		expect(proof).toMatchObject({ level: 'full', detail: expect.not.stringContaining('without') });
	});

	test('restored into an empty server: roles from the globals, every table equal by digest', async () => {
		const globals = partOf(whole.manifest).artifacts.find(({ role }) => role === 'globals');
		const statements = execFileSync('zstd', ['-dcq', join(whole.path, globals?.file ?? '')], {
			encoding: 'utf8',
		});
		// The empty server has the first user already.
		sql(statements.replace(/^CREATE ROLE specivo;$/m, ''), 'empty', 'postgres');
		const part = { ...partOf(whole.manifest), service: 'empty' };
		const { took } = await restoreDatabaseBeside(context, whole.path, part, 'back', '0020');
		expect(took).toBeGreaterThan(0);
		expect(
			sql(
				"SELECT pg_has_role('odd role', 'reporting', 'MEMBER'), has_column_privilege('reporting', 'issues', 'title', 'UPDATE')",
				'empty',
				'back',
			),
		).toBe('t|t');
		expect(sql('SELECT last_value FROM numbers', 'empty', 'back')).toBe(
			sql('SELECT last_value FROM numbers'),
		);
		expect(sql('SHOW TimeZone', 'empty', 'back')).toBe('Asia/Tokyo');
		expect(sql("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'odd role'", 'empty', 'back')).toBe('3');
	});

	test('a physical copy that a write came before says so, and is compared with itself', async () => {
		const place = wanted();
		// Written once the dump is there and before the copy begins.
		const taking = takeRestorePoint(
			{ ...context, run: `writes-${process.pid}`, onProgress: writeOnce() },
			place,
		);
		const { path, manifest } = await taking;
		expect(partOf(manifest).physical?.writesAfterDump).toBeGreaterThan(0);
		const { proof } = await proveRestorePoint(context, path, 'data');
		expect(proof.detail).toMatch(
			/its physical copy started: 13 tables read to their end; up to \d+ transactions wrote/,
		);
		// Proven once, it is known what the copy holds.
		expect((await proveRestorePoint(context, path, 'data')).proof.level).toBe('data');
		sql('DELETE FROM parent WHERE k = 99');

		function writeOnce() {
			let written = false;
			return ({ label, done, total }: { label: string; done: number; total?: number }) => {
				if (written || !label.startsWith('dump of') || done !== total) return;
				written = true;
				sql('INSERT INTO parent VALUES (99)');
			};
		}
	});

	test('from the dump to the digest nobody truncates a table: its rows are those of the dump', async () => {
		let answer = '';
		const { manifest } = await takeRestorePoint(
			{
				...context,
				onProgress({ label, done, total }) {
					if (answer !== '' || !label.startsWith('dump of') || done !== total) return;
					try {
						answer = sql("SET lock_timeout = '300ms'; TRUNCATE parent CASCADE");
					} catch (error) {
						answer = (error as Error).message;
					}
				},
			},
			wanted({ physical: 'off' }),
		);
		expect(answer).toContain('canceling statement due to lock timeout');
		const rows = (of: Manifest) => partOf(of).tables.find(({ name }) => name === 'public.parent')?.rows;
		expect(rows(manifest)).toBe(rows(whole.manifest));
	});

	test.each<[string, (copy: string) => Promise<void>, RegExp]>([
		[
			'a flipped byte in a table',
			async (copy) =>
				flip(join(copy, 'physical-db', 'base', ...(await largest(join(copy, 'physical-db', 'base')))), 5000),
			/physical-db: pg_verifybackup: error: checksum mismatch.*This physical copy cannot be used/,
		],
		[
			'a missing file',
			async (copy) => rm(join(copy, 'physical-db', 'PG_VERSION')),
			/"PG_VERSION" is present in the manifest but not on disk/,
		],
		[
			'an edited backup_manifest',
			async (copy) => flip(join(copy, 'physical-db', 'backup_manifest'), 100),
			/its backup_manifest was changed/,
		],
	])('%s is found by every proof', async (name, damage, message) => {
		const copy = `${whole.path}-${name.replaceAll(' ', '-')}`;
		await cp(whole.path, copy, { recursive: true, preserveTimestamps: true });
		await damage(copy);
		await expect(proveRestorePoint(context, copy, 'read back')).rejects.toThrow(message);
		await expect(proveRestorePoint(context, copy, 'data')).rejects.toThrow(message);
	});

	test('private: modes, and the password in no manifest', async () => {
		const text = await readFile(join(whole.path, 'manifest.json'), 'utf8');
		expect(text).not.toContain('a-secret-word');
		const names = (await readdir(whole.path, { recursive: true })).filter(
			(name) => !name.startsWith('physical-'),
		);
		for (const name of names)
			expect([name, (await stat(join(whole.path, name))).mode & 0o077]).toEqual([name, 0]);
		expect((await stat(join(whole.path, 'physical-db'))).mode & 0o077).toBe(0);
	});

	test('shipped off the host and brought back onto an empty one: proven there by its dump', async () => {
		const far = join(root, 'nas');
		const empty = join(root, 'empty-host');
		await mkdir(far);
		await mkdir(empty);
		const target = parseOffHost(far);
		const at = await openOffHost(target, { stack: 'versions', restorePoints: root });
		const { id } = whole.manifest;
		await at.copy({ id, path: whole.path, files: filesToShip(whole.manifest) });
		const path = await at.fetch(id, empty, { filesOf: filesToFetch });
		const { proof, parts } = await proveRestorePoint(context, path, 'data');
		expect(proof.detail).toMatch(/^specivo loaded .* rows equal$/);
		expect(partOf({ parts })).toMatchObject({ withoutPhysical: 'it stayed on the host that took it' });
		expect(partOf({ parts }).physical).toBeUndefined();
	});

	test('only a physical copy, when that is asked for', async () => {
		const { path, manifest } = await takeRestorePoint(context, wanted({ physical: 'only' }));
		expect(partOf(manifest)).toMatchObject({ artifacts: [], physical: { directory: 'physical-db' } });
		const { proof } = await proveRestorePoint(context, path, 'data');
		expect(proof.detail).toBe(
			'its physical copy started: the same rows but those of public.unlogged, which is unlogged',
		);
		expect((await readManifest(path)).proof.level).toBe('data');
	});

	test('no physical copy where it cannot be: the reason is noted and the dump stands', async () => {
		sql(
			'ALTER ROLE specivo CONNECTION LIMIT -1; CREATE ROLE plain LOGIN SUPERUSER NOREPLICATION; ALTER ROLE plain NOSUPERUSER; GRANT pg_read_all_settings TO plain; GRANT SELECT ON ALL TABLES IN SCHEMA public, archive TO plain; GRANT USAGE ON SCHEMA archive TO plain;',
		);
		try {
			sql('CREATE DATABASE small OWNER plain;', 'db', 'postgres');
			sql('SET ROLE plain; CREATE TABLE t (k int PRIMARY KEY); INSERT INTO t VALUES (1);', 'db', 'small');
			const { path, manifest } = await takeRestorePoint(
				context,
				wanted({
					places: [{ kind: 'postgres', service: 'db', user: 'plain', database: 'small' }],
					schemaRevision: undefined,
				}),
			);
			expect(partOf(manifest)).toMatchObject({
				withoutPhysical: expect.stringMatching(/WAL sender|replication/i),
			});
			expect(partOf(manifest).physical).toBeUndefined();
			expect(await readdir(path)).not.toContain('physical-db');
			expect((await proveRestorePoint(context, path, 'data')).proof.detail).toContain(
				'1 tables, 1 rows equal',
			);
		} finally {
			sql('DROP DATABASE IF EXISTS small;', 'db', 'postgres');
			sql('DROP OWNED BY plain; DROP ROLE plain;');
		}
	});
});

test('ten million rows', { timeout: 900_000 }, async ({ skip }) => {
	skip(!obtainable.includes('postgres:17'), 'no image');
	const root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-many-'));
	const compose = (argv: string[], input?: string) =>
		execFileSync('docker', ['compose', ...argv], {
			cwd: root,
			encoding: 'utf8',
			input,
			stdio: ['pipe', 'pipe', 'pipe'],
		});
	try {
		await provideDatabaseImages(['postgres:17']);
		await writeFile(
			join(root, 'docker-compose.yml'),
			'services:\n  db: {image: "postgres:17", environment: {POSTGRES_USER: specivo, POSTGRES_PASSWORD: x}}\n',
		);
		compose(['up', '-d']);
		await untilReady(root, 'db');
		compose(
			['exec', '-T', 'db', 'psql', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo'],
			'CREATE TABLE many (k int, v int); INSERT INTO many SELECT g, g % 1000 FROM generate_series(1, 10000000) g; ALTER TABLE many ADD PRIMARY KEY (k); CREATE INDEX ON many (v);',
		);
		const id = execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', 'postgres:17'], {
			encoding: 'utf8',
		}).trim();
		const context = {
			engine: defaultEngine,
			project: { directory: root, envFiles: [] },
			run: `many-${process.pid}`,
			onProgress: () => {},
		};
		const backups = join(root, 'backups');
		const wanted: Wanted = {
			app: 'Specivo',
			stack: 'many',
			version: '1',
			backups,
			images: [{ service: 'db', reference: 'postgres:17', id }],
			places: [{ kind: 'postgres', service: 'db', user: 'specivo', database: 'specivo' }],
			physical: 'off',
			now: new Date(),
		};
		const calls = watchCalls();
		const { path } = await takeRestorePoint(context, wanted).finally(calls.end);
		// Larger than what is worth a helper: none of its bytes went through the engine.
		expect(calls.of('pg_dump')).toMatch(/^docker run .*--network container:/);
		const { proof } = await proveRestorePoint(context, path, 'data');
		expect(proof.detail).toContain('1 tables, 10000000 rows equal');

		// Stopped in the middle, the helper and its session are gone, and earlier restore points are there.
		for (const [work, physical] of [
			['dump of', 'off'],
			['physical copy', 'only'],
		] as const) {
			const stop = new AbortController();
			const stopped = takeRestorePoint(
				{
					...context,
					signal: stop.signal,
					onProgress({ label, done }) {
						if (label.startsWith(work) && done > 0) stop.abort(new Error('stopped by the test'));
					},
				},
				{ ...wanted, physical },
			);
			await expect(stopped).rejects.toThrow('stopped by the test');
			expect(await readdir(backups)).toEqual([basename(path)]);
		}
		// A server takes the death of what it believes its child for a crash, and ends all sessions.
		expect(compose(['logs', 'db'])).not.toMatch(/terminated by signal|reinitializing/);
		const ours = ['ps', '--all', '--quiet', '--filter', `label=lockkeeper.proof=${context.run}`];
		expect(execFileSync('docker', ours, { encoding: 'utf8' })).toBe('');
		expect(
			compose(
				['exec', '-T', 'db', 'psql', '-qAt', '-U', 'specivo'],
				"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'lockkeeper%'",
			).trim(),
		).toBe('0');
	} finally {
		compose(['down', '--volumes', '--timeout', '1']);
		await rm(root, { recursive: true, force: true });
	}
});

/** Notes the commands that this process starts. */
function watchCalls() {
	const seen: string[] = [];
	const note = (message: unknown) => {
		const { process: child } = message as { process: ChildProcess };
		// Its arguments are known once it was spawned.
		setImmediate(() => seen.push((child.spawnargs ?? []).join(' ')));
	};
	subscribe('child_process', note);
	return {
		end: () => unsubscribe('child_process', note),
		of: (program: string) => seen.find((line) => line.includes(program)),
	};
}

async function untilReady(root: string, service: string): Promise<void> {
	for (let attempt = 0; attempt < 240; attempt++) {
		try {
			execFileSync('docker', ['compose', 'exec', '-T', service, 'pg_isready', '-h', '127.0.0.1'], {
				cwd: root,
				stdio: 'ignore',
			});
			return;
		} catch {
			await sleep(500);
		}
	}
	throw new Error(`the ${service} of the test did not start`);
}

async function flip(file: string, position: number): Promise<void> {
	const handle = await open(file, 'r+');
	const byte = Buffer.alloc(1);
	await handle.read(byte, 0, 1, position);
	byte[0] = (byte[0] ?? 0) ^ 1;
	await handle.write(byte, 0, 1, position);
	await handle.close();
}

/** Path of the largest file below a directory, its parts. */
async function largest(directory: string): Promise<string[]> {
	const names = await readdir(directory, { recursive: true });
	const sizes = await Promise.all(
		names.map(async (name) => {
			const found = await stat(join(directory, name));
			return { name, size: found.isFile() ? found.size : 0 };
		}),
	);
	const [first] = sizes.sort((a, b) => b.size - a.size);
	return first?.name.split('/') ?? [];
}
