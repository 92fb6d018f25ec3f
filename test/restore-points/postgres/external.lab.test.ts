// A database whose server no service of the stack runs: saved, proven, restored beside and swapped by its URL.
import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultEngine } from '../../../source/docker/engine.ts';
import type { RestorePointContext } from '../../../source/restore-points/context.ts';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import { type Manifest, partsOf } from '../../../source/restore-points/manifest.ts';
import { readManifest, writeManifest } from '../../../source/restore-points/manifest-file.ts';
import type { ExternalServer } from '../../../source/restore-points/postgres/external-server.ts';
import type { DatabasePlace } from '../../../source/restore-points/postgres/part.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { shownRestore, shownTake } from '../../../source/restore-points/shown-commands.ts';
import { takeRestorePoint, type Wanted } from '../../../source/restore-points/take.ts';
import { askActivity } from '../../../source/survey/ask-activity.ts';
import { askDatabase } from '../../../source/survey/ask-database.ts';
import { parseComposeConfig } from '../../../source/survey/compose-config.ts';
import { externalDatabase } from '../../../source/survey/external-database.ts';
import { provideDatabaseImages } from '../../lab/database-images.ts';

const id = `lockkeeper-external-${process.pid}`;
const server = `${id}-server`;
/** Every character that a URL, a password file or a shell could trip over. */
const password = String.raw`p:a/s@s\w#o%r"d'$HOME &x`;
let root: string;
let context: RestorePointContext;
let place: DatabasePlace & { readonly external: ExternalServer };
let whole: { path: string; manifest: Manifest };

const docker = (...argv: string[]) =>
	execFileSync('docker', argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
const sql = (statements: string, database = 'wiki') =>
	execFileSync(
		'docker',
		['exec', '-i', server, 'psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-U', 'boss', '-d', database],
		{
			encoding: 'utf8',
			input: statements,
		},
	).trim();
const clients = () => docker('ps', '--all', '--quiet', '--filter', `label=lockkeeper.directory=${root}`);

/** The place as the survey finds it. */
const placeBy = (url: string, image = 'postgres:17') => {
	const config = parseComposeConfig(
		docker('compose', '--project-directory', root, 'config', '--format', 'json'),
	);
	const found = externalDatabase({ url: '$DATABASE_URL', usedBy: 'app', image }, config, () => url);
	if (!found.external) throw new Error('not external');
	return { ...found, external: found.external };
};
const url = (word = password) =>
	`postgresql+asyncpg://wiki:${encodeURIComponent(word)}@data.example:5432/wiki?schema=public`;
const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
	app: 'Wiki',
	stack: 'wiki',
	version: '1.0.0',
	backups: join(root, 'backups'),
	images: [],
	places: [{ kind: 'postgres', ...place }],
	now: new Date(),
	...changes,
});
const failing = async (work: Promise<unknown>) => {
	const error = await work.then(
		() => new Error('it succeeded'),
		(thrown: Error) => thrown,
	);
	return error.message;
};

beforeAll(async () => {
	await provideDatabaseImages(['postgres:17', 'postgres:15']);
	for (const image of ['postgres:17', 'postgres:15']) docker('pull', '--quiet', image);
	root = await mkdtemp(join(tmpdir(), 'lockkeeper-external-'));
	docker('network', 'create', `${id}-outside`);
	// Another project's server: it lets nobody in without the password, its own host neither.
	const secrets = join(root, 'server');
	await mkdir(secrets);
	await writeFile(join(secrets, 'password'), password);
	docker(
		...['run', '--detach', '--name', server, '--network', `${id}-outside`, '--network-alias', 'data.example'],
		...[
			'--volume',
			`${secrets}:/secrets:ro`,
			'-e',
			'POSTGRES_USER=boss',
			'-e',
			'POSTGRES_PASSWORD_FILE=/secrets/password',
		],
		...['-e', 'POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256', 'postgres:17'],
	);
	await writeFile(
		join(root, 'compose.yaml'),
		`name: ${id}
services:
  app: {image: "postgres:17", entrypoint: [sleep, infinity], networks: [default, outside], extra_hosts: ["elsewhere.example:192.0.2.7"]}
networks:
  outside: {external: true, name: ${id}-outside}
`,
	);
	docker('compose', '--project-directory', root, 'up', '--detach', '--quiet-pull');
	for (let left = 60; ; left--) {
		try {
			docker('exec', server, 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'boss');
			break;
		} catch (error) {
			if (left === 0) throw error;
			await promisify(execFile)('sleep', ['0.5']);
		}
	}
	const literal = password.replaceAll("'", "''");
	sql(`CREATE ROLE wiki LOGIN CREATEDB PASSWORD '${literal}';`, 'postgres');
	sql('CREATE DATABASE wiki OWNER wiki;', 'postgres');
	sql(
		'SET ROLE wiki; CREATE TABLE pages (id int PRIMARY KEY, body text); INSERT INTO pages SELECT i, md5(i::text) FROM generate_series(1, 5000) i; CREATE INDEX ON pages (body);',
	);
	place = placeBy(url());
	context = {
		engine: defaultEngine,
		project: { directory: root, envFiles: [] },
		run: `external-${process.pid}`,
		servers: (name) => (name === place.external.name ? place.external : undefined),
		onProgress: () => {},
	};
	whole = await takeRestorePoint(context, wanted());
}, 300_000);
afterAll(async () => {
	docker('compose', '--project-directory', root, 'down', '--timeout', '1');
	docker('rm', '--force', '--volumes', server, 'lockkeeper-client');
	docker('network', 'rm', `${id}-outside`);
	await rm(root, { recursive: true, force: true });
});

