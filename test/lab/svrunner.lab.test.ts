import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ContainerFact } from './containers.ts';
import { containers } from './containers.ts';
import { readMarker } from './directory.ts';
import { tryDocker } from './docker.ts';
import { httpAnswer, untilAnswering } from './http.ts';
import { readingSqlite } from './sqlite.ts';
import { assetHashes, columns, databaseOf, rowCounts, tableChecksums } from './svrunner/facts.ts';
import { graphql } from './svrunner/graphql.ts';
import { pinVersion } from './svrunner/pin.ts';
import type { SvrunnerStack } from './svrunner/stack.ts';
import { bringUpSvrunner, openSvrunner, takeDownSvrunner } from './svrunner/stack.ts';

// One stack goes through the versions in the order of this file; systems/svrunner.md is the measure.

const project = 'lab-svrunner';
const healthy = { status: 200, body: '{"data":{"__typename":"Query"}}' };
let parent: string;
let stack: SvrunnerStack;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-svrunner-'));
	const directory = path.join(parent, project);
	await bringUpSvrunner({
		...{ version: '3.0.0', directory, project, port: 18_240 },
		...{ rows: 1000, assetsMegabytes: 1 },
	});
	stack = await openSvrunner(directory);
});

afterAll(async () => {
	const directory = path.join(parent, project);
	// A failed start leaves a marked directory as well.
	if ((await readMarker(directory)) !== undefined) {
		await takeDownSvrunner(directory);
	}

	await rm(parent, { recursive: true, force: true });
});

/** By hand as the guide says: stop, the tag, up. Whether it comes up is for the test to see. */
async function deploy(version: string): Promise<void> {
	await stack.compose(['stop']);
	await pinVersion(stack, version);
	await stack.compose(['up', '--detach', '--quiet-pull']);
}

async function hop(version: string): Promise<void> {
	await deploy(version);
	await untilAnswering(stack, '/docs', 200);
}

async function server(): Promise<ContainerFact> {
	const found = (await containers(project)).svrunner;
	if (found === undefined) {
		throw new Error('no container of svrunner');
	}

	return found;
}

const log = async () => tryDocker(['logs', (await server()).id]);

/** What the guide has an operator look at. */
const answers = async () => ({
	main: (await httpAnswer(stack)).status,
	docs: (await httpAnswer(stack, '/docs')).status,
	graphql: await graphql(stack),
});
const looksWell = { main: 200, docs: 200, graphql: healthy };

test('one service without a health check, its image by tag, and a log of plain lines', async () => {
	expect(await server()).toMatchObject({
		...{ image: 'svrunner/server:3.0.0', state: 'running', health: 'none' },
		environment: { SVR_SERVER_FILES_DIR: 'files', SVR_SERVER_DATABASE_PATH: 'files/local.db' },
	});
	expect((await log()).stdout.split('\n')).toEqual([
		'SVRunner 3.0.0',
		'database: files/local.db',
		...'users screens assets playlists playlist_items tickers plays'
			.split(' ')
			.map((name) => `schema: created ${name}`),
		'listening on 8080',
	]);
});

test('/, /docs and /graphql answer as the page says, and an asset that a row names can be had', async () => {
	expect(await answers()).toEqual(looksWell);
	expect((await httpAnswer(stack)).body).toContain('<title>SVRunner</title>');
	const { body } = await graphql(stack, '{assets{file bytes}}');
	const [{ file, bytes }] = JSON.parse(body).data.assets;
	const asset = await fetch(new URL(`/assets/${encodeURIComponent(file)}`, stack.url));
	expect((await asset.arrayBuffer()).byteLength).toBe(bytes);
});

test.each([
	{ query: '{screens{colour}}', error: 'Cannot query field "colour" on type "screens".' },
	{ query: '{weather{id}}', error: 'Cannot query field "weather" on type "Query".' },
	{ query: 'hello', error: 'Syntax Error: Unexpected Name.' },
])('/graphql refuses $query', async ({ query, error }) => {
	expect(await graphql(stack, query)).toEqual({
		status: 400,
		body: JSON.stringify({ errors: [{ message: error }] }),
	});
});

test('rows are in the write-ahead log as long as it runs, and reading them changes nothing', async () => {
	const database = await readFile(databaseOf(stack));
	const { users } = await rowCounts(stack);
	await stack.python(
		`from svrunner.database import connect\nconnect().execute("INSERT INTO users (email, role) VALUES ('late@example.org', 'editor')")`,
	);
	expect(await rowCounts(stack)).toMatchObject({ users: Number(users) + 1 });
	expect((await readFile(databaseOf(stack))).equals(database)).toBe(true);
	await stack.compose(['stop']);
	await expect(stat(`${databaseOf(stack)}-wal`)).rejects.toThrow('ENOENT');
	expect(await rowCounts(stack)).toMatchObject({ users: Number(users) + 1 });
	expect(await server()).toMatchObject({ state: 'exited', exitCode: 0 });
});

