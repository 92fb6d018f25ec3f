import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { downloadOf, withLayersHere } from '../../source/images/layers-here.ts';
import { readTargetImage } from '../../source/releases/registry.ts';
import { readLocalImages } from '../../source/survey/local-images.ts';
import { whatTheLabLacks } from '../lab/engine.ts';
import {
	architecture,
	configOf,
	imageRegistry,
	type Layer,
	newLayer,
	removeAfterwards,
} from './image-registry.ts';

const lacks = await whatTheLabLacks();

let archive: string;
beforeEach(() => {
	archive = mkdtempSync(join(tmpdir(), 'lockkeeper-archive-'));
});
afterEach(() => rmSync(archive, { recursive: true, force: true }));

const size = (layers: readonly Layer[]) => layers.reduce((sum, { packed }) => sum + packed.byteLength, 0);

/** What is said beforehand, and what the pull then fetches. */
async function pull(registry: Awaited<ReturnType<typeof imageRegistry>>, tag: string) {
	const reference = registry.reference(tag);
	const asked = await readTargetImage(reference, [], architecture);
	const download = downloadOf(withLayersHere([asked], await readLocalImages(defaultEngine)));
	registry.sent();
	const { stdout } = await execa('docker', ['pull', reference]);
	removeAfterwards(reference);
	const already = stdout.match(/Already exists/g)?.length ?? 0;
	return { said: download.toDownload, fetched: registry.sent(), already };
}

test.skipIf(lacks)(
	'what is said to be downloaded is what the engine fetches, of images that share layers',
	async () => {
		const [base, shared, first, second] = await Promise.all([
			newLayer(900_000),
			newLayer(300_000),
			newLayer(70_000),
			newLayer(50_000),
		]);
		const registry = await imageRegistry();
		registry.publish(['1'], [base, shared, first]);
		registry.publish(['2'], [base, shared, second], 'in an index');
		registry.publish(['3'], [shared, base, first]);
		registry.publish(['4'], [base, shared]);
		const all = size([base, shared, first]);
		expect(await pull(registry, '1')).toEqual({ said: all, fetched: all, already: 0 });
		expect(await pull(registry, '2')).toEqual({ said: size([second]), fetched: size([second]), already: 2 });
		// The same layers on others below are other layers.
		expect(await pull(registry, '3')).toEqual({ said: all, fetched: all, already: 0 });
		expect(await pull(registry, '4')).toEqual({ said: 0, fetched: 0, already: 2 });
	},
);

test.skipIf(lacks).each([
	['of another image are fetched again', '/other', true],
	['of the same image are not', '/none', false],
])('layers that came from no registry, %s, and are said to be', async (_which, program, again) => {
	const layers = [await newLayer(200_000), await newLayer(40_000)];
	const loaded = `lockkeeper-test/layers:${randomBytes(4).toString('hex')}`;
	const files = layers.map((_each, index) => `${index}.tar`);
	for (const [index, { tar }] of layers.entries()) writeFileSync(join(archive, `${index}.tar`), tar);
	writeFileSync(join(archive, 'config.json'), configOf(layers, program));
	const manifest = [{ Config: 'config.json', RepoTags: [loaded], Layers: files }];
	writeFileSync(join(archive, 'manifest.json'), JSON.stringify(manifest));
	const { stdout } = await execa('tar', ['-c', '-C', archive, '.'], { encoding: 'buffer' });
	await execa('docker', ['load'], { input: stdout });
	removeAfterwards(loaded);
	const registry = await imageRegistry();
	registry.publish(['1'], layers);
	const bytes = again ? size(layers) : 0;
	expect(await pull(registry, '1')).toEqual({ said: bytes, fetched: bytes, already: 0 });
});
