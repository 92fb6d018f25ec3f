import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../source/run/events.ts';
import { faultVariable } from '../../source/run/fault-seam.ts';
import { docker, tryDocker } from '../lab/docker.ts';
import { containers, httpAnswer, rowCounts, schemaRevision, tableChecksums } from '../lab/specivo/facts.ts';
import { pinVersion } from '../lab/specivo/pin.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import { callLockkeeper, callWithJson, endOfStep, eventsOf } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';
import {
	changedServices,
	containerIds,
	fileDigests,
	filesThatHold,
	namesIn,
	openPlaces,
	untouched,
} from './stack-state.ts';

// One stack goes the whole way: each part begins where the one before it ended.

const project = 'e2e-upgrade';
const appServices = ['api', 'celery-beat', 'celery-worker'];
let place: StackOfTest | undefined;
let stack: SpecivoStack;
let secrets: readonly string[];

beforeAll(async () => {
	place = await bringUpForTest({
		...{ version: '0.1.9', project, port: 19_961 },
		...{ slowMigrationSeconds: 20, forgetImages: true },
	});
	stack = place.stack;
	const key = /^SECRET_KEY=(\w+)$/m.exec(await readFile(inStack('.env.local'), 'utf8'))?.[1];
	secrets = [key ?? '', 'specivo-lab'];
});
afterAll(() => place?.clearAway());

const inStack = (...names: string[]) => path.join(stack.directory, ...names);
const attachments = () => fileDigests(inStack('specivo-data', 'attachments'));
const upgradeTo = (version: string) =>
	callWithJson(['upgrade', '--stack', stack.directory, '--to', version, '--yes']);
const rollBack = (...words: string[]) =>
	callWithJson(['rollback', '--stack', stack.directory, '--yes', ...words]);
const databases = async () =>
	(await stack.sql('SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname')).split('\n');
