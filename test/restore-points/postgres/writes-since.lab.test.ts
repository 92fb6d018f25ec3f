import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import type { RestorePointContext } from '../../../source/restore-points/context.ts';
import type { RestoredBeside } from '../../../source/restore-points/data-kind.ts';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { partsOf } from '../../../source/restore-points/manifest.ts';
import { copyUse } from '../../../source/restore-points/postgres/copy-use.ts';
import { databaseBesideName } from '../../../source/restore-points/postgres/names.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { exportWrites } from '../../../source/restore-points/writes/export-writes.ts';
import type { Writes } from '../../../source/restore-points/writes/writes.ts';
import { buildSpecivoImages } from '../../lab/specivo/images.ts';

const image = 'pgvector/pgvector:pg17';
const place = { service: 'db', user: 'specivo', database: 'specivo' };

// What an app of the old version has written: keys of several kinds, and rows that CSV has to quote.
const seed = `
CREATE EXTENSION vector;
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('0020');
CREATE TABLE projects (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL); INSERT INTO projects (name) VALUES ('one'), ('two');
CREATE TABLE issues (id serial PRIMARY KEY, project_id int NOT NULL REFERENCES projects, title text NOT NULL, state text NOT NULL DEFAULT 'new',
  legacy text DEFAULT 'old', size int, at timestamptz DEFAULT now(), e vector(3), x float8, raw bytea,
  lower_title text GENERATED ALWAYS AS (lower(title)) STORED);
INSERT INTO issues (project_id, title, size, e, x, raw) SELECT 1 + g % 2, 'Issue ' || g, g, '[1,2,3]', random(), decode(md5(g::text), 'hex') FROM generate_series(1, 20000) g;
CREATE TABLE settings (scope text, name text, value text, PRIMARY KEY (scope, name));
INSERT INTO settings VALUES ('a', 'Z', '1'), ('a', 'ä', '2'), ('a', E'line\\nbreak, "quoted"', '3'), ('A', '', '4');
CREATE TABLE tokens (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n int); INSERT INTO tokens (n) SELECT g FROM generate_series(1, 500) g;
CREATE TABLE notes (text text); INSERT INTO notes VALUES ('one'), ('one'), ('two');
CREATE TABLE untouched (id int PRIMARY KEY); INSERT INTO untouched SELECT generate_series(1, 100);
CREATE TABLE dropped (id int PRIMARY KEY); INSERT INTO dropped VALUES (1), (2);
`;
const migration = `
ALTER TABLE issues ADD COLUMN priority int NOT NULL DEFAULT 3, DROP COLUMN legacy, ALTER COLUMN size TYPE bigint;
ALTER TABLE untouched ADD COLUMN more text; DROP TABLE dropped;
CREATE TABLE reminders (id int PRIMARY KEY); INSERT INTO reminders SELECT generate_series(1, 7);
UPDATE alembic_version SET version_num = '0024';
`;
// What people wrote since.
const writes = `
INSERT INTO projects (name) VALUES ('three');
INSERT INTO issues (project_id, title, size, raw) SELECT 3, 'New, "quoted"' || E'\\n' || CASE WHEN g % 50 = 0 THEN E'\\\\.' ELSE '.' END || E'\\nsecond line ' || g, g, '\\x00ff' FROM generate_series(1, 200) g;
UPDATE issues SET title = title || ' ü, changed', state = 'done' WHERE id BETWEEN 101 AND 150;
DELETE FROM issues WHERE id IN (7, 8, 9);
UPDATE settings SET value = 'changed' WHERE name = 'ä'; INSERT INTO settings VALUES ('a', 'é', '5'); DELETE FROM settings WHERE name = '';
UPDATE tokens SET n = 0 WHERE n <= 20;
INSERT INTO notes VALUES ('three');
`;

let root: string;
let context: RestorePointContext;
let point: RestoredBeside;
let found: { database: Writes; files: Writes };

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
const data = (...names: string[]) => join(root, 'data', ...names);

