import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { tagsOfTarget } from '../../source/images/known-digests.ts';
import { readTargetImage } from '../../source/releases/registry.ts';
import { readLocalImages } from '../../source/survey/local-images.ts';
import { readRunningTags, resolveRunning } from '../../source/survey/running-tags.ts';
import { architecture, imageRegistry, newLayer, removeAfterwards } from '../images/image-registry.ts';
import { whatTheLabLacks } from '../lab/engine.ts';
import { stackFixture } from '../steps/context-fixture.ts';
import { factsFixture, serviceFixture } from './facts-fixture.ts';

const lacks = await whatTheLabLacks();

test.skipIf(lacks).each([
	['in an index', 'first'],
	['alone', undefined],
])(
	'an image %s: its tag stands, stands under another index, has moved; latest is the release of the same digest',
	async (_how, note) => {
		const directory = mkdtempSync(join(tmpdir(), 'lockkeeper-tags-'));
		onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
		for (const file of ['docker-compose.yml', '.env']) writeFileSync(join(directory, file), '');
		const engineFact = { ...factsFixture().engine, architecture };
		const stack = stackFixture(directory, defaultEngine, { engineFact });
		const registry = await imageRegistry();
		const own = [await newLayer(10_000)];
		const other = [await newLayer(20_000)];
		const first = registry.publish(['1.4.2', 'latest'], own, note);
		registry.publish(['1.4.1', '1.4.3'], other);

		const service = async (tag: string) => {
			const reference = registry.reference(tag);
			await execa('docker', ['pull', reference]);
			removeAfterwards(reference);
			const image = (await readLocalImages(defaultEngine)).find(({ tags }) => tags.includes(reference));
			return serviceFixture('api', {
				...{ app: true, image: reference, imageId: image?.id ?? '', digests: image?.digests ?? [] },
			});
		};
		const floating = await service('latest');
		const releases = { ok: true, value: { versions: ['1.4.1', '1.4.2', '1.4.3'], source: 'tags' } } as const;
		expect(await resolveRunning(stack, [floating], releases)).toEqual({
			ok: true,
			value: { release: '1.4.2', compared: 3 },
		});

		const running = await service('1.4.2');
		const now = async () => (await readRunningTags(stack, [running]))[0];
		const told = (digest: string, same: boolean) => ({
			here: first,
			there: { ok: true, value: { digest, same } },
		});
		expect(await now()).toMatchObject(told(first, true));
		const again = registry.publish(['1.4.2'], own, 'another index');
		expect(again).not.toBe(first);
		expect(await now()).toMatchObject(told(again, true));
		const moved = registry.publish(['1.4.2'], other, note);
		expect(await now()).toMatchObject(told(moved, false));
		const target = await readTargetImage(registry.reference('1.4.2'), [], architecture);
		expect(tagsOfTarget([target], await readLocalImages(defaultEngine))).toMatchObject([told(moved, false)]);
		expect(await resolveRunning(stack, [floating], releases)).toEqual({ ok: true, value: { compared: 3 } });
	},
);
