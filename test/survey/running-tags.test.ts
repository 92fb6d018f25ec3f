import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Probe, ReleasesFact } from '../../source/survey/facts.ts';
import { readRunningTags, resolveRunning } from '../../source/survey/running-tags.ts';
import { digestOf, json, manifestOf, type Route, serve, status } from '../releases/fake-registry.ts';
import { stackFixture } from '../steps/context-fixture.ts';
import { digest, serviceFixture } from './facts-fixture.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-tags-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const engine = { executable: 'none', options: [], environment: {} };
const manifest = manifestOf({ base: 10 });
const other = manifestOf({ other: 10 });

/** A registry of these tags, and services of its image under some tags that came by these digests. */
async function registryOf(tags: Readonly<Record<string, unknown>>) {
	const routes = Object.entries(tags).map(([tag, found]): [string, Route] => [
		`/v2/acme/app/manifests/${tag}`,
		typeof found === 'function' ? (found as Route) : json(found),
	]);
	const { host, asked } = await serve(Object.fromEntries(routes));
	return {
		asked,
		stack: stackFixture(directory, engine),
		reference: `${host}/acme/app`,
		service: (tag: string, digests: readonly string[], name = 'api') =>
			serviceFixture(name, {
				...{ app: true, image: `${host}/acme/app:${tag}`, imageId: digest('1') },
				digests: digests.map((each) => `${host}/acme/app@${each}`),
			}),
	};
}

describe('a release that runs', () => {
	test.each<[string, unknown, readonly string[], unknown]>([
		[
			'is the registry’s',
			manifest,
			[digestOf(manifest)],
			{ ok: true, value: { digest: digestOf(manifest), same: true } },
		],
		['has moved', other, [digestOf(manifest)], { ok: true, value: { digest: digestOf(other), same: false } }],
		[
			'is the same image by its configuration, under another digest',
			{ ...other, config: { digest: digest('1') } },
			[digestOf(manifest)],
			{ ok: true, value: { digest: digestOf({ ...other, config: { digest: digest('1') } }), same: true } },
		],
		['is gone', status(404), [digestOf(manifest)], { ok: false, absent: true }],
		[
			'cannot be asked about',
			status(503),
			[digestOf(manifest)],
			{ ok: false, problem: expect.stringMatching(/HTTP 503/) },
		],
	])('%s', async (_what, found, digests, there) => {
		const { stack, service, reference } = await registryOf({ '1.0.0': found });
		// Two services of one image are one question.
		const services = [service('1.0.0', digests), service('1.0.0', digests, 'worker')];
		expect(await readRunningTags(stack, services)).toMatchObject([
			{ reference: `${reference}:1.0.0`, is: 'running', here: digests[0], there },
		]);
	});

	test('that was built here, runs no release, or is not the app’s, is not asked about', async () => {
		const { stack, service, asked } = await registryOf({ '1.0.0': manifest });
		const digests = [digestOf(manifest)];
		const services = [
			service('1.0.0', []),
			service('latest', digests, 'web'),
			{ ...service('1.0.0', digests, 'db'), app: false },
		];
		expect(await readRunningTags(stack, services)).toEqual([]);
		expect(asked).toEqual([]);
	});

	test('of a checkout is not asked about', async () => {
		const { stack, service } = await registryOf({ '1.0.0': manifest });
		const checkout = { ok: false, problem: 'no git' } as const;
		const services = [service('1.0.0', [digestOf(manifest)])];
		expect(await readRunningTags({ ...stack, checkout }, services)).toEqual([]);
		expect(await resolveRunning({ ...stack, checkout }, services, releases())).toBeUndefined();
	});
});

const releases = (...versions: readonly string[]): Probe<ReleasesFact> => ({
	ok: true,
	value: { versions, source: 'tags' },
});

describe('a tag that moves', () => {
	const digests = [digestOf(manifest)];

	test('is the release with the same digest, and older ones are not asked about', async () => {
		const { stack, service, asked } = await registryOf({
			...{ '1.0.1': other, '1.0.2': manifest },
			...{ '1.0.4': other, '1.0.5': other, '1.0.6': other },
		});
		const listed = releases('0.9.0', '1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6');
		expect(await resolveRunning(stack, [service('latest', digests)], listed)).toEqual({
			ok: true,
			value: { release: '1.0.2', compared: 8 },
		});
		const tags = new Set(asked.map(({ path }) => path.split('/').at(-1)));
		expect([...tags].sort()).toEqual(['1.0.1', '1.0.2', '1.0.3', '1.0.4', '1.0.5', '1.0.6']);
	});

	test('is none of those there are', async () => {
		const { stack, service } = await registryOf({ '1.0.0': other });
		expect(await resolveRunning(stack, [service('latest', digests)], releases('0.9.0', '1.0.0'))).toEqual({
			ok: true,
			value: { compared: 2 },
		});
	});

	test.each<[string, readonly string[], Probe<ReleasesFact>, RegExp]>([
		['came from no registry', [], releases('1.0.0'), /acme\/app:latest came from no registry$/],
		['no releases are known', digests, { ok: false, problem: 'no list' }, /^no list$/],
		['the registry fails', digests, releases('1.0.0'), /HTTP 503/],
	])('is not told when %s', async (_what, own, listed, problem) => {
		const { stack, service } = await registryOf({ '1.0.0': status(503) });
		expect(await resolveRunning(stack, [service('latest', own)], listed)).toEqual({
			ok: false,
			problem: expect.stringMatching(problem),
		});
	});

	test('is not asked about where the tag tells the release, or several run', async () => {
		const { stack, service, asked } = await registryOf({ '1.0.0': manifest });
		const listed = releases('1.0.0');
		expect(await resolveRunning(stack, [service('1.0.0', digests)], listed)).toBeUndefined();
		const two = [service('latest', digests), service('edge', digests, 'web')];
		expect(await resolveRunning(stack, two, listed)).toBeUndefined();
		expect(await resolveRunning(stack, [], listed)).toBeUndefined();
		expect(asked).toEqual([]);
	});
});