async function untilReady() {
	for (let attempt = 0; attempt < 120; attempt++) {
		const asked = spawnSync('docker', ['compose', 'exec', '-T', 'db', 'pg_isready', '-h', '127.0.0.1'], {
			cwd: root,
		});
		if (asked.status === 0) return;
		await sleep(500);
	}
	throw new Error('the database of the test did not start');
}

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-writes-'));
	await mkdir(data('attachments'), { recursive: true });
	for (const name of ['kept', 'rewritten', 'touched', 'removed'])
		await writeFile(data('attachments', name), `first ${name}`);
	await writeFile(
		join(root, 'docker-compose.yml'),
		`services:\n  db:\n    image: ${image}\n    environment: {POSTGRES_USER: specivo, POSTGRES_PASSWORD: a-secret-word}\n    volumes: ["./database:/var/lib/postgresql/data"]\n`,
	);
	await buildSpecivoImages([]);
	compose('pull', '--quiet');
	const id = execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', image], {
		encoding: 'utf8',
	}).trim();
	context = {
		...{ engine: defaultEngine, project: { directory: root, envFiles: [] } },
		...{ run: `writes-${process.pid}`, onProgress: () => {} },
	};
	compose('up', '-d');
	await untilReady();
	sql(seed);
	const taken = await takeRestorePoint(context, {
		...{ app: 'Specivo', stack: 'writes', version: '0.2.0', backups: join(root, 'backups') },
		images: [{ service: 'db', reference: image, id }],
		schemaRevision: '0020',
		places: [
			{ kind: 'postgres', ...place },
			{ kind: 'directory', path: data(), except: [] },
			{ kind: 'files', paths: [join(root, 'docker-compose.yml')] },
		],
		...{ physical: 'auto', now: new Date() },
	});
	const manifest = await proveRestorePoint(context, taken.path);
	point = { path: taken.path, manifest, at: new Date() };

	sql(migration);
	sql(writes);
	for (let number = 1; number <= 10; number++)
		await writeFile(data('attachments', number === 1 ? '-odd\nname' : `new-${number}`), `new ${number}`);
	await writeFile(data('attachments', 'rewritten'), 'second one now');
	await utimes(data('attachments', 'touched'), new Date(), new Date());
	await rm(data('attachments', 'removed'));
	for (const part of manifest.parts) await kindOf(part).restoreBeside(context, point, part, point.at);
	found = { database: await writesOf('postgres'), files: await writesOf('directory') };
});
afterAll(async () => {
	compose('down', '--volumes', '--timeout', '1');
	await rm(root, { recursive: true, force: true });
});

async function writesOf(kind: 'postgres' | 'directory', through = context): Promise<Writes> {
	const [part] = partsOf(point.manifest, kind);
	if (!part) throw new Error(`no ${kind} in the manifest`);
	const compared = await kindOf(part).writesSince?.(through, point, part as never);
	if (!compared) throw new Error(`${kind} cannot be compared`);
	return compared;
}

/** What the comparison has to find; a migration that adds, drops and widens columns changes no row. */
const expected = {
	of: 'tables',
	compared: 6,
	begun: expect.any(Number),
	tables: expect.arrayContaining([
		{ told: 'rows', name: 'public.projects', new: 1, changed: 0, deleted: 0 },
		{
			told: 'rows',
			name: 'public.issues',
			new: 200,
			changed: 50,
			deleted: 3,
			leftOut: ['legacy', 'priority'],
		},
		{ told: 'rows', name: 'public.settings', new: 1, changed: 1, deleted: 1 },
		{ told: 'rows', name: 'public.tokens', new: 0, changed: 20, deleted: 0 },
		{ told: 'number', name: 'public.notes', saved: 3, now: 4 },
		{ told: 'rows', name: 'public.untouched', new: 0, changed: 0, deleted: 0, leftOut: ['more'] },
		{ told: 'only now', name: 'public.reminders', rows: 7 },
		{ told: 'only saved', name: 'public.dropped', rows: 2 },
	]),
};

