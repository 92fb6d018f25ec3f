import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMarker } from './directory.ts';
import { git } from './git.ts';
import { untilAnswering } from './http.ts';
import {
	apiHealth,
	containers,
	describeTag,
	httpAnswer,
	journalHead,
	rowCounts,
	schemaRevision,
	tableChecksums,
} from './sovecom/facts.ts';
import type { SovecomStack } from './sovecom/stack.ts';
import { bringUpSovecom, openSovecom, takeDownSovecom } from './sovecom/stack.ts';

// One stack goes through the versions in the order of this file; systems/sovecom.md is the measure.

const project = 'lab-sovecom-test';
const applied = '[✓] migrations applied successfully!';
let parent: string;
let directory: string;
let stack: SovecomStack;

beforeAll(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lab-sovecom-test-'));
	directory = path.join(parent, 'sovecom');
	stack = await bringUpSovecom({
		...{ version: 'v1.0.1', directory, project, port: 18_481 },
		...{ rows: 1000, uploadsMegabytes: 1, progress: (line) => console.log(line) },
	});
});

afterAll(async () => {
	// A failed start leaves a marked directory as well.
	if ((await readMarker(directory)) !== undefined) {
		await takeDownSovecom(directory);
	}

	await rm(parent, { recursive: true, force: true });
});

const migrate = () => stack.tryCompose(['run', '--rm', '-T', 'migrate']);

const checkOut = (tag: string) => git(directory, ['checkout', '--quiet', tag]);

test('nine services: migrate has ended, the others run, and only Caddy publishes a port', async () => {
	const found = await containers(project);
	expect(
		Object.fromEntries(
			Object.entries(found).map(([name, { state, health }]) => [name, `${state} ${health}`]),
		),
	).toEqual({
		postgres: 'running healthy',
		redis: 'running healthy',
		meilisearch: 'running none',
		migrate: 'exited none',
		api: 'running healthy',
		admin: 'running none',
		setup: 'running none',
		storefront: 'running none',
		caddy: 'running none',
	});
	const published = await stack.compose(['ps', '--format', '{{.Service}} {{.Ports}}']);
	expect(published.split('\n').filter((line) => line.includes('->'))).toEqual([
		expect.stringMatching(/^caddy .*127\.0\.0\.1:18481->80\/tcp/),
	]);
});

test('the directory is a clean checkout of the tag that knows of nothing newer', async () => {
	expect(await describeTag(stack)).toBe('v1.0.1');
	expect(await git(directory, ['status', '--porcelain'])).toBe('');
	expect(await git(directory, ['tag'])).toBe('v1.0.0-rc.1\nv1.0.1');
	expect((await stat(path.join(directory, '.env'))).mode & 0o777).toBe(0o600);
});

test('Compose stops at once where a required variable is missing', async () => {
	const file = path.join(directory, '.env');
	const whole = await readFile(file, 'utf8');
	await writeFile(file, whole.replace(/^MASTER_KEY=.*\n/m, ''));
	expect(await stack.tryCompose(['config', '--quiet'])).toMatchObject({
		exitCode: expect.not.toBeOneOf([0]),
		stderr: expect.stringContaining('MASTER_KEY must be set'),
	});
	await writeFile(file, whole);
});

