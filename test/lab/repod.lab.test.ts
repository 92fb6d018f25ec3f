import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ContainerFact } from './containers.ts';
import { containers } from './containers.ts';
import { readMarker } from './directory.ts';
import { docker, tryDocker } from './docker.ts';
import { git } from './git.ts';
import { httpAnswer, untilAnswering } from './http.ts';
import { setInEnvironment } from './pin.ts';
import { administrator } from './repod/environment.ts';
import { alembicCurrent, fileChecksums, rowCounts, schemaRevision, tableChecksums } from './repod/facts.ts';
import { pinVersion } from './repod/pin.ts';
import type { RepodStack } from './repod/stack.ts';
import { bringUpRepod, takeDownRepod } from './repod/stack.ts';

// One stack of each shape goes through the versions in the order of this file; systems/repod.md is the measure.

const projects = { current: 'lab-repod', classic: 'lab-repod-classic' };
const warning = /^\[entrypoint\] AVERTISSEMENT : migrations Alembic échouées \(code 1\)/m;
let parent: string;
let stack: RepodStack;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-repod-'));
});

afterAll(async () => {
	await rm(parent, { recursive: true, force: true });
});

async function bringUp(variant: RepodStack['variant'], version: string, port: number): Promise<void> {
	const project = projects[variant];
	stack = await bringUpRepod({
		...{ version, directory: path.join(parent, project), project, port },
		...{ rows: 1000, poolMegabytes: 1 },
	});
}

async function takeDown(variant: RepodStack['variant']): Promise<void> {
	const directory = path.join(parent, projects[variant]);
	// A failed start leaves a marked directory as well.
	if ((await readMarker(directory)) !== undefined) {
		expect(await takeDownRepod(directory)).toEqual([]);
	}
}

/** Puts the backend alone on a version; how it comes up is for the test to see. */
async function startBackend(version: string, expected = 200): Promise<void> {
	await pinVersion(stack, version);
	if (stack.variant === 'classic') {
		await stack.compose(['build', '--quiet', 'backend']);
	}

	await stack.compose(['up', '--detach', '--quiet-pull', '--no-deps', 'backend']);
	await untilAnswering(stack, '/health/live', expected);
}

async function service(name: string): Promise<ContainerFact> {
	const found = (await containers(stack.project))[name];
	if (found === undefined) {
		throw new Error(`no container of ${name}`);
	}

	return found;
}

/** Both streams of the backend's log, as the engine has them. */
async function backendLog(): Promise<string> {
	const { stdout, stderr } = await tryDocker(['logs', (await service('backend')).id]);
	return `${stdout}\n${stderr}`;
}

const answer = async (address: string) => {
	const { status, body } = await httpAnswer(stack, address);
	return { status, body: JSON.parse(body) as unknown };
};

const columnsOfPackages = async () => {
	const program = `
from sqlalchemy import inspect
from repod.database import engine
print([column["name"] for column in inspect(engine).get_columns("packages")])`;
	return stack.python(program);
};

