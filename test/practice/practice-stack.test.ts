import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import { runLines, runPiped } from '../../source/docker/run.ts';
import { downloadOf, withLayersHere } from '../../source/images/layers-here.ts';
import { openPracticeStack, type PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { readTargetImage } from '../../source/releases/registry.ts';
import { askActivity } from '../../source/survey/ask-activity.ts';
import { readLocalImages } from '../../source/survey/local-images.ts';
import { appServices, onStack } from './opened-stack.ts';

let stack: PracticeStack;
let on: ReturnType<typeof onStack>;

beforeAll(async () => {
	process.env.LOCKKEEPER_PRACTICE_SLOW_SECONDS = '2';
	stack = await openPracticeStack({ rows: 2000 });
	on = onStack(stack);
	await stack.ready;
});
afterAll(async () => {
	await stack.close();
	expect(existsSync(dirname(stack.directory))).toBe(false);
});

test('the engine says what it is, and which registry it asks', async () => {
	const info = JSON.parse(await on.call(docker.info(on.engine)));
	expect(info.OperatingSystem).toBe('Lockkeeper practice stack');
	expect(existsSync(info.DockerRootDir)).toBe(true);
	const registry = `${info.RegistryConfig.Mirrors[0]}v2/specivo/specivo`;
	const { tags } = (await (await fetch(`${registry}/tags/list`)).json()) as { tags: string[] };
	expect(tags).toEqual(expect.arrayContaining(['0.1.9', '0.1.10', '0.4.0', 'latest']));
	const head = await fetch(`${registry}/manifests/0.1.9`, { method: 'HEAD' });
	const [image] = JSON.parse(await on.call(docker.inspectImages(on.engine, ['specivo/specivo:0.1.9'])));
	expect(image.RepoDigests).toEqual([`specivo/specivo@${head.headers.get('docker-content-digest')}`]);
	expect((await fetch(`${registry}/manifests/9.9.9`)).status).toBe(404);
	const local = await readLocalImages(on.engine);
	expect(local.find(({ id }) => id === image.Id)).toEqual({
		id: image.Id,
		tags: image.RepoTags,
		digests: image.RepoDigests,
		diffIds: image.RootFS.Layers,
	});
	// The next version has the lower layers of the one that is here.
	const next = await readTargetImage('specivo/specivo:0.1.10', info.RegistryConfig.Mirrors, 'amd64');
	expect(downloadOf(withLayersHere([next], local))).toMatchObject({ layers: 3, toDownload: 7_900_000 });
});

test('six services run, three of them with a health check', async () => {
	const containers = await on.containers();
	expect(Object.keys(containers).sort()).toEqual([
		'api',
		'celery-beat',
		'celery-worker',
		'db',
		'nginx',
		'redis',
	]);
	const health = Object.fromEntries(
		Object.entries(containers).map(([name, { State }]) => [name, State.Health?.Status]),
	);
	expect(health).toEqual({ api: 'healthy', db: 'healthy', redis: 'healthy' });
	expect(await on.get('/')).toMatchObject({ status: 302 });
	expect(JSON.parse((await on.get('/health/')).body)).toMatchObject({
		status: 'ok',
		database: 'ok',
		redis: 'ok',
	});
});

test('the database has its rows, and the data directory its files', async () => {
	expect(Number(await on.sql('SELECT count(*) FROM issues;'))).toBe(500);
	expect(await on.call(docker.execute(on.engine, on.project, 'api', ['alembic', 'current']))).toBe(
		'0020 (head)',
	);
	expect(readdirSync(join(stack.directory, 'specivo-data', 'attachments', 'seeded'))).toContain('Größe.log');
	expect(existsSync(join(stack.directory, 'specivo-data', 'postgresql', '18', 'docker', 'PG_VERSION'))).toBe(
		true,
	);
});

describe('psql', () => {
	test('stops at the first error with exit code 3', async () => {
		const error = await on.refused(on.psql('specivo'), 'SELECT 1;\nSELECT 1/0;\nSELECT 2;\n');
		expect(error.exitCode).toBe(3);
		expect(error.stderr).toBe('ERROR:  division by zero');
	});

	test('ends with 2 when there is no such database', async () => {
		const error = await on.refused(on.psql('nothing'), 'SELECT 1;');
		expect(error.exitCode).toBe(2);
		expect(error.stderr).toContain('FATAL:  database "nothing" does not exist');
	});

	test('keeps a transaction open between statements; a dump of its snapshot is the same', async () => {
		const session = runPiped(on.engine, on.psql('specivo'), { deadline: 30_000 });
		const chunks = session.stdout[Symbol.asyncIterator]();
		const ask = async (statement: string) => {
			session.stdin.write(`${statement}\n\\echo end\n`);
			let answer = '';
			while (!answer.endsWith('end\n')) answer += (await chunks.next()).value;
			return answer.slice(0, -'end\n'.length).trim();
		};
		expect(await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;')).toBe('');
		const snapshot = await ask('SELECT pg_export_snapshot();');
		// A write waits until the snapshot is given back.
		let written = false;
		const write = on.sql("INSERT INTO settings VALUES ('late', 'x');").then(() => {
			written = true;
		});
		const dump = await on.call(
			docker.execute(on.engine, on.project, 'db', [
				'pg_dump',
				'-U',
				'specivo',
				'-d',
				'dbname=specivo',
				`--snapshot=${snapshot}`,
			]),
		);
		expect(dump).toContain('-- PostgreSQL database dump complete');
		expect(dump).not.toContain("'late'");
		expect(await ask("SELECT count(*) FROM settings WHERE name = 'late';")).toBe('0');
		expect(written).toBe(false);
		session.stdin.end();
		await session.ended;
		await write;
		const unknown = await on.refused(
			docker.execute(on.engine, on.project, 'db', ['pg_dump', '-U', 'specivo', `--snapshot=${snapshot}`]),
		);
		expect(unknown.stderr).toContain('invalid snapshot identifier');
	});

	test('settings of one session are not those of another', async () => {
		const open = runPiped(on.engine, on.psql('specivo'), { deadline: 30_000 });
		open.stdin.write('SET search_path = pg_catalog;\nSELECT 1;\n');
		await open.stdout[Symbol.asyncIterator]().next();
		expect(await on.sql('SHOW search_path;')).toBe('public');
		open.stdin.end();
		await open.ended;
	});
});

test('a database is made beside, loaded from a dump, and swapped: both renames or none', async () => {
	const { engine, project, sql } = on;
	await on.call(docker.stop(engine, project, appServices));
	const dump = await on.call(
		docker.execute(engine, project, 'db', ['pg_dump', '-U', 'specivo', '-d', 'specivo']),
	);
	// The same ctype: the parser of full-text search takes a dash for a letter where it is C.
	const ctype = await sql("SELECT datctype FROM pg_database WHERE datname = 'specivo';");
	await sql(
		`CREATE DATABASE "beside" OWNER "specivo" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE '${ctype}';`,
		'postgres',
	);
	await on.call(on.psql('beside'), dump);
	const digest = `SELECT count(*), sum(('x' || left(md5(t::text), 15))::bit(60)::bigint) FROM issues t;`;
	expect(await sql(digest, 'beside')).toBe(await sql(digest));
	await sql("DELETE FROM comments; INSERT INTO settings VALUES ('after', '1');");
	const half =
		'BEGIN;\nALTER DATABASE "specivo" RENAME TO "kept";\nALTER DATABASE "nothing" RENAME TO "specivo";\nCOMMIT;';
	expect((await on.refused(on.psql('postgres'), half)).exitCode).toBe(3);
	expect(
		await sql(
			"SELECT datname FROM pg_database WHERE datname IN ('specivo', 'kept', 'beside') ORDER BY 1;",
			'postgres',
		),
	).toBe('beside\nspecivo');
	await sql(
		'BEGIN;\nALTER DATABASE "specivo" RENAME TO "kept";\nALTER DATABASE "beside" RENAME TO "specivo";\nCOMMIT;',
		'postgres',
	);
	expect(await sql("SELECT count(*) FROM settings WHERE name = 'after';", 'kept')).toBe('1');
	expect(await sql("SELECT count(*) FROM settings WHERE name = 'after';")).toBe('0');
	await on.call(docker.start(engine, project, appServices));
	expect((await on.get('/health/')).status).toBe(200);
});

test('a database in use is not renamed, and its sessions can be named and ended', async () => {
	const rename = 'ALTER DATABASE "specivo" RENAME TO "other";';
	expect((await on.refused(on.psql('postgres'), rename)).stderr).toContain(
		'is being accessed by other users',
	);
	const sessions = `SELECT application_name FROM pg_stat_activity WHERE datname = 'specivo' AND pid <> pg_backend_pid();`;
	expect(await on.sql(sessions, 'postgres')).toBe('specivo');
	const open = runPiped(on.engine, on.psql('dbname=specivo application_name=ours'), { deadline: 30_000 });
	open.stdin.write('SELECT 1;\n');
	await open.stdout[Symbol.asyncIterator]().next();
	expect(
		await on.sql(
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ours';",
			'postgres',
		),
	).toBe('t');
	open.stdin.write('SELECT 2;\n');
	await expect(open.ended).rejects.toMatchObject({ exitCode: 2 });
});

test('the database tells what it does, and leaves out who asks', async () => {
	const open = runPiped(on.engine, on.psql('dbname=specivo application_name=theirs'), { deadline: 30_000 });
	open.stdin.write('BEGIN;\nSELECT 1;\n');
	await open.stdout[Symbol.asyncIterator]().next();
	const place = { service: 'db', user: 'specivo', database: 'specivo' };
	const { bytes, sessions, progress } = await askActivity(on.engine, on.project, place);
	expect(bytes).toBeGreaterThan(1_000_000);
	expect(progress).toEqual([]);
	expect(sessions.map(({ application, state }) => [application, state])).toContainEqual([
		'theirs',
		'idle in transaction',
	]);
	expect(sessions.filter(({ application }) => application?.startsWith('lockkeeper-'))).toEqual([]);
	expect(sessions.every(({ here, kind }) => here && kind === 'client backend')).toBe(true);
	open.stdin.end('COMMIT;\n');
	await open.ended;
});

test('a throw-away database server has data of its own and leaves nothing', async () => {
	const { engine } = on;
	const volumes = join(dirname(stack.directory), 'engine', 'volumes');
	const id = await on.call(
		docker.runThrowAway(engine, {
			name: 'throw-away',
			image: 'pgvector/pgvector:pg18',
			labels: { 'lockkeeper.test': 'one' },
			environment: { POSTGRES_USER: 'specivo', POSTGRES_HOST_AUTH_METHOD: 'trust' },
		}),
	);
	const ready = docker.executeIn(engine, id, ['pg_isready', '-h', '127.0.0.1', '-U', 'specivo']);
	for (let attempt = 0; attempt < 100; attempt++)
		if (
			await on.call(ready).then(
				() => true,
				() => false,
			)
		)
			break;
	expect(await on.call(ready)).toContain('accepting connections');
	expect(await on.call(docker.containersWithLabel(engine, 'lockkeeper.test=one'))).toBe(id.slice(0, 12));
	expect(await on.call(docker.containersWithLabel(engine, 'lockkeeper.test=two'))).toBe('');
	const tables = docker.executeIn(engine, id, [
		'psql',
		'-XqAt',
		'-U',
		'specivo',
		'-c',
		"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
	]);
	expect(await on.call(tables)).toBe('0');
	await on.call(docker.removeContainer(engine, id));
	expect(await on.call(docker.containersWithLabel(engine, 'lockkeeper.test'))).toBe('');
	expect(readdirSync(volumes)).toEqual([]);
});

test('an upgrade without a migration changes three containers and no row', async () => {
	const before = await on.containers();
	const rows = await on.sql('SELECT count(*) FROM issues;');
	on.pin('0.1.10');
	const lines: string[] = [];
	await runLines(on.engine, docker.pull(on.engine, on.project, appServices), {
		deadline: 60_000,
		onLine: (line) => lines.push(line),
	});
	expect(lines.some((line) => / Downloading \[=+> +\] /.test(line))).toBe(true);
	await on.call(docker.up(on.engine, on.project, appServices));
	const after = await on.containers();
	const changed = Object.keys(after).filter((name) => after[name]?.Id !== before[name]?.Id);
	expect(changed.sort()).toEqual([...appServices].sort());
	expect(after.api?.Config.Image).toBe('specivo/specivo:0.1.10');
	expect(await on.sql('SELECT count(*) FROM issues;')).toBe(rows);
	expect(await on.sql('SELECT version_num FROM alembic_version;')).toBe('0020');
	expect(await on.call(docker.runOnce(on.engine, 'specivo/specivo:0.1.10', 'alembic', ['heads']))).toBe(
		'0020 (head)',
	);
});

test('an upgrade with migrations runs them, with a slow one’s lines in the log', async () => {
	on.pin('0.4.0');
	await on.call(docker.pull(on.engine, on.project, appServices));
	await on.call(docker.up(on.engine, on.project, appServices));
	expect(await on.sql('SELECT version_num FROM alembic_version;')).toBe('0024');
	expect(await on.sql('SELECT count(*) FROM issues WHERE priority IS NULL OR search_document IS NULL;')).toBe(
		'0',
	);
	const log: string[] = [];
	const stop = new AbortController();
	const { api } = await on.containers();
	const following = runLines(on.engine, docker.followLog(on.engine, api?.Id ?? ''), {
		deadline: 30_000,
		signal: stop.signal,
		onLine(line) {
			log.push(line);
			if (line.includes('Application startup complete')) stop.abort();
		},
	});
	await following.catch(() => {});
	// Two streams: only the times tell the order.
	const texts = log.sort().map((line) => line.replace(/^\S+Z /, ''));
	expect(log[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /);
	const order = [
		'Waiting for database...',
		'Running database migrations...',
		'INFO  [alembic.runtime.migration] Running upgrade 0020 -> 0021, add recurring patterns',
		'INFO  [alembic.specivo] 0024: looked at 500 of 500 issues',
		'Seeding default data...',
		'Starting Specivo...',
	];
	expect(texts.filter((text) => order.includes(text))).toEqual(order);
});

test('a call that Lockkeeper does not make is refused by name', async () => {
	const error = await on.refused({ argv: ['docker', 'swarm', 'init'] });
	expect(error.exitCode).toBe(125);
	expect(error.stderr).toBe("the practice stack's stand-in engine does not know: docker swarm init");
});
