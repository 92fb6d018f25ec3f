import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import { sealArtifact } from '../../../source/restore-points/artifact/store.ts';
import type { RestorePointContext } from '../../../source/restore-points/context.ts';
import { type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import { readManifest, writeManifest } from '../../../source/restore-points/manifest-file.ts';
import { readContent } from '../../../source/restore-points/postgres/content.ts';
import { dumpOf } from '../../../source/restore-points/postgres/load.ts';
import { restoreDatabaseBeside } from '../../../source/restore-points/postgres/restore.ts';
import { openSession, serverOfService } from '../../../source/restore-points/postgres/server.ts';
import {
	endSessionsOnDatabase,
	sessionsOnDatabase,
	swapDatabases,
} from '../../../source/restore-points/postgres/swap.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import * as shown from '../../../source/restore-points/shown-commands.ts';
import { takeRestorePoint, type Wanted } from '../../../source/restore-points/take.ts';
import { buildSpecivoImages } from '../../lab/specivo/images.ts';

const image = 'pgvector/pgvector:pg17';
const place = { service: 'db', user: 'specivo', database: 'specivo' };
const seed = `
CREATE ROLE reporting; CREATE EXTENSION vector; CREATE EXTENSION pg_trgm;
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('0020');
CREATE TABLE issues (id serial PRIMARY KEY, title text NOT NULL, at timestamptz DEFAULT now(), e vector(3), x float8,
  lower_title text GENERATED ALWAYS AS (lower(title)) STORED);
INSERT INTO issues (title, e, x) SELECT 'Issue ' || g, ('[' || g || ',1.5,0.1]')::vector, random() FROM generate_series(1, 20000) g;
CREATE INDEX ON issues USING gin (title gin_trgm_ops); GRANT SELECT ON issues TO reporting;
CREATE TABLE "column named like the row" (lockkeeper int, t text); INSERT INTO "column named like the row" VALUES (1, E'a\\nb|c'), (2, NULL);
CREATE SCHEMA "odd | ""name"; CREATE TABLE "odd | ""name".parts (k int) PARTITION BY RANGE (k);
CREATE TABLE "odd | ""name".low PARTITION OF "odd | ""name".parts FOR VALUES FROM (0) TO (10); INSERT INTO "odd | ""name".parts VALUES (1), (2);
CREATE VIEW open_issues AS SELECT * FROM issues WHERE x > 0.5;
SELECT lo_from_bytea(0, 'large object'); ALTER DATABASE specivo SET TimeZone = 'Asia/Tokyo';
ALTER ROLE reporting IN DATABASE specivo SET search_path = "$user", public; REVOKE CONNECT ON DATABASE specivo FROM PUBLIC;
`;

let root: string;
let imageId: string;
let context: RestorePointContext;
let whole: { path: string; manifest: Manifest };

const compose = (...argv: string[]) =>
	execFileSync('docker', ['compose', ...argv], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
const sql = (statements: string, database = 'specivo') =>
	execFileSync(
		'docker',
		['compose', 'exec', '-T', 'db', 'psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo', '-d', database],
		{ cwd: root, encoding: 'utf8', input: statements },
	).trim();
const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
	app: 'Specivo',
	stack: 'points',
	version: '0.1.9',
	backups: join(root, 'backups', 'points'),
	images: [{ service: 'db', reference: image, id: imageId }],
	schemaRevision: '0020',
	places: [
		{ kind: 'postgres', ...place },
		{ kind: 'directory', path: join(root, 'data'), except: [] },
		{ kind: 'files', paths: [join(root, 'docker-compose.yml')] },
	],
	physical: 'off',
	now: new Date(),
	...changes,
});
const entryOf = (manifest: Manifest) => {
	const [entry] = partsOf(manifest, 'postgres');
	if (!entry) throw new Error('no database in the manifest');
	return entry;
};
/** Throw-away containers of a stack. */
const proofs = (directory = root) =>
	execFileSync('docker', ['ps', '-aq', '--filter', `label=lockkeeper.directory=${directory}`], {
		encoding: 'utf8',
	}).trim();
