import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import type { DatabaseActivity } from '../../source/survey/activity.ts';
import { askActivity } from '../../source/survey/ask-activity.ts';
import { obtainableDatabaseImages, provideDatabaseImages } from '../lab/database-images.ts';

const versions = ['postgres:13', 'postgres:15', 'postgres:17'] as const;
const obtainable = await obtainableDatabaseImages();

describe.each(versions.filter((image) => obtainable.includes(image)))('%s', (image) => {
	let root: string;
	let open: ChildProcess[] = [];

	const compose = (...argv: string[]) =>
		execFileSync('docker', ['compose', ...argv], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'],
		}).trim();
	const psql = ['exec', '-T', 'db', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U'];
	const sql = (statement: string) => compose(...psql, 'specivo', '-d', 'specivo', '-c', statement);
	/** A session with a name, which goes on until the test ends. */
	const session = (name: string, statements: string, input = '') => {
		const child = spawn(
			'docker',
			['compose', ...psql, 'specivo', '-d', `dbname=specivo application_name=${name}`],
			{ cwd: root, stdio: ['pipe', 'ignore', 'ignore'] },
		);
		child.stdin.write(`${statements}\n${input}`);
		open.push(child);
	};
	const ask = (user = 'specivo') =>
		askActivity(
			defaultEngine,
			{ directory: root, envFiles: [] },
			{ service: 'db', user, database: 'specivo' },
		);
	const named = ({ sessions }: DatabaseActivity, name: string) => {
		const found = sessions.find(({ application }) => application === name);
		if (!found) throw new Error(`nobody is called ${name}`);
		return found;
	};
	const until = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 30_000, interval: 300 });

	beforeAll(async () => {
		await provideDatabaseImages([image]);
		root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-activity-'));
		await writeFile(
			join(root, 'docker-compose.yml'),
			`services:\n  db: {image: "${image}", environment: {POSTGRES_USER: specivo, POSTGRES_PASSWORD: a-secret-word}}\n`,
		);
		compose('pull', '--quiet');
		compose('up', '-d');
		await until(async () => {
			compose('exec', '-T', 'db', 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'specivo');
		});
		sql(
			'CREATE TABLE issues AS SELECT i AS id, md5(i::text) AS title FROM generate_series(1, 200000) i; CREATE TABLE pages AS TABLE issues; CREATE ROLE low LOGIN; GRANT CONNECT ON DATABASE specivo TO low',
		);
	});
	afterEach(() => {
		sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'test-%'");
		for (const child of open) child.kill();
		open = [];
	});
	afterAll(async () => {
		compose('down', '--volumes', '--timeout', '1');
		await rm(root, { recursive: true, force: true });
	});

	test('who waits for whom, on what, and no value of a statement', async () => {
		session('test-holder', "BEGIN; SELECT count(*) FROM issues WHERE title = 'a secret';");
		await until(async () => expect(named(await ask(), 'test-holder').state).toBe('idle in transaction'));
		session('test-waiter', "ALTER TABLE issues ADD COLUMN other text DEFAULT 'a secret';");
		await until(async () => expect(named(await ask(), 'test-waiter').wants).toBe('issues'));
		const seen = await ask();
		const [waiter, holder] = [named(seen, 'test-waiter'), named(seen, 'test-holder')];
		expect(waiter).toMatchObject({ here: true, state: 'active', statement: 'ALTER TABLE issues' });
		expect(waiter.blockedBy).toEqual([holder.pid]);
		expect(holder).toMatchObject({ user: 'specivo', statement: 'SELECT', blockedBy: [] });
		expect(holder.transactionAge).toBeGreaterThan(0);
		expect(JSON.stringify(seen)).not.toContain('a secret');
		expect(seen.sessions.every(({ application }) => application?.startsWith('test-'))).toBe(true);
		expect(seen.bytes).toBeGreaterThan(10_000_000);

		const restricted = await ask('low');
		expect(named(restricted, 'test-waiter')).toMatchObject({ wants: 'issues', blockedBy: [holder.pid] });
		expect(named(restricted, 'test-waiter').state).toBeUndefined();
		expect(named(restricted, 'test-holder').statement).toBeUndefined();
	});

	test('it waits for no lock itself, not even of the catalogue', async () => {
		session('test-catalogue', 'BEGIN; LOCK TABLE pg_class IN ACCESS EXCLUSIVE MODE;');
		// Nobody can come in any more: whoever is asked while this holds gets no answer.
		await new Promise((resolve) => setTimeout(resolve, 1500));
		const began = performance.now();
		await expect(ask()).rejects.toThrow();
		expect(performance.now() - began).toBeLessThan(16_000);
		for (const child of open) child.kill();
		compose('restart', '--timeout', '1', 'db');
		await until(async () => expect((await ask()).bytes).toBeGreaterThan(0));
	});

	test('how far a statement is, in the views of this version', async () => {
		session('test-writer', 'BEGIN; UPDATE issues SET id = id WHERE id = 1;');
		await until(async () => expect(named(await ask(), 'test-writer').state).toBe('idle in transaction'));
		// It waits for the writer in the middle of its work, and so stays in the view.
		session('test-index', 'CREATE INDEX CONCURRENTLY ON issues (title);');
		session('test-vacuum', 'SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1; VACUUM pages;');
		session('test-copy', 'COPY issues (id, title) FROM STDIN;', '1\tone\n2\ttwo\n');
		const expected = ['CREATE INDEX CONCURRENTLY', 'VACUUM', ...(image === 'postgres:13' ? [] : ['COPY'])];
		await until(async () =>
			expect((await ask()).progress.map(({ command }) => command)).toEqual(expect.arrayContaining(expected)),
		);
		const { progress, sessions } = await ask();
		const index = progress.find(({ command }) => command === 'CREATE INDEX CONCURRENTLY');
		expect(index).toMatchObject({
			relation: 'issues',
			phase: expect.stringContaining('waiting for writers'),
		});
		expect(sessions.map(({ pid }) => pid)).toContain(index?.pid);
		expect(progress.some(({ command }) => command === 'COPY')).toBe(image !== 'postgres:13');
	});
});
