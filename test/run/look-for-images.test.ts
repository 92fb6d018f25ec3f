import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookForImages } from '../../source/run/look-for-images.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { digestOf, json, manifestOf, type Route, serve, status } from '../releases/fake-registry.ts';
import { stackFixture } from '../steps/context-fixture.ts';
import { digest, specivoRunbook } from '../survey/facts-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-image-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const ran = manifestOf({ base: 100, app: 20 });
const gone = { when: 'image inspect', stderr: 'Error: No such image', exit: 1 };

/** Looks for the image of 0.1.10 in a registry of these answers, by tag or digest. */
async function look(
	found: Readonly<Record<string, Route>>,
	{ known = true, answers = [gone] }: { known?: boolean; answers?: readonly StubAnswer[] } = {},
) {
	const routes = Object.entries(found).map(([which, route]) => [`/v2/specivo/manifests/${which}`, route]);
	const { host, asked } = await serve(Object.fromEntries(routes));
	const image = `${host}/specivo`;
	docker.answers(answers);
	const stack = stackFixture(directory, docker.engine, {
		runbook: { ...specivoRunbook, detect: { image } },
	});
	const images = known
		? [
				{
					...{ service: 'api', reference: `${image}:0.1.10`, id: digest('1') },
					digest: `${image}@${digestOf(ran)}`,
				},
			]
		: [];
	const state = await lookForImages(stack, '0.1.10', [{ images: [] }, { images }]);
	return { state, asked: asked.map(({ path }) => path), image };
}

test('on this host: no registry is asked', async () => {
	const { state, asked } = await look({}, { answers: [{ when: 'image inspect', stdout: '[]' }] });
	expect({ state, asked }).toEqual({ state: { is: 'here' }, asked: [] });
});

test('the digest that ran is what is pulled, whatever its tag is now', async () => {
	const { state, image } = await look({
		[digestOf(ran)]: json(ran),
		'0.1.10': json(manifestOf({ other: 7 })),
	});
	expect(state).toEqual({ is: 'to pull', references: [`${image}@${digestOf(ran)}`], bytes: 120 });
});

test('no longer there by its digest: by its tag, and that it is another one is told', async () => {
	const { state, image } = await look({ '0.1.10': json(manifestOf({ other: 7 })) });
	expect(state).toEqual({ is: 'to pull', references: [`${image}:0.1.10`], bytes: 7, moved: true });
});

test('no restore point tells its digest: by its tag', async () => {
	const { state, image } = await look({ '0.1.10': json(ran) }, { known: false });
	expect(state).toEqual({ is: 'to pull', references: [`${image}:0.1.10`], bytes: 120 });
});

test('neither here nor there', async () => {
	const { state, image } = await look({});
	expect(state).toEqual({
		is: 'gone',
		problem: `the image is gone from this host, and the registry does not have it: ${image}:0.1.10; bring it back with docker load, then ask again`,
	});
});

test('a registry that cannot be asked is not one that does not have it, and is asked once', async () => {
	const broken = status(503);
	const { state, asked } = await look({ [digestOf(ran)]: broken, '0.1.10': broken });
	expect(state).toMatchObject({
		is: 'gone',
		problem: expect.stringMatching(/cannot be asked for it: .*HTTP 503/),
	});
	expect(asked).toHaveLength(1);
	expect(docker.calls().at(-1)?.slice(0, 2)).toEqual(['manifest', 'inspect']);
});

test('a registry that wants a login is asked with docker’s own', async () => {
	const answers = [gone, { when: 'manifest inspect', stdout: '{}' }];
	const { state, image } = await look({ [digestOf(ran)]: status(403) }, { answers });
	expect(state).toEqual({ is: 'to pull', references: [`${image}@${digestOf(ran)}`], bytes: 0 });
});