describe('what was written since the restore point', () => {
	test('rows of each table by its key, over the columns that both schemas have', () => {
		expect(found.database).toEqual(expected);
		expect(found.database.of === 'tables' && found.database.tables).toHaveLength(8);
	});

	test('files new, changed and removed; one that was only touched is the same', () => {
		expect(found.files).toEqual({ of: 'files', new: 10, changed: 1, removed: 1 });
	});

	test('the same is found through a copy of the server’s files, and nothing of it stays', async () => {
		const [part] = partsOf(point.manifest, 'postgres');
		if (!part) throw new Error('no database in the manifest');
		const use = await copyUse(context, point.path, part);
		if ('problem' in use) throw new Error(use.problem);
		expect(await writesOf('postgres', { ...context, copies: { db: use.files } })).toEqual(expected);
		const left = execFileSync('docker', ['ps', '-aq', '--filter', `label=lockkeeper.proof=${context.run}`]);
		expect(left.toString()).toBe('');
	});

	test('a transaction that writes after the look is noticed, a reader is not', async () => {
		const [part] = partsOf(point.manifest, 'postgres');
		if (!part) throw new Error('no database in the manifest');
		const later = async () => Number(await kindOf(part).writtenAfter?.(context, part, found.database));
		const before = await later();
		sql('SELECT count(*) FROM tokens');
		expect(await later()).toBe(before);
		sql('BEGIN; UPDATE tokens SET n = n; ROLLBACK;');
		expect(await later()).toBeGreaterThan(before);
	});

	test('a table that is locked is not waited for', async () => {
		const locker = spawnSync(
			'sh',
			[
				'-c',
				'docker compose exec -d db psql -U specivo -d specivo -c "BEGIN; LOCK TABLE tokens; SELECT pg_sleep(60)"',
			],
			{ cwd: root },
		);
		expect(locker.status).toBe(0);
		await sleep(1500);
		const began = performance.now();
		await expect(writesOf('postgres')).rejects.toThrow(/lock timeout/);
		expect(performance.now() - began).toBeLessThan(20_000);
		sql(
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%LOCK TABLE tokens%' AND pid <> pg_backend_pid()",
		);
	});
});

test('what was exported loads again into what was restored', async () => {
	const exports = join(root, '.lockkeeper', 'exports');
	const made = await exportWrites(context, point, exports);
	// 1 + 250 + 2 + 20 of tables with a key, 4 + 7 of those written out whole.
	expect(made).toMatchObject({ rows: 284, files: 11 });
	expect((await readdir(exports)).length).toBe(1);
	expect((await stat(made.path)).mode & 0o777).toBe(0o700);
	for (const entry of await readdir(made.path, { recursive: true, withFileTypes: true }))
		expect((await stat(join(entry.parentPath, entry.name))).mode & 0o777, entry.name).toBe(
			entry.isDirectory() ? 0o700 : 0o600,
		);

	const [database] = partsOf(point.manifest, 'postgres');
	const [directory] = partsOf(point.manifest, 'directory');
	if (!database || !directory) throw new Error('parts are missing');
	const people = () =>
		sql(`SELECT md5(string_agg(row::text, ',' ORDER BY row)) FROM (SELECT (id, project_id, title, state, size, at, e, x, raw, lower_title)::text AS row FROM issues) r;
			SELECT md5(string_agg(t::text, ',' ORDER BY t::text COLLATE "C")) FROM settings t; SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM tokens t;
			SELECT string_agg(name, ',' ORDER BY id) FROM projects`);
	const written = people();
	await kindOf(database).swap(context, database, point);
	await kindOf(directory).swap(context, directory, point);
	expect(sql('SELECT count(*), max(id) FROM issues; SELECT version_num FROM alembic_version')).toBe(
		'20000|20000\n0020',
	);
	expect(await readdir(data('attachments'))).toHaveLength(4);

	const readme = await readFile(join(made.path, 'README.md'), 'utf8');
	const commands = readme
		.split('\n')
		.filter((line) => line.startsWith('    '))
		.map((line) => line.trim());
	expect(commands).toHaveLength(5);
	for (const command of commands)
		execFileSync('sh', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });

	expect(people()).toBe(written);
	expect(
		sql(
			"SELECT count(*) FROM issues WHERE title LIKE 'New,%'; SELECT count(*) FROM issues WHERE state = 'done'",
		),
	).toBe('200\n50');
	expect(sql("INSERT INTO issues (project_id, title) VALUES (3, 'after') RETURNING id > 20200")).toBe('t');
	expect((await readdir(data('attachments'))).sort()).toEqual(
		[
			'-odd\nname',
			'kept',
			'removed',
			'rewritten',
			'touched',
			...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `new-${n}`),
		].sort(),
	);
	expect(await readFile(data('attachments', 'rewritten'), 'utf8')).toBe('second one now');
	expect(
		sql(`SELECT datname FROM pg_database WHERE datname = '${databaseBesideName('specivo', point.at)}'`),
	).toBe('');
});