test('with an empty files/ it starts an empty server that looks healthy', async () => {
	const files = path.join(stack.directory, 'files');
	await rename(files, `${files}.aside`);
	await mkdir(files);
	await hop('3.0.0');
	expect(await answers()).toEqual(looksWell);
	expect(Object.values(await rowCounts(stack))).toEqual([0, 0, 0, 0, 0, 0, 0]);

	await stack.compose(['stop']);
	await rm(files, { recursive: true });
	await rename(`${files}.aside`, files);
});

test('3.1.0 adds a column and a table, and keeps every row and asset', async () => {
	const [sums, rows, assets, before] = [
		await tableChecksums(stack),
		await rowCounts(stack),
		await assetHashes(stack),
		await columns(stack),
	];
	await hop('3.1.0');
	expect((await log()).stdout.split('\n')).toEqual([
		'SVRunner 3.1.0',
		'database: files/local.db',
		'schema: created schedules',
		'schema: added screens.rotation',
		'listening on 8080',
	]);
	const { screens, ...others } = sums;
	expect(await tableChecksums(stack)).toMatchObject(others);
	expect(await rowCounts(stack)).toEqual({ ...rows, schedules: 0 });
	expect((await columns(stack)).filter((column) => !before.includes(column))).toEqual([
		...['id', 'playlist_id', 'screen_id', 'starts_at'].map((column) => `schedules.${column}`),
		'screens.rotation',
	]);
	expect(await assetHashes(stack)).toEqual(assets);
	expect(await answers()).toEqual(looksWell);
	expect(await readFile(path.join(stack.directory, 'files/logs/server.log'), 'utf8')).toMatch(
		/^SVRunner 3\.1\.0\n(?:.*\n)*POST \/graphql 200$/m,
	);

	const named = await readingSqlite(databaseOf(stack), (database) =>
		database.prepare('SELECT file, sha256 FROM assets').all(),
	);
	expect(Object.fromEntries(named.map(({ file, sha256 }) => [file, sha256]))).toEqual(assets);
});

test('3.2.3 looks for its files elsewhere: an empty server that looks healthy, and its log says the same', async () => {
	const sums = await tableChecksums(stack);
	await hop('3.2.3');
	expect(await answers()).toEqual(looksWell);
	expect((await log()).stdout).toContain('SVRunner 3.2.3\ndatabase: files/local.db\nschema: created users\n');
	expect((await graphql(stack, '{screens{name}}')).body).toBe('{"data":{"screens":[]}}');
	expect(await stack.compose(['exec', '-T', 'svrunner', 'ls', '/data/files'])).toContain('local.db');
	expect(await tableChecksums(stack)).toEqual(sums);
});

test('3.2.2 listens, and /graphql answers 503 for ever', async () => {
	await hop('3.2.2');
	const body = '{"errors":[{"message":"The schema is still being prepared."}]}';
	expect(await answers()).toEqual({ ...looksWell, graphql: { status: 503, body } });
	expect((await log()).stdout).toBe('SVRunner 3.2.2\ndatabase: files/local.db\nlistening on 8080');
	expect(await server()).toMatchObject({ state: 'running', health: 'none', restarts: 0 });
});

test('3.2.1 breaks in its schema update, and what it did before stays', async () => {
	await deploy('3.2.1');
	await vi.waitFor(
		async () => expect(await server()).toMatchObject({ state: 'restarting', exitCode: 1 }),
		20_000,
	);
	await stack.compose(['stop']);
	const { stdout, stderr } = await log();
	expect(stdout).toMatch(/^SVRunner 3\.2\.1\ndatabase: files\/local\.db\nschema: added assets\.folder\n/);
	expect(stdout).not.toContain('listening');
	expect(stderr).toMatch(/^Traceback \(most recent call last\):\n/);
	expect(stderr).toMatch(/^sqlite3\.IntegrityError: UNIQUE constraint failed: screens\.name$/m);
	expect(await columns(stack)).toContain('assets.folder');
});

test('3.2.0 drops a column and a table; 3.1.0 on that schema answers with errors, and with 200', async () => {
	await hop('3.2.0');
	expect((await log()).stdout).toContain('schema: dropped screens.legacy_code\nschema: dropped tickers\n');
	expect(await columns(stack)).not.toContain('screens.legacy_code');
	expect(await rowCounts(stack)).not.toHaveProperty('tickers');
	expect(await answers()).toEqual(looksWell);

	await hop('3.1.0');
	expect((await log()).stdout).toContain('schema: created tickers\nlistening on 8080');
	const body = '{"errors":[{"message":"no such column: legacy_code"}],"data":null}';
	expect(await answers()).toEqual({ ...looksWell, graphql: { status: 200, body } });
});
