import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifestSchema } from '../../source/restore-points/manifest.ts';
import { callWithJson, endOfStep, eventsOf } from '../e2e/lockkeeper.ts';
import { columns, tableChecksums } from '../lab/semaphor/facts.ts';
import { loadCopy } from '../lab/semaphor/load-copy.ts';
import { bringUpSemaphor, type SemaphorStack, takeDownSemaphor } from '../lab/semaphor/stack.ts';

// Semaphor's stand-in, upgraded and taken back by its built-in runbook.

describe('with a database outside of the stack', () => {
	let directory: string;
	let stack: SemaphorStack;
	const file = (name: string) => readFile(path.join(directory, name), 'utf8');
	const upgrade = (version: string) =>
		callWithJson(['upgrade', '--stack', directory, '--to', version, '--yes']);
	const back = () => callWithJson(['rollback', '--stack', directory, '--yes', '--allow-irreversible']);
	const state = async () => ({
		compose: await file('docker-compose.yml'),
		columns: await columns(stack),
		tables: await tableChecksums(stack),
	});

	beforeAll(async () => {
		directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-semaphor-'));
		stack = await bringUpSemaphor({
			...{ version: '2.3.0', directory, variant: 'external', rows: 2000 },
			...{ project: 'system-semaphor', port: 19_981 },
		});
		// The lab's registry has PostgreSQL 17 under another name.
		await writeFile(
			path.join(directory, 'lockkeeper.yaml'),
			`offHost: none
data:
  - postgres: { url: $DATABASE_URL, usedBy: api-service, image: "pgvector/pgvector:pg17" }
  - files: [semaphor.env, docker-compose.yml]
`,
		);
	});
	afterAll(async () => {
		if (stack) await takeDownSemaphor(directory);
		await rm(directory, { recursive: true, force: true });
	});

	test('the variant is shown with its reason, and nobody looks for a revision', async () => {
		const { result, events } = await callWithJson(['check', '--stack', directory]);
		expect(result.exit, result.text.join('\n')).toBeLessThan(5);
		expect(eventsOf(events, 'fact').find(({ fact }) => fact.id === 'runbook')?.fact.value).toBe(
			'Semaphor, external database: DATABASE_URL has a value for api-service',
		);
		const schema = eventsOf(events, 'finding').find(({ finding: { check } }) => check === 'schema-revision');
		expect(schema?.finding).toMatchObject({
			outcome: 'pass',
			evidence: expect.stringMatching(/^the app keeps none; 6 tables with \d+ columns stand for it$/),
		});
	});

	test('mixed tags are a failing check', async () => {
		const text = await file('docker-compose.yml');
		await writeFile(
			path.join(directory, 'docker-compose.yml'),
			text.replace('semaphor/data-service:2.3.0', 'semaphor/data-service:2.3.1'),
		);
		const { result, events } = await callWithJson(['check', '--stack', directory]);
		await writeFile(path.join(directory, 'docker-compose.yml'), text);
		expect(result.exit).toBe(3);
		const finding = eventsOf(events, 'finding').find(
			({ finding: { check } }) => check === 'version-pinned',
		)?.finding;
		expect(finding).toMatchObject({ outcome: 'fail', evidence: expect.stringContaining('differ') });
	});

	test('a good hop: three images, three tags, and what the sync added', async () => {
		const before = await file('docker-compose.yml');
		const { result, events } = await upgrade('2.3.1');
		expect(result, result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
		expect(await file('docker-compose.yml')).toBe(before.replaceAll(':2.3.0', ':2.3.1'));
		expect(before.split(':2.3.0')).toHaveLength(4);
		expect(endOfStep(events, 'verify').detail).toMatch(
			/^api-service, data-service and data-service-sidecar run 2\.3\.1, .*schema: added table alerts and dashboards\.theme/,
		);
		expect(endOfStep(events, 'pull').detail).toContain('no image tells which schema it brings');
	});

	test('a hop that drops data names what it dropped, and the way back brings it back', async () => {
		const before = await state();
		const up = await upgrade('2.4.0');
		expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
		expect(endOfStep(up.events, 'verify').detail).toMatch(
			/schema: dropped (dashboards\.legacy_key and table exports|table exports and dashboards\.legacy_key); added /,
		);
		const down = await back();
		expect(down.result, down.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
		expect(await state()).toEqual(before);
	});

	test('a sync that fails is recognised by what the app wrote, and the way back leads to equal data', async () => {
		const before = await state();
		const up = await upgrade('2.4.1');
		expect(up.result.exit).toBe(3);
		expect(up.result.text.join('\n')).toContain('schema_sync_failed');
		expect(await columns(stack)).not.toContain('users.locale');
		const down = await back();
		expect(down.result, down.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
		expect(await state()).toEqual(before);
	});

	test('a version that never gets healthy', async () => {
		const before = await state();
		await writeFile(path.join(directory, 'lockkeeper.yaml'), `${await file('lockkeeper.yaml')}quiet: 40\n`);
		const up = await upgrade('2.4.2');
		expect(up.result.exit).toBe(3);
		expect(up.result.text.join('\n')).toMatch(/answers 503, expected 200/);
		const down = await back();
		expect(down.result, down.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
		expect(await state()).toEqual(before);
	});
});

describe('with the database embedded in the app', () => {
	let directory: string;
	let stack: SemaphorStack;
	beforeAll(async () => {
		directory = await mkdtemp(path.join(tmpdir(), 'lockkeeper-semaphor-'));
		stack = await bringUpSemaphor({
			...{ version: '2.3.1', directory, rows: 2000, project: 'system-semaphor-embedded', port: 19_982 },
		});
		await writeFile(path.join(directory, 'lockkeeper.yaml'), 'offHost: none\n');
	});
	afterAll(async () => {
		if (stack) await takeDownSemaphor(directory);
		await rm(directory, { recursive: true, force: true });
	});
	const state = async () => ({ columns: await columns(stack), tables: await tableChecksums(stack) });

	test('a hop that drops data: archived while it stands still, and the way back brings all of it back', async () => {
		const before = await state();
		const up = await callWithJson(['upgrade', '--stack', directory, '--to', '2.4.0', '--yes']);
		expect(up.result, up.result.text.join('\n')).toMatchObject({ exit: 0, state: 'new version' });
		const gates = eventsOf(up.events, 'gate').map(({ gate: { id } }) => id);
		expect(gates).toEqual(expect.arrayContaining(['upgrade-restore-point', 'upgrade-pin']));
		expect(endOfStep(up.events, 'verify').detail).toContain('the app tells no schema');
		expect(await columns(stack)).not.toContain('dashboards.legacy_key');
		const words = ['rollback', '--stack', directory, '--yes', '--allow-irreversible'];
		const down = await callWithJson(words);
		expect(down.result, down.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
		expect(await state()).toEqual(before);
	});

	test('what a restore point has of it is loaded: its own PostgreSQL serves the copy, with equal tables', async () => {
		const before = await state();
		const { result } = await callWithJson(['backup', '--stack', directory, '--yes']);
		expect(result, result.text.join('\n')).toMatchObject({ exit: 0 });
		const points = path.join(directory, '.lockkeeper/backups/system-semaphor-embedded');
		const newest = path.join(points, (await readdir(points)).sort().at(-1) ?? '');
		const { parts, images } = manifestSchema.parse(JSON.parse(await file(newest, 'manifest.json')));
		const [archive] = parts.flatMap((part) => (part.kind === 'volume' ? part.artifacts : []));
		const image = images.find(({ service }) => service === 'api-service')?.id ?? '';
		const loaded = await loadCopy(path.join(newest, archive?.file ?? ''), image, async (sql, said) => ({
			said,
			columns: await columns({ sql }),
			tables: await tableChecksums({ sql }),
		}));
		// Nobody had to recover it: the app had ended in order before it was copied.
		expect(loaded.said).toMatch(/Database cluster state: +shut down\n/);
		expect(loaded.said).not.toContain('automatic recovery in progress');
		expect({ columns: loaded.columns, tables: loaded.tables }).toEqual(before);
		expect(Object.keys(before.tables).length).toBeGreaterThan(3);
	});

	test('killed while it stands still, it is started again by whoever comes next', async () => {
		const words = ['backup', '--stack', directory, '--yes'];
		const killed = callWithJson(words).catch(() => undefined);
		const isDown = async () =>
			(await stack.compose(['ps', '--all', '--format', '{{.Service}} {{.State}}'])).includes(
				'api-service exited',
			);
		for (let look = 0; look < 200 && !(await isDown()); look++) await sleep(50);
		const lock = JSON.parse(await file(directory, '.lockkeeper/lock')) as { pid: number };
		process.kill(lock.pid, 'SIGKILL');
		await killed;
		expect(await isDown()).toBe(true);
		const next = await callWithJson(words);
		expect(next.result, next.result.text.join('\n')).toMatchObject({ exit: 0 });
		const earlier = eventsOf(next.events, 'fact').find(({ fact }) => fact.id === 'interrupted');
		expect(earlier?.fact.value).toContain('api-service had been stopped to be saved, and runs again');
		expect((await fetch(`${stack.url}health`)).status).toBe(200);
	});
});

const file = (directory: string, name: string) => readFile(path.join(directory, name), 'utf8');
