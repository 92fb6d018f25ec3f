import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findImages } from '../../source/steps/find-images.ts';
import { keepImages } from '../../source/steps/keep-images.ts';
import { pullImage } from '../../source/steps/pull-image.ts';
import { stop } from '../../source/steps/stop.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { digest, specivoRunbook } from '../survey/facts-fixture.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-images-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});
const context = () => contextFixture(stackFixture(directory, docker.engine));
const changing = () => docker.calls().filter((words) => !words.includes('inspect') && !words.includes('ps'));

const own = 'specivo/specivo:0.1.9';
const kept = 'lockkeeper-kept/specivo-specivo:0.1.9';
const here = (name: string) => ({
	when: `image inspect ${name}`,
	stdout: JSON.stringify([{ Id: digest('1') }]),
});
const gone = (name: string) => ({
	when: `image inspect ${name}`,
	stderr: `Error response from daemon: No such image: ${name}`,
	exit: 1,
});
const tagged = { when: 'image tag' };

describe('the image of the old version', () => {
	const step = stepFixture('find-images', { version: '0.1.9' });

	test('is here: nothing is changed', async () => {
		docker.answers([here(own)]);
		expect((await findImages.act(context(), step)).detail).toBe(`${own} is on this host`);
		expect(changing()).toEqual([]);
	});

	test('was pruned: it is brought back from our own tag', async () => {
		docker.answers([gone(own), here(kept), tagged]);
		expect((await findImages.act(context(), step)).detail).toBe(`${own} brought back from ${kept}`);
		expect(changing()).toEqual([['image', 'tag', kept, own]]);
	});

	test('is gone with our tag: said before anything stops, with what to do', async () => {
		docker.answers([gone(own), gone(kept)]);
		await expect(findImages.act(context(), step)).rejects.toMatchObject({
			exit: 3,
			message: `The image ${own} is gone from this host, and so is ${kept}.`,
			advice: [`Pull it: docker pull ${own}`, 'Then ask for the ways back again.'],
		});
		expect(changing()).toEqual([]);
	});

	test('an engine that does not answer is not an image that is gone', async () => {
		docker.answers([{ when: 'image inspect', stderr: 'Cannot connect to the Docker daemon', exit: 1 }]);
		await expect(findImages.act(context(), step)).rejects.toThrow(/Cannot connect/);
	});

	test.each([
		['here', here(own), true],
		['not here', gone(own), false],
	])('looked at afterwards: %s', async (_condition, answer, done) => {
		docker.answers([answer]);
		expect((await findImages.look?.(context(), step))?.done).toBe(done);
	});
});

describe('pulling an image that is gone', () => {
	const byDigest = `specivo/specivo@${digest('1')}`;
	const step = stepFixture('pull-image', { version: '0.1.9', pulled: byDigest });

	test('by its digest, then it gets its tag', async () => {
		const told: unknown[] = [];
		const layer = (id: string, state: string) => `${id.repeat(12)}: ${state}\n`;
		const stdout = `0.1.9: Pulling from specivo/specivo\n${layer('a', 'Already exists')}${layer('b', 'Pulling fs layer')}${layer('b', 'Download complete')}${layer('b', 'Pull complete')}`;
		docker.answers([gone(own), { when: `pull ${byDigest}`, stdout }, tagged]);
		const report = ({ done, total }: { done: number; total?: number }) => told.push([done, total]);
		const stack = stackFixture(directory, docker.engine);
		expect((await pullImage.act(contextFixture(stack, { report }), step)).detail).toBe(
			`${own} pulled as ${byDigest}`,
		);
		expect(changing()).toEqual([
			['pull', byDigest],
			['image', 'tag', byDigest, own],
		]);
		expect(told).toEqual([
			[1, 1],
			[1, 2],
			[2, 2],
		]);
	});

	test('of several, another one that is here under our tag only gets its own back', async () => {
		const [web, keptWeb] = ['specivo/web:0.1.9', 'lockkeeper-kept/specivo-web:0.1.9'];
		docker.answers([gone(own), gone(web), here(keptWeb), { when: `pull ${byDigest}` }, tagged]);
		const images = ['specivo/specivo', 'specivo/web'];
		const version = { ...specivoRunbook.version, images };
		const services = { api: { image: 'specivo/specivo:0.2.0' }, web: { image: 'specivo/web:0.2.0' } };
		const config = parseComposeConfig(JSON.stringify({ name: 'specivo', services }));
		const stack = stackFixture(directory, docker.engine, { runbook: { ...specivoRunbook, version }, config });
		await pullImage.act(contextFixture(stack), step);
		expect(changing()).toEqual([
			['pull', byDigest],
			['image', 'tag', byDigest, own],
			['image', 'tag', keptWeb, web],
		]);
	});

	test('came meanwhile: nothing is pulled', async () => {
		docker.answers([here(own)]);
		expect((await pullImage.act(context(), step)).detail).toBe(`${own} is on this host`);
		expect(changing()).toEqual([]);
	});

	test('does not come: said in a sentence, nothing is tagged', async () => {
		const stderr = 'abc: Pulling fs layer\ntoomanyrequests: You have reached your pull rate limit.';
		docker.answers([gone(own), { when: 'pull', stderr, exit: 1 }]);
		await expect(pullImage.act(context(), step)).rejects.toMatchObject({
			exit: 3,
			message: `${byDigest} could not be pulled: toomanyrequests: You have reached your pull rate limit.`,
			advice: ['Nothing in use was changed: what runs goes on.', expect.stringContaining('docker load')],
		});
		expect(changing()).toEqual([['pull', byDigest]]);
	});
});