const contentOf = async (database: string) => {
	const session = openSession(context, serverOfService(context, 'db', 'specivo'), database);
	try {
		return await readContent(session);
	} finally {
		await session.close();
	}
};
const untilReady = async () => {
	for (let attempt = 0; attempt < 120; attempt++) {
		const asked = spawnSync('docker', ['compose', 'exec', '-T', 'db', 'pg_isready', '-h', '127.0.0.1'], {
			cwd: root,
		});
		if (asked.status === 0) return;
		await sleep(500);
	}
	throw new Error('the database of the test did not start');
};

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-points-'));
	await mkdir(join(root, 'data'));
	await writeFile(join(root, 'data', 'one'), 'attachment');
	await writeFile(
		join(root, 'docker-compose.yml'),
		`services:\n  db:\n    image: ${image}\n    environment: {POSTGRES_USER: specivo, POSTGRES_PASSWORD: a-secret-word}\n`,
	);
	await buildSpecivoImages([]);
	compose('pull', '--quiet');
	imageId = execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', image], {
		encoding: 'utf8',
	}).trim();
	context = {
		engine: defaultEngine,
		project: { directory: root, envFiles: [] },
		run: `points-${process.pid}`,
		onProgress: () => {},
	};
	compose('up', '-d');
	await untilReady();
	sql(seed);
	whole = await takeRestorePoint(context, wanted());
});
afterAll(async () => {
	compose('down', '--volumes', '--timeout', '1');
	await rm(root, { recursive: true, force: true });
});

describe('taking and proving', () => {
	test('what is restored elsewhere is what was saved, table by table', async () => {
		const entry = entryOf(whole.manifest);
		expect(entry.tables.map(({ name, rows }) => [name, rows])).toEqual([
			['odd | "name.low', 2],
			['public.alembic_version', 1],
			['public.column named like the row', 2],
			['public.issues', 20000],
		]);
		expect(entry).toMatchObject({
			roles: ['reporting'],
			objects: { extensions: 3, views: 1, 'large objects': 1 },
		});
		const proven = await proveRestorePoint(context, whole.path);
		expect(proven.proof).toMatchObject({
			level: 'data',
			detail: expect.stringContaining('4 tables, 20005 rows'),
		});
		expect(proven.proof.restoreTook).toBeGreaterThan(0);
		expect(proofs()).toBe('');
		whole = { path: whole.path, manifest: proven };
	});

	test('dump and row counts see the same moment while rows are written', async () => {
		const writer = spawnWriter();
		try {
			const { path } = await takeRestorePoint(context, wanted());
			expect((await proveRestorePoint(context, path)).proof.level).toBe('data');
		} finally {
			await writer.stop();
		}
	});

	test('no secret lies in the restore point but in the copied files', async () => {
		expect(await readFile(join(whole.path, 'manifest.json'), 'utf8')).not.toContain('a-secret-word');
		const found = await readdir(whole.path, { recursive: true });
		expect(found).toContain('files/docker-compose.yml');
	});

	test.each<[string, Partial<Wanted>, RegExp]>([
		[
			'another revision than the survey found',
			{ schemaRevision: '0019' },
			/expected schema revision 0019, found 0020/,
		],
		[
			'a database without tables',
			{ places: [{ kind: 'postgres', ...place, database: 'template1' }], schemaRevision: undefined },
			/Expected tables in database template1/,
		],
		[
			'a database that is not there',
			{ places: [{ kind: 'postgres', ...place, database: 'nowhere' }] },
			/database "nowhere" does not exist/,
		],
	])('%s: no restore point', async (_, changes, message) => {
		const before = await readdir(wanted().backups);
		await expect(takeRestorePoint(context, wanted(changes))).rejects.toThrow(message);
		expect(await readdir(wanted().backups)).toEqual(before);
	});

	test('the container is killed in the middle of the dump: no restore point, no part', async () => {
		const before = await readdir(wanted().backups);
		// A dump that waits for a lock is in its middle for as long as the test needs.
		const locked = openSession(
			{ ...context, run: 'other' },
			serverOfService(context, 'db', 'specivo'),
			'specivo',
		);
		await locked.ask('BEGIN;');
		await locked.ask('LOCK TABLE issues IN ACCESS EXCLUSIVE MODE;');
		const taking = takeRestorePoint(context, wanted());
		taking.catch(() => {});
		await untilSessions(2);
		compose('kill', 'db');
		await expect(taking).rejects.toThrow(/docker exec .* ended with exit code/);
		expect(await readdir(wanted().backups)).toEqual(before);
		await locked.close();
		compose('up', '-d');
		await untilReady();
	});

	test('stopped by the operator: our sessions in the server are ended, no part stays', async () => {
		const before = await readdir(wanted().backups);
		const locked = openSession(
			{ ...context, run: 'other' },
			serverOfService(context, 'db', 'specivo'),
			'specivo',
		);
		await locked.ask('BEGIN;');
		await locked.ask('LOCK TABLE issues IN ACCESS EXCLUSIVE MODE;');
		const stop = new AbortController();
		const taking = takeRestorePoint({ ...context, signal: stop.signal }, wanted());
		taking.catch(() => {});
		await untilSessions(2);
		stop.abort(new Error('the operator left'));
		await expect(taking).rejects.toThrow('the operator left');
		expect(ourSessions()).toBe('0');
		expect(await readdir(wanted().backups)).toEqual(before);
		await locked.close();
	});
});