const inDatabase = (name: string, statement: string) =>
	stack.compose([
		...['exec', '-T', 'db', 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo'],
		...['-d', name, '-c', statement],
	]);
const pinned = async () => /^SPECIVO_VERSION=(.*)$/m.exec(await readFile(inStack('.env'), 'utf8'))?.[1];

/** What has to be the same after a way back as before the upgrade. */
const data = async () => ({
	tables: await tableChecksums(stack),
	revision: await schemaRevision(stack),
	attachments: await attachments(),
});

/** Brings the state of the failed 0.3.0 back, which fails again, and goes the way back once more. */
async function undoAndReturn(
	failedState: Awaited<ReturnType<typeof data>>,
	before: Awaited<ReturnType<typeof data>>,
): Promise<void> {
	const undone = await rollBack('--undo', '--allow-irreversible');
	const said = undone.result.text.join('\n');
	expect(said).toContain('The state before the restore is back, and 0.3.0 is pinned.');
	expect({ exit: undone.exit, state: undone.result.state }, said).toEqual({ exit: 3, state: 'failed' });
	expect(await pinned()).toBe('0.3.0');
	// The container that fails is started again and again: stopped, it leaves the data alone.
	await stack.compose(['stop', 'api']);
	expect(await data()).toEqual(failedState);
	expect(failedState.revision).toBe('0024');

	const again = await rollBack('--allow-irreversible');
	expect(again.result, again.result.text.join('\n')).toMatchObject({ exit: 0, state: 'old version' });
	expect(await data()).toEqual(before);
	expect(await serving()).toEqual(serves('0.2.0'));
}

/** What serves: the version of each of the app's services, and the answers through the proxy. */
async function serving() {
	const found = await containers(project);
	return {
		images: appServices.map((service) => found[service]?.image),
		start: (await httpAnswer(stack)).status,
		health: JSON.parse((await httpAnswer(stack, '/health/')).body).status,
	};
}
const serves = (version: string) => ({
	images: appServices.map(() => `specivo/specivo:${version}`),
	start: 302,
	health: 'ok',
});

/** The manifests of all restore points, oldest first. */
async function restorePoints() {
	const backups = inStack('.lockkeeper', 'backups', project);
	return Promise.all(
		(await namesIn(backups)).map(async (name) => ({
			path: path.join(backups, name),
			manifest: JSON.parse(await readFile(path.join(backups, name, 'manifest.json'), 'utf8')),
		})),
	);
}

const recommended = (events: readonly RunEvent[]) => {
	const gate = eventsOf(events, 'gate').find((event) => event.gate.id === 'ways-back')?.gate;
	return gate?.kind === 'choose' ? gate.items.find((item) => item.recommended)?.id : undefined;
};

/** Runs to 0.2.0 in two hops, and is killed at the question between them. */
const upgradeKilledBetween = () =>
	callWithJson(['upgrade', '--stack', stack.directory, '--to', '0.2.0', '--yes'], {
		environment: {
			[faultVariable]: JSON.stringify([{ at: { type: 'gate', gate: 'next-hop' }, do: 'kill' }]),
		},
	});

describe('0.1.9 to 0.2.0 as JSON, the latest patch first: 0.1.10, a version without a migration', () => {
	let before: {
		env: string;
		ids: Record<string, string>;
		rows: Record<string, number>;
		data: Awaited<ReturnType<typeof data>>;
	};
	let called: Awaited<ReturnType<typeof callWithJson>>;

	beforeAll(async () => {
		before = {
			env: await readFile(inStack('.env'), 'utf8'),
			ids: await containerIds(stack),
			rows: await rowCounts(stack),
			data: await data(),
		};
		const { exitCode } = await tryDocker(['image', 'inspect', 'specivo/specivo:0.1.10']);
		expect(exitCode, 'the image of 0.1.10 is here already: a pull would download nothing').not.toBe(0);
		await writeFile(inStack('lockkeeper.yaml'), 'offHost: none\nversion: {hops: {latestPatchFirst: true}}\n');
		called = await upgradeKilledBetween();
	});

	test('is killed at the question whether to go on, with 0.1.10 verified', () => {
		const { hops, number } = eventsOf(called.events, 'hop').at(-1) ?? {};
		expect(number).toBe(1);
		expect(hops?.map(({ from, to }) => `${from} ${to}`)).toEqual(['0.1.9 0.1.10', '0.1.10 0.2.0']);
		expect(eventsOf(called.events, 'report')).toHaveLength(1);
		expect(called.exit).not.toBe(0);
	});

	test('replaces the containers of the app’s three services and no other', async () => {
		const ids = await containerIds(stack);
		expect(Object.keys(before.ids)).toHaveLength(6);
		expect([...changedServices(before.ids, ids)].sort()).toEqual(appServices);
		expect(await serving()).toEqual(serves('0.1.10'));
	});

	test('leaves rows, attachments and schema as they were', async () => {
		expect(await rowCounts(stack)).toEqual(before.rows);
		expect(await data()).toEqual(before.data);
	});

	test('changes one value of .env and no other byte, and .env.local stays in play', async () => {
		const env = await readFile(inStack('.env'), 'utf8');
		expect(env).toBe(before.env.replace('SPECIVO_VERSION=0.1.9\n', 'SPECIVO_VERSION=0.1.10\n'));
		expect(env).not.toBe(before.env);
		for (const service of appServices)
			expect((await containers(project))[service]?.environment.SECRET_KEY).toBe(secrets[0]);
	});

	test('pulls the image, before anything is changed', () => {
		expect(endOfStep(called.events, 'pull').detail).toMatch(/^[\d.]+ MiB fetched/);
		const steps = eventsOf(called.events, 'step begins').map((event) => event.step);
		expect(steps).toEqual([
			...['restore-point', 'prove', 'keep-images', 'pull'],
			...['pin', 'up', 'wait', 'verify', 'ask'],
		]);
	});

	test('leaves a proven restore point, for its owner alone', async () => {
		const [point, ...others] = await restorePoints();
		expect(others).toEqual([]);
		expect(point?.manifest).toMatchObject({
			version: '0.1.9',
			schemaRevision: '0020',
			proof: { level: 'data' },
		});
		const saved = point?.manifest.parts.find(({ kind }: { kind: string }) => kind === 'postgres');
		expect(saved.physical).toMatchObject({ directory: 'physical-db', tables: expect.any(Array) });
		const rows = saved.tables.map((table: { name: string; rows: number }) => [
			table.name.replace('public.', ''),
			table.rows,
		]);
		expect(Object.fromEntries(rows)).toEqual(before.rows);
		expect(await openPlaces(inStack('.lockkeeper'))).toEqual([]);
		expect(await readFile(path.join(point?.path ?? '', 'files', '.env'), 'utf8')).toBe(before.env);
		const ours = ['ps', '--all', '--quiet', '--filter', `label=lockkeeper.directory=${stack.directory}`];
		expect(await docker(ours)).toBe('');
	});

	test('writes no secret anywhere but into the copies of the stack’s own files', async () => {
		const isCopy = (file: string) => /^backups\/[^/]+\/[^/]+\/files\//.test(file);
		expect(await filesThatHold(inStack('.lockkeeper'), secrets)).toSatisfy(
			(files: string[]) => files.length >= 2 && files.every(isCopy),
		);
		expect(secrets.filter((secret) => called.stdout.includes(secret))).toEqual([]);
	});

	test('records ticks by hand as not made, in the report too', async () => {
		const answer = eventsOf(called.events, 'answer').find((event) => event.gate === 'ask')?.answer;
		expect(answer).toEqual({
			kind: 'ticks',
			ticks: { 'Sign in': 'not made', 'Open an issue': 'not made', 'Run a search': 'not made' },
		});
		const report = eventsOf(called.events, 'report')[0];
		expect(await readFile(report?.file ?? '', 'utf8')).toBe(report?.markdown);
		expect(report?.markdown).toContain('Run a search: not made');
	});
});

describe('resumed in plain lines: 0.1.10 to 0.2.0, a version with three migrations', () => {
	test('ends at 0023 with all rows accounted for and its restore point proven', async () => {
		const rows = await rowCounts(stack);
		const files = await attachments();
		const words = ['attach', '--stack', stack.directory, '--yes', '--plain'];
		const { exit, stdout } = await callLockkeeper(words);
		expect(exit).toBe(0);
		expect(stdout).toContain('0.1.10 was verified. Go on to 0.2.0, hop 2 of 2?');
		expect(stdout).toContain(`${project} runs 0.2.0, verified.`);
		expect(stdout).toContain('Running upgrade 0022 -> 0023, drop legacy reference of issues');
		expect(await schemaRevision(stack)).toBe('0023');
		expect(await rowCounts(stack)).toEqual({ ...rows, recurring_patterns: expect.any(Number) });
		expect(await stack.sql('SELECT count(*) FROM issues WHERE priority IS NULL')).toBe('0');
		expect(await attachments()).toEqual(files);
		expect(await serving()).toEqual(serves('0.2.0'));
		expect((await restorePoints()).at(-1)?.manifest).toMatchObject({
			version: '0.1.10',
			schemaRevision: '0020',
			proof: { level: 'data' },
		});
	});
});

describe('0.2.0 to 0.3.0, a version whose second migration breaks', () => {
	let before: Awaited<ReturnType<typeof data>>;
	let failed: Awaited<ReturnType<typeof callWithJson>>;
	let failedState: Awaited<ReturnType<typeof data>>;
	const late = () => inStack('specivo-data', 'attachments', 'written-by-the-failed-version');

	beforeAll(async () => {
		await writeFile(inStack('lockkeeper.yaml'), 'offHost: none\nphysical: off\n');
		before = await data();
		failed = await upgradeTo('0.3.0');
	});
	afterAll(() => writeFile(inStack('lockkeeper.yaml'), 'offHost: none\n'));

	test('fails with alembic’s own reason, and the restore is recommended', async () => {
		const reason =
			/IntegrityError: \(psycopg\.errors\.UniqueViolation\) could not create unique index .*Key \(project_id, slug_key\)=\(1, home\) is duplicated/;
		expect(failed.exit).toBe(3);
		expect(failed.result).toMatchObject({ exit: 3, state: 'failed' });
		expect(endOfStep(failed.events, 'wait')).toMatchObject({
			outcome: 'failed',
			detail: expect.stringMatching(reason),
		});
		expect(failed.result.text.join('\n')).toMatch(reason);
		expect(failed.result.text.join('\n')).not.toContain('exit code 0');
		expect(recommended(failed.events)).toBe('restore');
		expect(await pinned()).toBe('0.3.0');
		expect(await schemaRevision(stack)).toBe('0024');
	});

	test('says so within 5 seconds of the container’s first exit', async () => {
		const died = await firstDeath((await containerIds(stack)).api ?? '', failed.events[0]?.at ?? '');
		const { at } = endOfStep(failed.events, 'wait');
		expect(Date.parse(at) - died).toBeGreaterThan(0);
		expect(Date.parse(at) - died).toBeLessThan(5000);
	});

	test('is not rolled back by --yes alone: exit 5, nothing changed', async () => {
		// The container that fails is started again and again: stopped, it can be compared.
		await stack.compose(['stop', 'api']);
		const was = { ...(await untouched(stack)), databases: await databases() };
		const entries = await namesIn(inStack('specivo-data'));
		const { exit, result, events } = await rollBack();
		expect(exit).toBe(5);
		// What was laid beside to know what would be lost was taken away again.
		expect(endOfStep(events, 'remove-beside')).toMatchObject({
			outcome: 'done',
			detail: expect.stringMatching(/specivo_restored_.*\.lockkeeper-restored-/),
		});
		expect(result).toMatchObject({ exit: 5, state: 'failed' });
		expect({ ...(await untouched(stack)), databases: await databases() }).toEqual(was);
		expect(await namesIn(inStack('specivo-data'))).toEqual(entries);
	});

	test('is rolled back with --allow-irreversible: every table and file as before, nothing deleted', async () => {
		await writeFile(late(), 'light');
		failedState = await data();
		const names = await databases();
		const { exit, result, events } = await rollBack('--allow-irreversible');
		expect(result).toMatchObject({ exit: 0, state: 'old version' });
		expect(exit).toBe(0);
		expect(await pinned()).toBe('0.2.0');
		expect(endOfStep(events, 'losses').detail).toMatch(/1 file new$/);
		expect(endOfStep(events, 'ready').detail).toContain('after the figures were taken');
		expect(endOfStep(events, 'losses').detail).not.toContain('not compared');
		expect(await data()).toEqual(before);
		expect(before.revision).toBe('0023');
		expect(await serving()).toEqual(serves('0.2.0'));

		const [keptDatabase, ...moreDatabases] = (await databases()).filter((name) => !names.includes(name));
		expect(keptDatabase).toMatch(/^specivo_before_\d{8}t\d{6}z$/);
		expect(moreDatabases).toEqual([]);
		expect(await inDatabase(keptDatabase ?? '', 'SELECT version_num FROM alembic_version')).toBe('0024');
		expect(Number(await inDatabase(keptDatabase ?? '', 'SELECT count(*) FROM tags'))).toBeGreaterThan(0);
		const entries = await namesIn(inStack('specivo-data'));
		const keptDirectory = entries.find((name) => name.startsWith('.lockkeeper-before-')) ?? 'none';
		expect(entries.filter((name) => name.startsWith('.lockkeeper'))).toEqual([keptDirectory]);
		expect(await fileDigests(inStack('specivo-data', keptDirectory, 'attachments'))).toEqual({
			...before.attachments,
			'written-by-the-failed-version': expect.any(String),
		});

		const said = result.text.join('\n');
		expect(said).toContain(keptDatabase);
		expect(said).toContain(keptDirectory);
		// What the gate showed is what was done, by name.
		const shown = eventsOf(events, 'step begins')
			.flatMap((event) => event.commands)
			.join('\n');
		expect(shown).toContain(keptDatabase);
		expect(shown).toContain(keptDirectory);
	});

	test('undone, the failed state is back as it was; a way back from there brings the old one again', async () => {
		await undoAndReturn(failedState, before);
	});
});

describe('0.2.0 to 0.3.0 once more, with a copy of the database’s files at hand', () => {
	let before: Awaited<ReturnType<typeof data>>;
	let failedState: Awaited<ReturnType<typeof data>>;
	let failed: Awaited<ReturnType<typeof callWithJson>>;

	beforeAll(async () => {
		before = await data();
		failed = await upgradeTo('0.3.0');
	});

	test('the way back by the copy is recommended', () => {
		expect(failed.exit).toBe(3);
		expect(recommended(failed.events)).toBe('restore-copy');
	});

	test('every table and file as before; the files of the failed version are kept, and start', async () => {
		await stack.sql("INSERT INTO tags (name) VALUES ('written by the failed version')").catch(() => {});
		failedState = await data();
		const names = await databases();
		const { exit, result, events } = await rollBack('--allow-irreversible');
		expect(result.text.join('\n')).toContain('serves again and was verified');
		expect({ exit, state: result.state }).toEqual({ exit: 0, state: 'old version' });
		expect(endOfStep(events, 'losses').detail).not.toContain('not compared');
		expect(await data()).toEqual(before);
		expect(await serving()).toEqual(serves('0.2.0'));
		expect(await databases()).toEqual(names);

		const said = result.text.join('\n');
		const [kept = '', name = ''] = /\/\S+\/\.lockkeeper-before-\d+T\d+Z-(\w+)/.exec(said) ?? [];
		const live = path.join(path.dirname(kept), name);
		const shown = eventsOf(events, 'step begins')
			.flatMap((event) => event.commands)
			.join('\n');
		expect(shown).toContain(`mv -T -- ${live} ${kept}`);
		expect((await namesIn(path.dirname(live))).filter((name) => name.startsWith('.lockkeeper'))).toEqual([
			path.basename(kept),
		]);

		// By hand, as the names tell: the state of the failed version is whole.
		const change = async (from: string, to: string) => {
			await stack.compose(['stop', 'db']);
			await rename(live, from);
			await rename(to, live);
			await stack.compose(['up', '--detach', '--wait', 'db']);
		};
		await stack.compose(['stop', 'api', 'celery-worker', 'celery-beat']);
		await change(`${live}-aside`, kept);
		expect(await schemaRevision(stack)).toBe('0024');
		await change(kept, `${live}-aside`);
		await stack.compose(['up', '--detach', '--wait', 'api', 'celery-worker', 'celery-beat']);
		expect(await data()).toEqual(before);
	});

	test('undone, the files of the failed version are in use again; a way back from there brings the old ones', async () => {
		await undoAndReturn(failedState, before);
	});
});

describe.each([
	['0.3.1', 'never becomes healthy', /unhealthy/],
	['0.3.2', 'stays degraded behind an answer of 200', /“status” is “degraded”/],
])('0.2.0 to %s, a version that %s', (version, _, reason) => {
	let before: Awaited<ReturnType<typeof data>>;

	test('is recognised as failed, and re-pinning alone is recommended', async () => {
		before = await data();
		const { exit, result, events } = await upgradeTo(version);
		expect(exit).toBe(3);
		expect(result).toMatchObject({
			exit: 3,
			state: 'failed',
			text: expect.arrayContaining([expect.stringMatching(reason)]),
		});
		expect(recommended(events)).toBe('re-pin');
	});

	test('is rolled back by --yes alone, with the data untouched', async () => {
		// Written while the failed version was pinned: re-pinning must not lose it.
		await appendFile(inStack('specivo-data', 'attachments', 'written-meanwhile'), version);
		const files = await attachments();
		const names = await databases();
		const { exit, result, events } = await rollBack();
		expect(result).toMatchObject({ exit: 0, state: 'old version' });
		expect(exit).toBe(0);
		expect(eventsOf(events, 'step begins').map((event) => event.step)).toEqual([
			...['find-images', 'pin', 'up', 'wait', 'verify'],
		]);
		expect(await pinned()).toBe('0.2.0');
		expect(await data()).toEqual({ ...before, attachments: files });
		expect(await databases()).toEqual(names);
		expect(await serving()).toEqual(serves('0.2.0'));
	});
});

describe('to 0.4.0, a version with a slow migration', () => {
	test('is waited for and never called failed', async () => {
		// One minor at a time leads over 0.3.2: somebody has put up with it.
		await pinVersion(stack, '0.3.2');
		await stack.compose(['up', '--detach', ...appServices]);
		const rows = await rowCounts(stack);
		const { exit, result, events } = await upgradeTo('0.4.0');
		expect(result).toMatchObject({ exit: 0, state: 'new version' });
		expect(exit).toBe(0);
		expect(eventsOf(events, 'step ends').map((event) => event.outcome)).not.toContain('failed');
		expect(endOfStep(events, 'wait').took).toBeGreaterThan(20_000);
		expect(await schemaRevision(stack)).toBe('0024');
		expect(await rowCounts(stack)).toEqual(rows);
		expect(await serving()).toEqual(serves('0.4.0'));
		const [log = ''] = eventsOf(events, 'follow')[0]?.files ?? [];
		expect((await readFile(log, 'utf8')).match(/0024: rebuilt \d+ of \d+ search documents/g)).toHaveLength(
			20,
		);
	});

	test('every run has left its journal, and nothing below .lockkeeper is open to others', async () => {
		const runs = await readdir(inStack('.lockkeeper', 'runs'));
		expect(runs.length).toBeGreaterThanOrEqual(10);
		expect(await openPlaces(inStack('.lockkeeper'))).toEqual([]);
		const besides = (file: string) => !/^backups\/[^/]+\/[^/]+\/files\//.test(file);
		expect(await filesThatHold(inStack('.lockkeeper'), secrets, besides)).toEqual([]);
		expect(await namesIn(inStack('.lockkeeper'))).toEqual(['backups', 'runs']);
	});
});

/** When a container ended for the first time since, as the engine itself recorded it; milliseconds. */
async function firstDeath(container: string, since: string): Promise<number> {
	const recorded = await docker([
		...['events', '--since', since, '--until', new Date().toISOString()],
		...['--filter', `container=${container}`, '--filter', 'event=die', '--format', '{{.TimeNano}}'],
	]);
	const [first] = recorded.split('\n').filter(Boolean);
	if (first === undefined) throw new Error(`the engine knows of no end of container ${container}`);
	return Number(BigInt(first) / 1_000_000n);
}
