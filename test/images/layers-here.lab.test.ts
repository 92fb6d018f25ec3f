import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { downloadOf, withLayersHere } from '../../source/images/layers-here.ts';
import { readTargetImage } from '../../source/releases/registry.ts';
import { readLocalImages } from '../../source/survey/local-images.ts';
import { whatTheLabLacks } from '../lab/engine.ts';
import { type Route, serve } from '../releases/fake-registry.ts';

type Layer = { readonly tar: Buffer; readonly packed: Buffer };

const lacks = await whatTheLabLacks();
const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

let place: string;
const pulled: string[] = [];
beforeEach(() => {
	place = mkdtempSync(join(tmpdir(), 'lockkeeper-layers-'));
});
afterEach(async () => {
	rmSync(place, { recursive: true, force: true });
	if (pulled.length > 0) await execa('docker', ['image', 'rm', ...pulled.splice(0)]);
});

/** A layer with one file that no engine has seen. */
async function layerOf(bytes: number): Promise<Layer> {
	const name = randomBytes(8).toString('hex');
	writeFileSync(join(place, name), randomBytes(bytes));
	const { stdout } = await execa('tar', ['-c', '-C', place, name], { encoding: 'buffer' });
	const tar = Buffer.from(stdout);
	return { tar, packed: gzipSync(tar) };
}

const configOf = (layers: readonly Layer[], program = '/none') =>
	Buffer.from(
		JSON.stringify({
			...{ architecture, os: 'linux', config: { Cmd: [program] } },
			rootfs: { type: 'layers', diff_ids: layers.map(({ tar }) => digestOf(tar)) },
		}),
	);

/** A registry with these images, and the bytes of layers that it has sent. */
async function registryOf(images: Readonly<Record<string, readonly Layer[]>>) {
	let sent = 0;
	const blob =
		(content: Buffer, counts: boolean): Route =>
		({ method }, response) => {
			if (counts && method === 'GET') sent += content.byteLength;
			response.writeHead(200, { 'content-length': content.byteLength }).end(content);
		};
	const routes: Record<string, Route> = { '/v2/': blob(Buffer.from('{}'), false) };
	for (const [tag, layers] of Object.entries(images)) {
		const config = configOf(layers);
		const part = (content: Buffer, mediaType: string) => ({
			...{ mediaType, digest: digestOf(content), size: content.byteLength },
		});
		const manifest = Buffer.from(
			JSON.stringify({
				...{ schemaVersion: 2, mediaType: manifestType },
				config: part(config, 'application/vnd.docker.container.image.v1+json'),
				layers: layers.map(({ packed }) => part(packed, 'application/vnd.docker.image.rootfs.diff.tar.gzip')),
			}),
		);
		const headers = { 'content-type': manifestType, 'docker-content-digest': digestOf(manifest) };
		for (const which of [tag, digestOf(manifest)])
			routes[`/v2/acme/app/manifests/${which}`] = (_request, response) =>
				response.writeHead(200, { ...headers, 'content-length': manifest.byteLength }).end(manifest);
		routes[`/v2/acme/app/blobs/${digestOf(config)}`] = blob(config, false);
		for (const { packed } of layers) routes[`/v2/acme/app/blobs/${digestOf(packed)}`] = blob(packed, true);
	}
	const { host } = await serve(routes);
	return {
		image: (tag: string) => `${host}/acme/app:${tag}`,
		/** What is said beforehand, and what the pull then fetches. */
		async pull(tag: string) {
			const reference = `${host}/acme/app:${tag}`;
			const asked = await readTargetImage(reference, [], architecture);
			const download = downloadOf(withLayersHere([asked], await readLocalImages(defaultEngine)));
			sent = 0;
			const { stdout } = await execa('docker', ['pull', reference]);
			pulled.push(reference);
			return {
				said: download.toDownload,
				fetched: sent,
				already: stdout.match(/Already exists/g)?.length ?? 0,
			};
		},
	};
}

test.skipIf(lacks)(
	'what is said to be downloaded is what the engine fetches, of images that share layers',
	async () => {
		const [base, shared, first, second] = await Promise.all([900_000, 300_000, 70_000, 50_000].map(layerOf));
		if (!base || !shared || !first || !second) throw new Error('four layers were made');
		const size = (...layers: readonly Layer[]) =>
			layers.reduce((sum, { packed }) => sum + packed.byteLength, 0);
		const registry = await registryOf({
			'1': [base, shared, first],
			'2': [base, shared, second],
			'3': [shared, base, first],
			'4': [base, shared],
		});
		const all = size(base, shared, first);
		expect(await registry.pull('1')).toEqual({ said: all, fetched: all, already: 0 });
		expect(await registry.pull('2')).toEqual({ said: size(second), fetched: size(second), already: 2 });
		// The same layers on others below are other layers.
		expect(await registry.pull('3')).toEqual({ said: all, fetched: all, already: 0 });
		expect(await registry.pull('4')).toEqual({ said: 0, fetched: 0, already: 2 });
	},
);

test.skipIf(lacks).each([
	['of another image are fetched again', '/other', true],
	['of the same image are not', '/none', false],
])('layers that came from no registry, %s, and are said to be', async (_which, program, again) => {
	const layers = [await layerOf(200_000), await layerOf(40_000)];
	const loaded = `lockkeeper-test/layers:${randomBytes(4).toString('hex')}`;
	const archive = join(place, 'archive');
	mkdirSync(archive);
	for (const [index, { tar }] of layers.entries()) writeFileSync(join(archive, `${index}.tar`), tar);
	writeFileSync(join(archive, 'config.json'), configOf(layers, program));
	const manifest = {
		Config: 'config.json',
		RepoTags: [loaded],
		Layers: layers.map((_each, index) => `${index}.tar`),
	};
	writeFileSync(join(archive, 'manifest.json'), JSON.stringify([manifest]));
	const { stdout } = await execa('tar', ['-c', '-C', archive, '.'], { encoding: 'buffer' });
	await execa('docker', ['load'], { input: stdout });
	pulled.push(loaded);
	const registry = await registryOf({ '1': layers });
	const bytes = again ? layers.reduce((sum, { packed }) => sum + packed.byteLength, 0) : 0;
	expect(await registry.pull('1')).toEqual({ said: bytes, fetched: bytes, already: 0 });
});