test('it is reached from the networks of the app, by the name that the app knows', () => {
	expect(place.external).toMatchObject({
		name: 'data.example',
		networks: expect.arrayContaining([`${id}-outside`, `${id}_default`]),
		hosts: ['elsewhere.example:192.0.2.7'],
	});
});

test('what it does is asked by a role that may not see others: who holds it up, and nothing of what they do', async () => {
	const statements = [
		"BEGIN; SELECT count(*) FROM pages WHERE body = 'a secret'; SELECT pg_sleep(20)",
		'SET ROLE wiki; ALTER TABLE pages ADD COLUMN later text',
	];
	for (const [index, statement] of statements.entries()) {
		docker(
			...[
				'exec',
				'--detach',
				server,
				'psql',
				'-U',
				'boss',
				'-d',
				`dbname=wiki application_name=test-${index}`,
			],
			...statement.split('; ').flatMap((part) => ['-c', part]),
		);
		await promisify(execFile)('sleep', ['1']);
	}
	const { bytes, sessions } = await askActivity(defaultEngine, context.project, place);
	expect(bytes).toBeGreaterThan(1_000_000);
	const [holder, waiter] = [0, 1].map((index) =>
		sessions.find(({ application }) => application === `test-${index}`),
	);
	expect(waiter).toMatchObject({ wants: 'pages', blockedBy: [holder?.pid] });
	expect(holder).toMatchObject({ user: 'boss' });
	expect(holder?.state).toBeUndefined();
	expect(JSON.stringify(sessions)).not.toContain('a secret');
	sql(
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'test-_'",
		'postgres',
	);
	expect(clients()).toBe('');
});

test('its size is asked', async () => {
	expect(await askDatabase(defaultEngine, context.project, place, 'SELECT count(*) FROM pages;')).toBe(
		'5000',
	);
	expect(clients()).toBe('');
});

test('a restore point of it holds its rows, and says that the server is outside of the stack', async () => {
	const [part] = partsOf(whole.manifest, 'postgres');
	expect(part).toMatchObject({
		service: 'data.example',
		user: 'wiki',
		tables: [{ name: 'public.pages', rows: 5000 }],
		withoutPhysical: 'the server is outside of the stack',
		outside: { image: expect.stringMatching(/^sha256:/) },
	});
	// A user that is no superuser may not read other roles' passwords.
	expect(await readdir(whole.path)).toContain('globals-data.example.sql.zst');
	expect(clients()).toBe('');
});

test('it is proven with the programs that saved it', async () => {
	const { proof } = await proveRestorePoint(context, whole.path, 'full');
	expect(proof).toMatchObject({ level: 'full', detail: expect.stringContaining('5000 rows equal') });
	expect(clients()).toBe('');
});

test('a restore point without roles and globals is proven all the same', async () => {
	const copy = join(root, 'backups', 'without-globals');
	await cp(whole.path, copy, { recursive: true });
	const manifest = await readManifest(copy);
	const [part] = partsOf(manifest, 'postgres');
	if (!part) throw new Error('no part');
	const artifacts = part.artifacts.filter(({ role }) => role !== 'globals');
	await rm(join(copy, 'globals-data.example.sql.zst'));
	await writeManifest(copy, {
		...manifest,
		parts: [{ ...part, artifacts, withoutGlobals: 'no right to read them' }],
	});
	const { proof } = await proveRestorePoint(context, copy, 'data');
	expect(proof.detail).toContain('5000 rows equal');
	await rm(copy, { recursive: true });
});

