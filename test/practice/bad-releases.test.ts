import { afterAll, beforeAll, expect, test } from 'vitest';
import * as docker from '../../source/docker/arguments.ts';
import { openPracticeStack, type PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { appServices, onStack } from './opened-stack.ts';

let stack: PracticeStack;
let on: ReturnType<typeof onStack>;

beforeAll(async () => {
	stack = await openPracticeStack({ rows: 500, version: '0.2.0' });
	on = onStack(stack);
	await stack.ready;
});
afterAll(() => stack.close());

const upgrade = async (version: string) => {
	on.pin(version);
	await on.call(docker.pull(on.engine, on.project, appServices));
	return docker.up(on.engine, on.project, appServices);
};

test('0.3.2 is healthy and says that it is degraded', async () => {
	await on.call(await upgrade('0.3.2'));
	const { status, body } = await on.get('/health/');
	expect([status, JSON.parse(body).status]).toEqual([200, 'degraded']);
});

test('0.3.1 runs and never becomes healthy', async () => {
	const error = await on.refused(await upgrade('0.3.1'));
	expect(error.stderr).toContain('dependency failed to start: container practice-api-1 is unhealthy');
	const { api } = await on.containers();
	expect([api?.State.Status, api?.State.Health?.Status, api?.RestartCount]).toEqual([
		'running',
		'unhealthy',
		0,
	]);
	expect((await on.get('/health/')).status).toBe(503);
});

test('0.3.0 fails in its second migration, keeps the first, and starts again and again', async () => {
	await on.refused(await upgrade('0.3.0'));
	let api = (await on.containers()).api;
	for (let attempt = 0; attempt < 50 && (api?.RestartCount ?? 0) < 2; attempt++)
		api = (await on.containers()).api;
	expect(api?.RestartCount).toBeGreaterThanOrEqual(2);
	expect(api?.State.ExitCode).toBe(1);
	expect(await on.sql('SELECT version_num FROM alembic_version;')).toBe('0024');
	expect((await on.get('/')).status).toBe(502);
	const { stderr } = await on.refused(docker.execute(on.engine, on.project, 'api', ['no-such-program']));
	expect(stderr).not.toBe('');
});

test('an older image does not know the newer revision and ends with 255', async () => {
	on.pin('0.2.0');
	await on.refused(docker.up(on.engine, on.project, appServices));
	expect((await on.containers()).api?.State.ExitCode).toBe(255);
});

test('a tag that is not there fails the pull, and nothing changes', async () => {
	const before = await on.containers();
	on.pin('9.9.9');
	const error = await on.refused(docker.pull(on.engine, on.project, appServices));
	expect(error.exitCode).toBe(18);
	expect(error.stderr).toContain('manifest for specivo/specivo:9.9.9 not found');
	expect(Object.values(await on.containers()).map(({ Id }) => Id)).toEqual(
		Object.values(before).map(({ Id }) => Id),
	);
});