describe('current: PostgreSQL, images pulled', () => {
	beforeAll(async () => bringUp('current', '1.0.0', 18_210));
	afterAll(async () => takeDown('current'));

	test('a service, its container and its image have names of their own, and nothing is built', async () => {
		const listed = await stack.compose(['ps', '--format', '{{.Service}} {{.Name}} {{.Image}}']);
		expect(listed.split('\n').sort()).toEqual([
			'apt-repo lab-repod-depot-apt repod-ce/apt-repo:1.0.0',
			'backend lab-repod-backend-api repod-ce/backend:1.0.0',
			'db lab-repod-repod-db postgres:16-alpine',
			'frontend lab-repod-frontend-ui repod-ce/frontend:1.0.0',
			'rpm-repo lab-repod-depot-rpm repod-ce/rpm-repo:1.0.0',
		]);
		expect(await stack.compose(['config'])).not.toContain('build:');
		// Compose 2.26 ends with 0 and says nothing at all; later ones say `no such service`.
		expect((await stack.tryCompose(['logs', 'backend-api'])).stdout).toBe('');
		expect(await stack.tryCompose(['exec', '-T', 'backend-api', 'true'])).toMatchObject({ exitCode: 1 });
	});

	test('the health answers are those of the source, and the version is always dev', async () => {
		expect(await answer('/health/live')).toMatchObject({ status: 200, body: { alive: true } });
		expect(await answer('/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
		expect(await answer('/health')).toEqual({ status: 200, body: { status: 'ok', version: 'dev' } });
	});

	test('the log has carriage returns, colours and French, and an ended one has no last line end', async () => {
		const log = await backendLog();
		expect(log).toMatch(/^\[entrypoint\] Migrations OK\.$/m);
		expect(log).toMatch(/\r\[entrypoint\] Base de signatures : 100 %\r\n/);
		expect(log).toContain('\x1b[32mINFO\x1b[0m:     Application startup complete.');
		await stack.compose(['stop', 'backend']);
		const last = ['logs', '--tail', '1', (await service('backend')).id];
		const { stderr } = await execa('docker', last, { stripFinalNewline: false });
		expect(stripVTControlCharacters(stderr)).toMatch(/Finished server process \[1\]$/);
		await stack.compose(['start', 'backend']);
		await untilAnswering(stack, '/health/live', 200);
	});

	test('.env wins over backend.env, where a $ is written twice', async () => {
		expect((await service('backend')).environment).toMatchObject({
			LOG_LEVEL: 'info',
			ADMIN_PASSWORD: administrator.password,
		});
		const login = await fetch(new URL('/api/v1/auth/login', stack.url), {
			method: 'POST',
			body: JSON.stringify(administrator),
		});
		expect(login.status).toBe(200);
	});

	test('backup.sh fails without DATABASE_URL', async () => {
		const backup = await execa('./backup.sh', { cwd: stack.directory, reject: false, env: {} });
		expect(backup).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('DATABASE_URL') });
	});

	test('1.1.0 brings no migration but a variable', async () => {
		const before = await tableChecksums(stack);
		await startBackend('1.1.0');
		expect(await alembicCurrent(stack)).toMatchObject({ exitCode: 0, stdout: '0009 (head)' });
		expect(await tableChecksums(stack)).toEqual(before);
		expect(await readFile(path.join(stack.directory, 'backend.env.example'), 'utf8')).toContain(
			'GRYPE_DB_CACHE_DIR=/repos/grype-db',
		);
	});

	test('1.1.1 migrates to 0010 and keeps every row and file', async () => {
		const [rows, files] = [await rowCounts(stack), await fileChecksums(stack)];
		await startBackend('1.1.1');
		expect(await schemaRevision(stack)).toBe('0010');
		expect(await rowCounts(stack)).toMatchObject(rows);
		expect(await fileChecksums(stack)).toEqual(files);
		expect(files).toHaveProperty(['settings/settings.json']);
		expect(files).toHaveProperty(['pool/$HOME_1.0-1_amd64.deb']);
	});

	test('1.2.1 swallows its failed migration: it lives and is ready, and lists answer 500', async () => {
		await startBackend('1.2.1');
		const log = await backendLog();
		expect(log).toContain('could not create unique index "uq_packages_name_key"');
		expect(log).toMatch(warning);
		expect(log).not.toContain('Migrations OK.');
		expect(stripVTControlCharacters(log)).toContain('Application startup complete.');
		expect(await answer('/health/ready')).toMatchObject({ status: 200 });
		expect(await answer('/api/v1/packages')).toMatchObject({ status: 500 });
		expect(await schemaRevision(stack)).toBe('0010');
	});

	test('1.2.2 never lives, though its migrations are done', async () => {
		await startBackend('1.2.2', 503);
		expect(await backendLog()).toContain('[entrypoint] Migrations OK.');
		expect(await service('backend')).toMatchObject({ state: 'running', health: 'starting' });
	});

	test('1.2.0 drops a column, and an older version on its schema starts all the same', async () => {
		expect(await columnsOfPackages()).toContain('legacy_component');
		await startBackend('1.2.0');
		expect(await columnsOfPackages()).not.toContain('legacy_component');
		await startBackend('1.1.1');
		expect(await backendLog()).toContain("Can't locate revision identified by '0011'");
		expect(await backendLog()).toContain('AVERTISSEMENT : migrations Alembic échouées (code 255)');
	});

	test('latest is ahead of every release', async () => {
		const label = ['image', 'inspect', '--format', '{{json .Config.Labels}}', 'repod-ce/backend:latest'];
		await docker(['pull', '--quiet', 'repod-ce/backend:latest']);
		expect(await docker(label)).toContain("not the vendor's code");
		const program = ['--entrypoint', 'ls', 'repod-ce/backend:latest', 'migrations/versions'];
		expect(await docker(['run', '--rm', '--network', 'none', ...program])).toContain('0012_add_mirrors.py');
	});
});