test('health is asked inside the api, by wget as by node', async () => {
	const { status, body } = await apiHealth(stack);
	expect(status).toBe(200);
	expect(JSON.parse(body)).toEqual({
		...{ status: 'ok', uptime: expect.any(Number) },
		...{ postgres: 'ok', redis: 'ok', meilisearch: 'ok', storage: 'ok' },
	});
	const wget = await stack.compose([
		...['exec', '-T', 'api', 'wget', '-qO-', 'http://localhost:3000/health'],
	]);
	expect(wget).toMatch(/^\{"status":"ok","uptime":[\d.]+,"postgres":"ok"/);
});

test('storefront and admin answer through Caddy and say their version', async () => {
	for (const host of ['localhost', 'admin.localhost']) {
		expect(await httpAnswer(stack, host)).toMatchObject({
			status: 200,
			body: expect.stringContaining('Version 1.0.1'),
		});
	}
});

test('an invoice is neither deleted nor changed', async () => {
	await expect(stack.sql('DELETE FROM invoices')).rejects.toThrow(
		'invoices are immutable: DELETE is forbidden (id=1)',
	);
	await expect(stack.sql('UPDATE invoices SET total = 0')).rejects.toThrow(
		'invoices are immutable: UPDATE is forbidden once issued (id=1)',
	);
	await stack.sql("UPDATE invoices SET storage_key = 'one.pdf' WHERE id = 1");
});

test("the guide's command fails, for the api has neither pnpm nor drizzle-kit", async () => {
	const guide = ['run', '--rm', '--no-deps', '-T', 'api', 'pnpm', '--filter', '@sovecom/api', 'migrate:up'];
	const { exitCode, stderr } = await stack.tryCompose(guide);
	expect(exitCode).not.toBe(0);
	expect(stderr).toContain('exec: "pnpm": executable file not found in $PATH');
	const look = ['exec', '-T', 'api', 'find', '/app', '-name', 'drizzle-kit*'];
	expect(await stack.compose(look)).toBe('');
});

test('an old migrate image says that all is well and applies nothing', async () => {
	await git(directory, ['fetch', '--quiet', '--tags']);
	await checkOut('v1.0.2');
	const before = await tableChecksums(stack);
	await stack.compose(['build', '--quiet', 'api', 'admin', 'setup', 'storefront']);
	const { exitCode, stdout } = await migrate();
	expect(exitCode).toBe(0);
	expect(stdout.endsWith(`\u001B[2K\u001B[1G${applied}`)).toBe(true);
	expect(await tableChecksums(stack)).toEqual(before);
	expect(await schemaRevision(stack)).toBeLessThan((await journalHead(stack)).when);
});

test('built as well, it takes the database to the head of the journal', async () => {
	await stack.compose(['build', '--quiet', 'migrate']);
	const { exitCode, stdout } = await migrate();
	expect(exitCode).toBe(0);
	expect(stdout.endsWith(applied)).toBe(true);
	expect(stdout).not.toContain('0035');
	expect(await journalHead(stack)).toMatchObject({
		tag: '0035_staff_accounts_disabled_at',
		when: await schemaRevision(stack),
	});
	await stack.compose(['up', '--detach']);
	await untilAnswering(stack, '/', 200);
	expect((await httpAnswer(stack)).body).toContain('Version 1.0.2');
	expect(await readFile(path.join(directory, 'CHANGELOG.md'), 'utf8')).not.toContain('[1.0.2]');
});

test('1.1.1 fails without a reason, which PostgreSQL has in its log, and rolls everything back', async () => {
	await checkOut('v1.1.1');
	const before = await tableChecksums(stack);
	await stack.compose(['build', '--quiet', 'migrate']);
	const { exitCode, stdout, stderr } = await migrate();
	expect(exitCode).toBe(1);
	expect(stdout.endsWith('applying migrations...')).toBe(true);
	expect(stdout + stderr).not.toMatch(/error|unique/i);
	const log = await stack.compose(['logs', '--no-log-prefix', 'postgres']);
	expect(log).toContain('could not create unique index "customers_lower_email_key"');
	expect(log).toContain('Key (lower(email))=(customer1@example.invalid) is duplicated.');
	expect(await tableChecksums(stack)).toEqual(before);
});

test('1.1.0 takes notes on orders away', async () => {
	await checkOut('v1.1.0');
	const notes = "SELECT count(*) FROM orders WHERE customer_note LIKE 'Ring bell %'";
	expect(Number(await stack.sql(notes))).toBeGreaterThan(50);
	const before = await rowCounts(stack);
	await stack.compose(['build', '--quiet', 'migrate']);
	expect((await migrate()).exitCode).toBe(0);
	await expect(stack.sql(notes)).rejects.toThrow('column "customer_note" does not exist');
	expect(await rowCounts(stack)).toEqual({
		...before,
		order_notes: 0,
		'drizzle.__drizzle_migrations': 37,
	});
});

test('the api of 1.1.2 answers 503 with the detail, and up waits for it in vain', async () => {
	await checkOut('v1.1.2');
	await stack.compose(['build', '--quiet', 'migrate', 'api']);
	const { exitCode, stderr } = await stack.tryCompose(['up', '--detach']);
	expect(exitCode).not.toBe(0);
	expect(stderr).toContain(`container ${project}-api-1 is unhealthy`);
	const { status, body } = await apiHealth(stack);
	expect(status).toBe(503);
	expect(JSON.parse(body)).toMatchObject({ status: 'error', postgres: 'ok', meilisearch: 'down' });
});

test('a stack is found again by its directory, and a version made to fail is not brought up', async () => {
	expect(await openSovecom(directory)).toMatchObject({ project, port: 18_481 });
	await expect(bringUpSovecom({ version: '1.1.1', directory: path.join(parent, 'other') })).rejects.toThrow(
		'1.1.1 is made to fail',
	);
});