describe('a proof that fails never counts', () => {
	test('a dump without its keys, in a restore point that fits it by every checksum', async () => {
		const path = await forge('keyless', dumpWithoutKeys());
		await expect(proveRestorePoint(context, path)).rejects.toThrow(/indexes: \d+ expected, \d+ found/);
		expect((await readManifest(path)).proof.level).toBe('none');
		expect(proofs()).toBe('');
	});
	test('a dump cut inside its rows', async () => {
		const dump = rawDump();
		const path = await forge('cut', dump.subarray(0, Math.floor(dump.length / 2)));
		await expect(proveRestorePoint(context, path)).rejects.toThrow(/pg_restore: error: .*end of file/);
		expect((await readManifest(path)).proof.level).toBe('none');
	});
	test('a cut file is found before a container starts', async () => {
		const path = `${whole.path}-cut`;
		await cp(whole.path, path, { recursive: true });
		await truncate(join(path, dumpOf(entryOf(whole.manifest)).file), 5000);
		await expect(proveRestorePoint(context, path)).rejects.toThrow(/expected \d+ bytes, found 5000/);
	});
	test('the image is gone', async () => {
		const path = `${whole.path}-gone`;
		await cp(whole.path, path, { recursive: true });
		const manifest = await readManifest(path);
		const images = manifest.images.map((one) => ({ ...one, id: `sha256:${'0'.repeat(64)}` }));
		await writeManifest(path, { ...manifest, images, proof: { ...manifest.proof, level: 'none' } });
		await expect(proveRestorePoint(context, path)).rejects.toThrow(
			/was not proven: no container of .* could be started/,
		);
		expect((await readManifest(path)).proof.level).toBe('none');
	});
	test('the name of the throw-away is taken', async () => {
		const name = `lockkeeper-proof-${context.run}-1`;
		execFileSync('docker', ['create', '--name', name, image]);
		try {
			await expect(proveRestorePoint(context, whole.path)).rejects.toThrow(
				/was not proven: .*already in use/s,
			);
		} finally {
			execFileSync('docker', ['rm', '-f', '-v', name]);
		}
	});
	test('a container left over from a killed run is removed by the next proof, those of other stacks are not', async () => {
		const make = (directory: string) =>
			execFileSync(
				'docker',
				['create', '--label', 'lockkeeper.proof=dead', '--label', `lockkeeper.directory=${directory}`, image],
				{ encoding: 'utf8' },
			).trim();
		const [ours, theirs] = [make(root), make('/srv/another')];
		try {
			await proveRestorePoint(context, whole.path);
			expect(ours).not.toBe('');
			expect(proofs()).toBe('');
			expect(proofs('/srv/another')).toBe(theirs.slice(0, 12));
		} finally {
			execFileSync('docker', ['rm', '-f', '-v', theirs]);
		}
	});
});