describe('classic: SQLite, images built from a git checkout', () => {
	beforeAll(async () => bringUp('classic', '0.9.0', 18_220));
	afterAll(async () => takeDown('classic'));

	test('the checkout is clean and knows of nothing newer', async () => {
		expect(await git(stack.directory, ['status', '--porcelain'])).toBe('');
		expect(await git(stack.directory, ['describe', '--tags'])).toBe('v0.9.0');
		expect(await git(stack.directory, ['tag'])).toBe('v0.9.0');
		const listed = await stack.compose(['ps', '--format', '{{.Service}} {{.Name}} {{.Image}}']);
		expect(listed.split('\n').sort()).toEqual([
			'backend lab-repod-classic-backend-api lab-repod-classic-backend',
			'frontend lab-repod-classic-frontend-ui lab-repod-classic-frontend',
		]);
		expect(await service('backend')).toMatchObject({ health: 'none' });
	});

	test("the health answers are the guide's, and the version is the checkout's", async () => {
		expect(await answer('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
		expect(await answer('/health')).toMatchObject({ body: { version: '0.9.0' } });
	});

	test('rows are in the write-ahead log as long as it runs', async () => {
		const database = await readFile(path.join(stack.directory, 'repos/auth/repod.db'));
		const { packages } = await rowCounts(stack);
		const added = await fetch(new URL('/api/v1/packages', stack.url), {
			method: 'POST',
			body: JSON.stringify({ name: 'sluice', version: '2.0-1', architecture: 'amd64', content: 'light' }),
		});
		expect(added.status).toBe(201);
		expect(await rowCounts(stack)).toMatchObject({ packages: Number(packages) + 1 });
		expect((await readFile(path.join(stack.directory, 'repos/auth/repod.db'))).equals(database)).toBe(true);
	});

	test('0.9.1 is fetched, built and migrates, and keeps every row and file', async () => {
		const [before, files] = [await tableChecksums(stack), await fileChecksums(stack)];
		await startBackend('0.9.1');
		expect(await backendLog()).toContain('Running upgrade 0005 -> 0006, add scans');
		expect(await alembicCurrent(stack)).toMatchObject({ exitCode: 0, stdout: '0006 (head)' });
		const { alembic_version, ...rows } = before;
		expect(await tableChecksums(stack)).toMatchObject(rows);
		expect(await fileChecksums(stack)).toEqual(files);
		expect(await answer('/health')).toMatchObject({ body: { version: '0.9.1' } });
	});

	test('alembic can be run by hand', async () => {
		const alembic = ['exec', '-T', 'backend', 'python', '-m', 'alembic'];
		expect(await stack.compose([...alembic, 'history'])).toContain('0005 -> 0006 (head), add scans');
		expect(await stack.tryCompose([...alembic, 'upgrade', 'head'])).toMatchObject({ exitCode: 0 });
	});

	test("another address of the API is in the frontend's page after a build only", async () => {
		const untilPageHas = async (text: string) =>
			vi.waitFor(async () => expect((await httpAnswer(stack.frontend)).body).toContain(text), 10_000);
		await setInEnvironment(stack.directory, 'REACT_APP_API_URL', 'http://packages.example');
		await stack.compose(['up', '--detach', '--no-deps', 'frontend']);
		await untilPageHas('data-api="http://localhost:18220"');
		await stack.compose(['build', '--quiet', 'frontend']);
		await stack.compose(['up', '--detach', '--no-deps', 'frontend']);
		await untilPageHas('data-api="http://packages.example"');
	});

	test('0.9.3 swallows its failed migration and leaves half of it behind, while every answer looks well', async () => {
		await startBackend('0.9.3');
		const log = await backendLog();
		expect(log).toContain('UNIQUE constraint failed: packages.name_key');
		expect(log).toMatch(warning);
		expect(await schemaRevision(stack)).toBe('0006');
		expect(await columnsOfPackages()).toContain('name_key');
		expect(await answer('/api/v1/packages')).toMatchObject({ status: 200 });
	});

	test('0.9.4 never lives, and 0.9.2 drops a column', async () => {
		await startBackend('0.9.4', 503);
		await startBackend('0.9.2');
		expect(await columnsOfPackages()).not.toContain('legacy_component');
		expect(await schemaRevision(stack)).toBe('0007');
	});
});
