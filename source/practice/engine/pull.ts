// Touches the world: pulls images, line by line as Compose does without a terminal.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResolvedService } from '../compose/service.ts';
import { type Layer, type PracticeImage, withTag } from '../images.ts';
import { type Call, CallFailure } from './call.ts';
import type { StandInEngine } from './engine.ts';

/** Bytes that come between two lines about a layer; with the pause below, 5 MB/s. */
const piece = 500_000;
const pause = 100;

/** Pulls the images of services; nothing stops or changes when one fails. */
export async function pull(
	engine: StandInEngine,
	services: Readonly<Record<string, ResolvedService>>,
	call: Call,
): Promise<number> {
	const first = new Map<string, string>();
	for (const [name, { image }] of Object.entries(services)) {
		const other = first.get(image);
		if (other) await call.stderr(` ${name} Skipped - Image is already being pulled by ${other} \n`);
		else first.set(image, name);
	}
	for (const name of first.values()) await call.stderr(` ${name} Pulling \n`);
	const here = new Set(
		[...engine.images.values()].flatMap(({ layers }) => layers.map(({ digest }) => digest)),
	);
	for (const [reference, name] of first) {
		const image = await find(engine, reference).catch(async (error: Error) => {
			await call.stderr(` ${name} Error ${error.message}\n`);
			throw new CallFailure(18, `Error response from daemon: ${error.message}`);
		});
		await pullLayers(engine, image, here, name, call);
		engine.keep(reference);
		await call.stderr(` ${name} Pulled \n`);
	}
	return 0;
}

/** Pulls one image by tag or digest, with the lines of `docker pull`: no bytes are told without a terminal. */
export async function pullOne(engine: StandInEngine, reference: string, call: Call): Promise<number> {
	const image = await find(engine, reference).catch((error: Error) => {
		throw new CallFailure(1, `Error response from daemon: ${error.message}`);
	});
	const [, which = ''] = /[@:]([^/@:]+(?::[0-9a-f]+)?)$/.exec(withTag(reference)) ?? [];
	await call.stdout(`${which}: Pulling from ${image.repository}\n`);
	const here = new Set(
		[...engine.images.values()].flatMap(({ layers }) => layers.map(({ digest }) => digest)),
	);
	const say = (layer: Layer, text: string) => call.stdout(`${layer.digest.slice(7, 19)}: ${text}\n`);
	for (const layer of image.layers)
		await say(layer, here.has(layer.digest) ? 'Already exists' : 'Pulling fs layer');
	for (const layer of image.layers.filter(({ digest }) => !here.has(digest))) {
		await sleep(pause, undefined, { signal: call.signal });
		await say(layer, 'Download complete');
		if (engine.place.fault === 'disk-full')
			throw new CallFailure(
				1,
				'failed to register layer: write /app/assets/search.bin: no space left on device',
			);
		await say(layer, 'Pull complete');
	}
	engine.keep(reference);
	await call.stdout(
		`Digest: ${image.digest}\nStatus: Downloaded newer image for ${reference}\n${reference}\n`,
	);
	return 0;
}

/** Asks the registry, so that one that is down fails the pull. */
async function find(engine: StandInEngine, reference: string): Promise<PracticeImage> {
	const tagged = withTag(reference);
	const [, repository = '', which = ''] =
		/^([^@]+)@(.+)$/.exec(tagged) ?? /^(.+):([^:]+)$/.exec(tagged) ?? [];
	const path = `v2/${repository.includes('/') ? repository : `library/${repository}`}/manifests/${which}`;
	const response = await fetch(new URL(path, engine.mirror), { method: 'HEAD' }).catch(() => undefined);
	if (!response)
		throw new Error(
			`Get "${engine.mirror}v2/": dial tcp ${new URL(engine.mirror).host}: connect: connection refused`,
		);
	const image = engine.inRegistry(tagged);
	if (!response.ok || !image)
		throw new Error(`manifest for ${reference} not found: manifest unknown: manifest unknown`);
	return image;
}

async function pullLayers(
	engine: StandInEngine,
	image: PracticeImage,
	here: Set<string>,
	service: string,
	call: Call,
): Promise<void> {
	const say = (layer: Layer, text: string) => call.stderr(` ${layer.digest.slice(7, 19)} ${text} \n`);
	const missing = image.layers.filter(({ digest }) => !here.has(digest));
	for (const layer of image.layers)
		await say(layer, missing.includes(layer) ? 'Pulling fs layer' : 'Already exists');
	for (const layer of missing) {
		for (let done = piece; done < layer.bytes; done += piece) {
			await sleep(pause, undefined, { signal: call.signal });
			await say(layer, `Downloading ${bar(done, layer.bytes)}`);
		}
		await sleep(pause, undefined, { signal: call.signal });
		await say(layer, 'Verifying Checksum');
		await say(layer, 'Download complete');
		if (engine.place.fault === 'disk-full') {
			const problem = 'failed to register layer: write /app/assets/search.bin: no space left on device';
			await call.stderr(` ${service} Error ${problem}\n`);
			throw new CallFailure(18, `Error response from daemon: ${problem}`);
		}
		await say(layer, `Extracting ${bar(layer.bytes, layer.bytes)}`);
		await say(layer, 'Pull complete');
		here.add(layer.digest);
	}
}

function bar(done: number, total: number): string {
	const filled = Math.floor((done / total) * 50);
	return `[${filled < 50 ? `${'='.repeat(filled)}>` : '='.repeat(50)}${' '.repeat(Math.max(0, 49 - filled))}]  ${amount(done)}/${amount(total)}`;
}

function amount(bytes: number): string {
	return bytes < 1e6 ? `${(bytes / 1e3).toPrecision(4)}kB` : `${(bytes / 1e6).toPrecision(4)}MB`;
}