describe('restoring', () => {
	const beside = 'specivo_restored_x';
	const kept = 'specivo_before_x';

	test('errors in the SQL drop the new database and leave the old one', async () => {
		const path = await forge('keyless', dumpWithoutKeys());
		const entry = entryOf(await readManifest(path));
		const before = await contentOf('specivo');
		await expect(restoreDatabaseBeside(context, path, entry, beside)).rejects.toThrow(/indexes/);
		expect(databasesThere()).toEqual(['postgres', 'specivo']);
		expect(await contentOf('specivo')).toEqual(before);
	});

	test('a missing role is told before anything is made', async () => {
		const entry = { ...entryOf(whole.manifest), roles: ['auditor'] };
		await expect(restoreDatabaseBeside(context, whole.path, entry, beside)).rejects.toThrow(
			/auditor missing/,
		);
		expect(databasesThere()).toEqual(['postgres', 'specivo']);
	});

	test('beside and swapped: digests as saved, what was written since is kept under its own name', async () => {
		sql(
			"DELETE FROM issues WHERE id > 100; CREATE TABLE migrated_since (id int); UPDATE alembic_version SET version_num = '0023';",
		);
		const migrated = await contentOf('specivo');
		// As if a load had been killed.
		sql(`CREATE DATABASE ${beside}_loading;`, 'postgres');
		const { took } = await restoreDatabaseBeside(
			context,
			whole.path,
			entryOf(whole.manifest),
			beside,
			'0020',
		);
		expect(took).toBeGreaterThan(0);
		expect(databasesThere()).toEqual(['postgres', 'specivo', beside]);
		expect(await restoreDatabaseBeside(context, whole.path, entryOf(whole.manifest), beside, '0020')).toEqual(
			{ took: 0 },
		);

		const holding = openSession(
			{ ...context, run: 'the-app' },
			serverOfService(context, 'db', 'specivo'),
			'specivo',
		);
		await holding.ask('SELECT 1;');
		await expect(swapDatabases(context, place, beside, kept)).rejects.toThrow(
			/Expected nobody on database specivo, found session \d+ of specivo \(lockkeeper-the-app, local, idle\)/,
		);
		expect(await sessionsOnDatabase(context, place)).toHaveLength(1);
		await endSessionsOnDatabase(context, place);
		await holding.close();

		await swapDatabases(context, place, beside, kept);
		await swapDatabases(context, place, beside, kept);
		const { tables, objects } = entryOf(whole.manifest);
		expect(await contentOf('specivo')).toEqual({ tables, objects, revision: '0020' });
		expect(await contentOf(kept)).toEqual(migrated);
		expect(databasesThere()).toEqual(['postgres', 'specivo', kept]);
		expect(sql('SHOW TimeZone;')).toBe('Asia/Tokyo');
		expect(sql("SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'reporting'::regrole;")).toContain(
			'public',
		);
		expect(sql("SELECT has_database_privilege('reporting', 'specivo', 'CONNECT');")).toBe('f');
		await expect(swapDatabases(context, place, 'nothing', 'other')).rejects.toThrow(
			/Nothing was renamed|found specivo/,
		);
		sql(`DROP DATABASE ${kept};`, 'postgres');
	});
});