describe('keeping the images that run', () => {
	const step = stepFixture('keep-images');

	test('one tag, by id, for what several services run', async () => {
		docker.answers([tagged]);
		expect((await keepImages.act(context(), step)).detail).toBe(`kept as ${kept}`);
		expect(docker.calls()).toEqual([['image', 'tag', digest('1'), kept]]);
	});

	test.each([
		['it is', digest('1'), true],
		['it names another image', digest('9'), false],
	])('looked at afterwards: %s', async (_condition, id, done) => {
		docker.answers([{ when: `image inspect ${kept}`, stdout: JSON.stringify([{ Id: id }]) }]);
		expect((await keepImages.look?.(context(), step))?.done).toBe(done);
	});
});

describe('stopping the app', () => {
	const step = stepFixture('stop');
	const names = ['api', 'celery-worker', 'celery-beat'];

	const running = (service: string, status: string) => ({
		Id: service,
		Image: digest('1'),
		State: { Status: status, ExitCode: 0 },
		Config: { Image: own, Labels: { 'com.docker.compose.service': service } },
	});

	test('stops its own services and no other, and says which of them ran', async () => {
		const containers = [
			running('api', 'restarting'),
			running('celery-worker', 'created'),
			running('celery-beat', 'running'),
			running('db', 'running'),
		];
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\n' },
			{ when: 'container inspect', stdout: JSON.stringify(containers) },
			{ when: 'stop' },
		]);
		expect(await stop.act(context(), step)).toEqual({
			detail: 'api, celery-worker and celery-beat stopped',
			outputs: { ran: 'api\ncelery-beat' },
		});
		expect(changing()).toEqual([['compose', '--env-file', '.env', 'stop', ...names]]);
	});

	test.each([
		['all exited, the database runs on', ['exited', 'exited', 'exited'], true, 'none of them runs'],
		['one was started again', ['exited', 'running', 'exited'], false, 'celery-worker still run'],
		['one restarts in a loop', ['restarting', 'exited', 'exited'], false, 'api still run'],
		[
			'one is only paused: it still holds the database',
			['exited', 'exited', 'paused'],
			false,
			'celery-beat still run',
		],
	])('looked at afterwards: %s', async (_condition, states, done, evidence) => {
		const containers = [
			...names.map((name, index) => running(name, states[index] ?? '')),
			running('db', 'running'),
		];
		docker.answers([
			{ when: 'ps --all --quiet', stdout: 'a\n' },
			{ when: 'container inspect', stdout: JSON.stringify(containers) },
		]);
		expect(await stop.look?.(context(), step)).toEqual({ done, evidence });
	});
});
