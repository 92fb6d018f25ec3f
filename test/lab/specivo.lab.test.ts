import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { docker } from './docker.ts';
import { readMarker } from './specivo/directory.ts';
import type { ContainerFact } from './specivo/facts.ts';
import {
	alembicCurrent,
	containers,
	httpAnswer,
	rowCounts,
	schemaRevision,
	tableChecksums,
} from './specivo/facts.ts';
import { pinVersion } from './specivo/pin.ts';
import type { SpecivoStack } from './specivo/stack.ts';
import { bringUpSpecivo, openSpecivo, takeDownSpecivo } from './specivo/stack.ts';

// One stack goes through the versions in the order of this file; systems/specivo.md is the measure.

const project = 'lab-self-test';
let parent: string;
let directory: string;
let stack: SpecivoStack;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-self-test-'));
	directory = path.join(parent, 'specivo');
	stack = await bringUpSpecivo({
		...{ version: '0.1.9', directory, project, port: 19_934 },
		...{ rows: 2000, attachmentsMegabytes: 1, slowMigrationSeconds: 3 },
	});
}, 400_000);

afterAll(async () => {
	// A failed start leaves a marked directory as well.
	if ((await readMarker(directory)) !== undefined) {
		await takeDownSpecivo(directory);
	}

	await rm(parent, { recursive: true, force: true });
}, 60_000);

async function service(name: string): Promise<ContainerFact> {
	const found = (await containers(project))[name];
	if (found === undefined) {
		throw new Error(`no container of ${name}`);
	}

	return found;
}

/** Puts the api alone on a version; whether it comes up is for the test to see. */
async function startApi(version: string): Promise<void> {
	await pinVersion(stack, version);
	await stack.compose(['up', '--detach', '--quiet-pull', '--no-deps', 'api']);
}

async function apiLog(): Promise<string> {
	return stack.compose(['--ansi', 'never', 'logs', '--no-log-prefix', 'api']);
}

async function eventually(look: () => Promise<void>, timeout = 40_000): Promise<void> {
	await vi.waitFor(look, { timeout, interval: 300 });
}

test('six services run and only api, db and redis have a health check', async () => {
	const found = await containers(project);
	expect(
		Object.fromEntries(
			Object.entries(found).map(([name, { state, health }]) => [name, `${state} ${health}`]),
		),
	).toEqual({
		nginx: 'running none',
		api: 'running healthy',
		'celery-worker': 'running none',
		'celery-beat': 'running none',
		db: 'running healthy',
		redis: 'running healthy',
	});
});

test('the start page answers 302 and the health check says ok', async () => {
	expect(await httpAnswer(stack, '/')).toMatchObject({ status: 302, location: '/login' });
	expect(await httpAnswer(stack, '/health/')).toMatchObject({
		status: 200,
		body: '{"status":"ok","database":"ok","redis":"ok","version":"","tier":""}',
	});
});

test('alembic prints the revision alone on stdout, and INFO with two spaces on stderr', async () => {
	const current = await alembicCurrent(stack);
	expect(current).toMatchObject({ exitCode: 0, stdout: '0020 (head)' });
	expect(current.stderr).toContain('INFO  [alembic.runtime.migration]');
	expect(await stack.compose(['exec', '-T', 'api', 'alembic', 'heads'])).toBe('0020 (head)');
});

test('the image names its version and says that it is a stand-in', async () => {
	const program = "from importlib.metadata import version; print(version('specivo'))";
	expect(await stack.compose(['exec', '-T', 'api', 'python', '-c', program])).toBe('0.1.9');
	const labels = await docker([
		'image',
		'inspect',
		'--format',
		'{{json .Config.Labels}}',
		'specivo/specivo:0.1.9',
	]);
	expect(JSON.parse(labels)).toMatchObject({
		'lockkeeper.lab.stand-in': expect.stringContaining("not the vendor's code"),
	});
});

test('the api writes its log in the order of the vendor', async () => {
	const log = await apiLog();
	const order = [
		'Waiting for database...',
		'Running database migrations...',
		'Running upgrade 0019 -> 0020',
		'Seeding default data...',
		'Starting Specivo...',
		'Application startup complete.',
	].map((line) => log.indexOf(line));
	expect(order).not.toContain(-1);
	expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('rows and files can be written while it runs, and change the checksums', async () => {
	const before = await tableChecksums(stack);
	expect(await tableChecksums(stack)).toEqual(before);
	const { issues } = await rowCounts(stack);

	const created = await fetch(new URL('/api/v1/issues/', stack.url), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ title: 'Sluice stuck' }),
	});
	const { id } = (await created.json()) as { id: number };
	const uploaded = await fetch(new URL(`/api/v1/issues/${id}/attachments/photo.jpg`, stack.url), {
		method: 'PUT',
		body: 'light',
	});
	const attachment = (await uploaded.json()) as { id: number };

	expect(await httpAnswer(stack, `/api/v1/attachments/${attachment.id}/`)).toMatchObject({
		status: 200,
		body: 'light',
	});
	expect((await httpAnswer(stack, '/api/v1/search/?q=sluice')).body).toContain('Sluice stuck');
	expect(await rowCounts(stack)).toMatchObject({ issues: Number(issues) + 1 });
	const after = await tableChecksums(stack);
	expect(after.issues).not.toBe(before.issues);
	expect(after.comments).toBe(before.comments);
});