test('the commands shown do the same when pasted into a shell', async () => {
	const bash = (commands: readonly string[]) =>
		execFileSync('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		});
	const by = { engine: context.engine, project: context.project };
	const now = new Date('2026-01-02T03:04:05Z');
	const hand = wanted({ backups: join(root, 'by hand', 'points'), now });
	bash(shown.shownTake(by, hand));
	const path = join(hand.backups, '20260102T030405Z-0.1.9');
	expect((await readdir(path)).sort()).toEqual([
		'database-db-specivo.dump.zst',
		'directory-data.tar.zst',
		'files',
		'globals-db.sql.zst',
	]);
	try {
		bash(shown.shownProof(by, hand));
	} finally {
		execFileSync('docker', ['rm', '-f', '-v', 'lockkeeper-proof'], { stdio: 'ignore' });
	}
	const before = await contentOf('specivo');
	const { restore, swap } = shown.shownRestore(by, path, whole.manifest, now);
	bash([...restore, ...swap]);
	expect(await contentOf('specivo')).toEqual(before);
	const kept = '.lockkeeper-before-20260102T030405Z';
	expect((await readdir(join(root, 'data'))).sort()).toEqual([kept, 'one']);
	expect(await readdir(join(root, 'data', kept))).toEqual(['one']);
});

const databasesThere = () =>
	sql(
		"SELECT datname FROM pg_database WHERE datname NOT LIKE 'template%' ORDER BY datname;",
		'postgres',
	).split('\n');
const ourSessions = () =>
	sql(
		`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lockkeeper-${context.run}';`,
		'postgres',
	);

async function untilSessions(count: number): Promise<void> {
	for (let attempt = 0; attempt < 100; attempt++) {
		if (Number(ourSessions()) >= count) return;
		await sleep(100);
	}
	throw new Error(`the test waited for ${count} sessions of ours`);
}

/** Writes rows, in transactions of their own, until stopped. */
function spawnWriter(): { stop: () => Promise<void> } {
	let go = true;
	const writing = (async () => {
		const session = openSession(
			{ ...context, run: 'writer' },
			serverOfService(context, 'db', 'specivo'),
			'specivo',
		);
		while (go) {
			await session.ask("INSERT INTO issues (title, x) SELECT 'late', random() FROM generate_series(1, 50);");
			await session.ask('UPDATE issues SET x = x + 1 WHERE id % 1000 = 1;');
		}
		await session.close();
	})();
	return {
		async stop() {
			go = false;
			await writing;
		},
	};
}

/** A copy of the restore point with another dump in its place, and a manifest that fits that dump. */
async function forge(name: string, dump: Buffer): Promise<string> {
	const path = `${whole.path}-forged-${name}`;
	await rm(path, { recursive: true, force: true });
	await cp(whole.path, path, { recursive: true });
	const { file } = dumpOf(entryOf(whole.manifest));
	await writeFile(join(path, file), execFileSync('zstd', ['-cq'], { input: dump, maxBuffer: 1e9 }));
	const artifact = await sealArtifact(path, { role: 'dump', file });
	const parts = whole.manifest.parts.map((part) =>
		part.kind === 'postgres'
			? { ...part, artifacts: part.artifacts.map((one) => (one.role === 'dump' ? artifact : one)) }
			: part,
	);
	await writeManifest(path, { ...whole.manifest, parts, proof: { ...whole.manifest.proof, level: 'none' } });
	return path;
}

const rawDump = () =>
	execFileSync('zstd', ['-dcq', join(whole.path, dumpOf(entryOf(whole.manifest)).file)], { maxBuffer: 1e9 });

/** Without keys and indexes: it loads without any error, and every row is there. */
const dumpWithoutKeys = () =>
	execFileSync(
		'docker',
		[
			'compose',
			'exec',
			'-T',
			'db',
			'pg_dump',
			'-Fc',
			'-Z0',
			'--section=pre-data',
			'--section=data',
			'-U',
			'specivo',
			'specivo',
		],
		{ cwd: root, maxBuffer: 1e9 },
	);
