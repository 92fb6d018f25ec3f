import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { databaseVersion } from '../../source/checks/database-version.ts';
import { defaultEngine } from '../../source/docker/engine.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { probeDatabases } from '../../source/survey/database-facts.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { listContainers, mountsOf, probeServices } from '../../source/survey/services.ts';
import { inputFixture } from '../checks/input.ts';
import { obtainableDatabaseImages, provideDatabaseImages } from '../lab/database-images.ts';

const images = ['postgres:15', 'postgres:17'] as const;
const obtainable = await obtainableDatabaseImages();

let root: string;
const files = { envFiles: [] };

const compose = (...argv: string[]) =>
	execFileSync('docker', ['compose', ...argv], {
		cwd: root,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
const sql = (statement: string) =>
	compose(
		'exec',
		'-T',
		'db',
		'psql',
		'-XqAt',
		'-v',
		'ON_ERROR_STOP=1',
		'-U',
		'keeper',
		'-d',
		'book',
		'-c',
		statement,
	).trim();
const untilItAnswers = () =>
	vi.waitFor(() => compose('exec', '-T', 'db', 'pg_isready', '-q', '-h', '127.0.0.1'), {
		timeout: 60_000,
		interval: 300,
	});
const shell = (command: string) =>
	execFileSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const name = (image: string, volume: string) =>
	writeFile(
		join(root, 'docker-compose.yml'),
		`services:
  db:
    image: ${image}
    environment: {POSTGRES_USER: keeper, POSTGRES_PASSWORD: a-secret-word, POSTGRES_DB: book}
    volumes: ["${volume}:/var/lib/postgresql/data"]
volumes: {${volume}: {}}
`,
	);

async function look() {
	const project = { directory: root, ...files };
	const config = parseComposeConfig(compose('config', '--format', 'json'));
	const services = await probeServices(defaultEngine, project, config, []);
	const mounts = mountsOf(await listContainers(defaultEngine, project));
	const stack = {
		...{ engine: defaultEngine, project, config, directory: root },
		runbook: { data: [{ postgres: { service: 'db', user: 'keeper', database: 'book' } }] },
	} as unknown as Stack;
	const databases = await probeDatabases(stack, services, mounts);
	const facts = { databases, services, directory: root, envFiles: [] };
	return { databases, finding: databaseVersion.examine(inputFixture(facts)) };
}

describe.skipIf(images.some((image) => !obtainable.includes(image)))('PostgreSQL 15 and 17', () => {
	beforeAll(async () => {
		await provideDatabaseImages(images);
		root = await mkdtemp(join(tmpdir(), 'lockkeeper-lab-versions-'));
		await name('postgres:15', 'old');
		compose('up', '-d');
		await untilItAnswers();
		sql("CREATE TABLE boats AS SELECT 'Zeezicht' AS name");
	});

	afterAll(async () => {
		compose('down', '--volumes', '--timeout', '5');
		// The way by dump and load leaves the old volume to the operator; the Compose file does not name it any more.
		await name('postgres:15', 'old');
		compose('down', '--volumes', '--timeout', '5');
		await rm(root, { recursive: true });
	});

	test('a collation of another version is found, and mended by the advice', async () => {
		const before = await look();
		expect(before.databases).toMatchObject([
			{
				there: { product: 'PostgreSQL', major: '15' },
				release: { product: 'PostgreSQL', major: '15' },
				data: { volume: 'old' },
				collations: [],
			},
		]);
		expect(before.finding.outcome).toBe('pass');
		sql("UPDATE pg_database SET datcollversion = '1' WHERE datname = 'book'");
		const { finding } = await look();
		expect(finding).toMatchObject({
			outcome: 'warn',
			evidence: expect.stringMatching(/^collation: book was sorted by version 1,/),
		});
		shell(/docker compose .*(?=\.$)/.exec(finding.advice ?? '')?.[0] ?? 'false');
		expect((await look()).finding.outcome).toBe('pass');
	});

	test('another major version is stopped, and its advice leads there with the data', async () => {
		await name('postgres:17', 'old');
		const { finding } = await look();
		expect(finding).toMatchObject({
			outcome: 'fail',
			evidence: expect.stringMatching(
				/data of db is of PostgreSQL 15 .* names postgres:17, which is PostgreSQL 17$/,
			),
		});
		expect(shell(finding.command ?? 'false')).toMatch(/15[\s\S]*postgres:17/);
		const steps = (finding.advice ?? '')
			.split(/ (?=\d\. )/)
			.slice(1)
			.map((step) => step.slice(3));
		const [dump = 'false', remove = 'false', , , up = 'false', load = 'false'] = steps;
		shell(dump);
		shell(remove);
		await name('postgres:17', 'young');
		shell(up.replace(/, and wait.*/, ''));
		await untilItAnswers();
		shell(load);
		expect(sql('SELECT name FROM boats')).toBe('Zeezicht');
		expect((await look()).finding).toMatchObject({
			outcome: 'pass',
			evidence: expect.stringMatching(/data of PostgreSQL 17/),
		});
	});
});