test('without .env.local the api is restarted with the development key', async () => {
	const { environment } = await service('api');
	await docker(['compose', 'up', '--detach', '--no-deps', 'api'], { directory });
	expect((await service('api')).environment.SECRET_KEY).toMatch(/^dev-insecure/);

	await stack.compose(['up', '--detach', '--no-deps', 'api']);
	expect((await service('api')).environment.SECRET_KEY).toBe(environment.SECRET_KEY);
});

test('0.1.10 brings no migration and leaves the rows as they were', async () => {
	const before = await tableChecksums(stack);
	await startApi('0.1.10');
	await eventually(async () => expect((await httpAnswer(stack)).status).toBe(302));
	expect((await service('api')).image).toBe('specivo/specivo:0.1.10');
	expect(await schemaRevision(stack)).toBe('0020');
	expect(await tableChecksums(stack)).toEqual(before);
});

test('0.2.0 migrates to 0023 and keeps every row', async () => {
	const before = await rowCounts(stack);
	await startApi('0.2.0');
	await eventually(async () => expect((await httpAnswer(stack)).status).toBe(302));
	expect(await alembicCurrent(stack)).toMatchObject({ stdout: '0023 (head)' });
	expect(await rowCounts(stack)).toMatchObject(before);
	expect(await stack.sql('SELECT count(*) FROM issues WHERE priority IS NULL')).toBe('0');
});

test('an older image on the newer schema exits with 255 and is restarted over and over', async () => {
	await startApi('0.1.10');
	await eventually(async () => expect((await service('api')).restarts).toBeGreaterThan(1));
	expect(await apiLog()).toContain("Can't locate revision identified by '0023'");
	await eventually(async () => expect((await service('api')).exitCode).toBe(255));
});

test('0.3.1 runs but never passes its health check', async () => {
	await startApi('0.3.1');
	await eventually(async () => expect((await httpAnswer(stack, '/health/')).status).toBe(503));
	expect(await service('api')).toMatchObject({ state: 'running', health: 'starting' });
	expect(await schemaRevision(stack)).toBe('0023');
});

test('0.3.2 is degraded and answers 200 all the same', async () => {
	await startApi('0.3.2');
	await eventually(async () =>
		expect(await httpAnswer(stack, '/health/')).toMatchObject({
			status: 200,
			body: expect.stringContaining('"status":"degraded"'),
		}),
	);
	await eventually(async () => expect((await service('api')).health).toBe('healthy'));
});

test('0.4.0 takes its time over 0024 with lines in the log, then all is well', async () => {
	await stack.compose(['stop', 'api']);
	await stack.compose(['exec', '-T', 'db', 'createdb', '-U', 'specivo', '-T', 'specivo', 'saved']);
	await startApi('0.4.0');
	await eventually(async () => expect((await httpAnswer(stack)).status).toBe(302));
	expect((await apiLog()).match(/0024: rebuilt \d+ of \d+ search documents/g)).toHaveLength(3);
	expect(await alembicCurrent(stack)).toMatchObject({ stdout: '0024 (head)' });

	await stack.compose(['stop', 'api']);
	await stack.compose(['exec', '-T', 'db', 'dropdb', '-U', 'specivo', '--force', 'specivo']);
	await stack.compose(['exec', '-T', 'db', 'createdb', '-U', 'specivo', '-T', 'saved', 'specivo']);
});

test('0.3.0 keeps 0024, breaks in 0025 with the reason in its log, and restarts', async () => {
	const before = await rowCounts(stack);
	await startApi('0.3.0');
	await eventually(async () => expect((await service('api')).restarts).toBeGreaterThan(1));
	const log = await apiLog();
	expect(log).toContain('Running upgrade 0024 -> 0025');
	expect(log).toContain('could not create unique index "uq_wiki_pages_slug_key"');
	expect(log).toContain('Key (project_id, slug_key)=(1, home) is duplicated.');
	await eventually(async () => expect((await service('api')).exitCode).toBe(1));
	expect(await schemaRevision(stack)).toBe('0024');
	expect(await rowCounts(stack)).toMatchObject(before);
});

test('the database image serves as a throw-away container without network or password', async () => {
	const name = `${project}-throw-away`;
	await docker([
		...['run', '--rm', '--detach', '--name', name, '--network', 'none', '--tmpfs', '/var/lib/postgresql'],
		...['--env', 'POSTGRES_HOST_AUTH_METHOD=trust', '--env', 'POSTGRES_DB=proof'],
		...['pgvector/pgvector:pg17', 'postgres', '-c', 'fsync=off'],
	]);
	try {
		await eventually(async () => {
			const answer = await docker([
				'exec',
				name,
				'psql',
				'-U',
				'postgres',
				'-h',
				'127.0.0.1',
				'-Atc',
				'SHOW fsync',
				'proof',
			]);
			expect(answer).toBe('off');
		});
	} finally {
		await docker(['rm', '--force', name]);
	}
});

test('a second stack in the same project, on the same port or in the same directory is refused', async () => {
	const elsewhere = path.join(parent, 'elsewhere');
	await expect(bringUpSpecivo({ version: '0.1.9', directory: elsewhere, project })).rejects.toThrow(
		/project lab-self-test exists/,
	);
	await expect(
		bringUpSpecivo({ version: '0.1.9', directory: elsewhere, project: 'other', port: 19_934 }),
	).rejects.toThrow(/Port 19934/);
	await expect(
		bringUpSpecivo({ version: '0.1.9', directory, project: 'other', port: 19_935 }),
	).rejects.toThrow(/empty or absent/);
	expect(await openSpecivo(directory)).toMatchObject({ project, port: 19_934 });
});