test('restored beside on that server and swapped in; the state before is kept', async () => {
	const [part] = partsOf(whole.manifest, 'postgres');
	if (!part) throw new Error('no part');
	const kind = kindOf(part);
	sql('DELETE FROM pages WHERE id > 10;');
	const at = new Date('2026-06-15T03:00:00Z');
	const { made } = await kind.restoreBeside(context, whole, part, at);
	expect(made).toEqual(['wiki_restored_20260615t030000z']);
	expect(sql('SELECT count(*) FROM pages;')).toBe('10');
	expect(await kind.swap(context, part, { at })).toEqual(['database wiki_before_20260615t030000z']);
	expect(sql('SELECT count(*) FROM pages;')).toBe('5000');
	expect(sql('SELECT count(*) FROM pages;', 'wiki_before_20260615t030000z')).toBe('10');
	expect(clients()).toBe('');
});

test('once the URL names another server, what was saved there is not restored here', async () => {
	const [part] = partsOf(whole.manifest, 'postgres');
	if (!part) throw new Error('no part');
	const { servers: _, ...without } = context;
	expect(await failing(kindOf(part).restoreBeside(without, whole, part, new Date()))).toMatch(
		/was on the server data\.example, which the stack’s URL no longer names/,
	);
});

test('the password is in no file, argument list or description of a container', async () => {
	const seen: string[] = [];
	let done = false;
	const watching = (async () => {
		while (!done) {
			seen.push((await promisify(execFile)('ps', ['axww', '-o', 'args='])).stdout);
			const ids = clients().split('\n').filter(Boolean);
			for (const one of ids)
				seen.push(
					await promisify(execFile)('docker', ['inspect', one]).then(
						({ stdout }) => stdout,
						() => '',
					),
				);
		}
	})();
	const { path } = await takeRestorePoint(context, wanted({ now: new Date('2026-06-16T00:00:00Z') }));
	done = true;
	await watching;
	for (const name of await readdir(path)) seen.push(await readFile(join(path, name), 'latin1'));
	seen.push(JSON.stringify(place));
	const all = seen.join('\n');
	expect(all).toContain('PGPASSFILE=');
	for (const shape of [password, JSON.stringify(password).slice(1, -1), encodeURIComponent(password)])
		expect(all).not.toContain(shape);
}, 60_000);

test('by hand: the same commands, pasted', async () => {
	const where = { engine: defaultEngine, project: context.project, servers: context.servers };
	const byHand = shownTake(where, wanted({ now: new Date('2026-06-17T00:00:00Z') }));
	const shell = (commands: readonly string[], environment: NodeJS.ProcessEnv) =>
		promisify(execFile)('bash', ['-c', ['set -eo pipefail', ...commands].join('\n')], {
			cwd: root,
			env: { ...process.env, ...environment },
		});
	expect(await failing(shell(byHand, { PGPASSWORD: '' }))).toMatch(
		/export it first, the password of wiki on data\.example/,
	);
	await shell(byHand, { PGPASSWORD: password });
	const { restore, swap } = shownRestore(where, whole.path, whole.manifest, new Date('2026-06-17T04:00:00Z'));
	await shell(restore, { PGPASSWORD: password });
	await shell(swap, { PGPASSWORD: password });
	expect(sql('SELECT count(*) FROM pages;')).toBe('5000');
}, 60_000);

test.each<[string, () => DatabasePlace, RegExp]>([
	['a wrong password', () => placeBy(url('wrong')), /password authentication failed for user "wiki"/],
	[
		'nobody there',
		() => placeBy(url().replace('data.example', 'nobody.example')),
		/could not translate host name "nobody\.example"/,
	],
	[
		'an image that is not here',
		() => placeBy(url(), 'postgres:99'),
		/Expected the image postgres:99 on this host, for the programs that reach data\.example/,
	],
	[
		'programs older than the server',
		() => placeBy(url(), 'postgres:15'),
		/data\.example runs PostgreSQL 17.*postgres:15 has the programs of 15/,
	],
])('%s: said, and nothing stays', async (_condition, broken, words) => {
	const before = await readdir(join(root, 'backups'));
	const work = takeRestorePoint(
		context,
		wanted({ places: [{ kind: 'postgres', ...broken() }], now: new Date('2026-06-18T00:00:00Z') }),
	);
	expect(await failing(work)).toMatch(words);
	expect(await readdir(join(root, 'backups'))).toEqual(before);
	expect(clients()).toBe('');
});
