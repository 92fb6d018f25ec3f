import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localImages, withTarget } from '../../source/survey/with-target.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { digestOf, json, manifestOf, serve } from '../releases/fake-registry.ts';
import { stackFixture } from '../steps/context-fixture.ts';
import { digest, factsFixture, specivoRunbook } from './facts-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-target-'));
	for (const file of ['docker-compose.yml', '.env']) writeFileSync(join(directory, file), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const config = {
	...{ architecture: 'amd64', os: 'linux' },
	rootfs: { diff_ids: [digest('1'), digest('2')] },
};
const manifest = { ...manifestOf({ base: 100, app: 20 }), config: { digest: digestOf(config) } };

/** A stack whose image is in a registry, and an image of this host under the target's tag that came by a digest. */
async function stackAt(cameBy: string) {
	const { host } = await serve({
		'/v2/specivo/manifests/0.1.10': json(manifest),
		[`/v2/specivo/blobs/${digestOf(config)}`]: json(config),
	});
	const image = `${host}/specivo`;
	const local = {
		Id: digest('8'),
		RepoTags: [`${image}:0.1.10`],
		RepoDigests: [`${image}@${cameBy}`],
		RootFS: { Layers: [digest('1'), digest('9')] },
	};
	docker.answers([
		{ when: 'image ls', stdout: `${local.Id}\n` },
		{ when: 'image inspect', stdout: JSON.stringify([local]) },
	]);
	return stackFixture(directory, docker.engine, { runbook: { ...specivoRunbook, detect: { image } } });
}

const layersOf = ({ targetImages }: Awaited<ReturnType<typeof withTarget>>) =>
	targetImages?.ok ? targetImages.value[0]?.layers.map(({ bytes, here }) => ({ bytes, here })) : undefined;

test('the target’s layers that are here are told, and its tag when another image is here under it', async () => {
	const stack = await stackAt(digest('7'));
	const facts = await withTarget(stack, factsFixture({ tags: [] }), '0.1.10');
	expect(layersOf(facts)).toEqual([
		{ bytes: 100, here: true },
		{ bytes: 20, here: false },
	]);
	expect(facts.tags).toMatchObject([
		{ is: 'target', here: digest('7'), there: { value: { digest: digestOf(manifest), same: false } } },
	]);
});

test('what the survey knew of tags stays', async () => {
	const stack = await stackAt(digestOf(manifest));
	const facts = await withTarget(stack, factsFixture(), '0.1.10');
	expect(facts.tags).toMatchObject([{ is: 'running' }, { is: 'target', there: { value: { same: true } } }]);
});

test('an engine that does not list its images takes nothing from what the registry tells', async () => {
	const stack = await stackAt(digest('7'));
	docker.answers([{ when: 'image ls', stderr: 'no', exit: 1 }]);
	const facts = await withTarget(stack, factsFixture(), '0.1.10');
	expect(layersOf(facts)).toEqual([
		{ bytes: 100, here: undefined },
		{ bytes: 20, here: undefined },
	]);
});

test('where no engine of this host runs the app, nobody can tell what is fetched', async () => {
	const stack = await stackAt(digest('7'));
	const service = { is: 'host' } as NonNullable<typeof stack.engine.service>;
	const local = localImages({ ...stack, engine: { ...stack.engine, service } });
	expect(layersOf(await withTarget(stack, factsFixture(), '0.1.10', local))?.[0]?.here).toBeUndefined();
	expect(docker.calls()).toEqual([]);
});

test('images that somebody has read already are not read again', async () => {
	const stack = await stackAt(digest('7'));
	const local = localImages(stack);
	await Promise.all([
		withTarget(stack, factsFixture(), '0.1.10', local),
		withTarget(stack, factsFixture(), '0.1.10', local),
	]);
	expect(docker.calls().filter((words) => words[1] === 'ls')).toHaveLength(1);
});
