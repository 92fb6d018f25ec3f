// Touches the world: a registry of a test's own with images that a real engine can pull, and layers that none has seen.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { type Route, serve } from '../releases/fake-registry.ts';

export type Layer = { readonly tar: Buffer; readonly packed: Buffer };

export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
export const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const listType = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** With one file of random bytes. */
export async function newLayer(bytes: number): Promise<Layer> {
	const place = mkdtempSync(join(tmpdir(), 'lockkeeper-layer-'));
	writeFileSync(join(place, randomBytes(8).toString('hex')), randomBytes(bytes));
	const { stdout } = await execa('tar', ['-c', '-C', place, '.'], { encoding: 'buffer' });
	rmSync(place, { recursive: true });
	const tar = Buffer.from(stdout);
	return { tar, packed: gzipSync(tar) };
}

export const configOf = (layers: readonly Layer[], program = '/none') =>
	Buffer.from(
		JSON.stringify({
			...{ architecture, os: 'linux', config: { Cmd: [program] } },
			rootfs: { type: 'layers', diff_ids: layers.map(({ tar }) => digestOf(tar)) },
		}),
	);

/** Takes images from the engine once the test has ended. */
export function removeAfterwards(reference: string): void {
	onTestFinished(async () => {
		await execa('docker', ['image', 'rm', reference]);
	});
}

/** An empty registry of the repository `acme/app`. */
export async function imageRegistry() {
	let sent = 0;
	const answer =
		(content: Buffer, headers: Record<string, string | number> = {}, counts = false): Route =>
		({ method }, response) => {
			if (counts && method === 'GET') sent += content.byteLength;
			response.writeHead(200, { 'content-length': content.byteLength, ...headers }).end(content);
		};
	const routes: Record<string, Route> = { '/v2/': answer(Buffer.from('{}')) };
	const { host } = await serve(routes);
	const part = (content: Buffer, mediaType: string) => ({
		...{ mediaType, digest: digestOf(content), size: content.byteLength },
	});
	/** Under its digest, and under these tags. @returns the digest */
	function putManifest(content: object, type: string, tags: readonly string[]) {
		const bytes = Buffer.from(JSON.stringify(content));
		const headers = { 'content-type': type, 'docker-content-digest': digestOf(bytes) };
		for (const which of [...tags, digestOf(bytes)])
			routes[`/v2/acme/app/manifests/${which}`] = answer(bytes, headers);
		return part(bytes, type);
	}
	return {
		reference: (tag: string) => `${host}/acme/app:${tag}`,
		/** Bytes of layers since it was asked last. */
		sent() {
			const bytes = sent;
			sent = 0;
			return bytes;
		},
		/**
		 * Gives tags to an image, also such as others had.
		 * @param note has the image stand in an index, of which this makes another one; without it there is the manifest alone
		 * @returns the digest that the tags point at
		 */
		publish(tags: readonly string[], layers: readonly Layer[], note?: string): string {
			const config = configOf(layers);
			routes[`/v2/acme/app/blobs/${digestOf(config)}`] = answer(config);
			for (const { packed } of layers)
				routes[`/v2/acme/app/blobs/${digestOf(packed)}`] = answer(packed, {}, true);
			const manifest = {
				...{ schemaVersion: 2, mediaType: manifestType },
				config: part(config, 'application/vnd.docker.container.image.v1+json'),
				layers: layers.map(({ packed }) => part(packed, 'application/vnd.docker.image.rootfs.diff.tar.gzip')),
			};
			if (note === undefined) return putManifest(manifest, manifestType, tags).digest;
			const own = { ...putManifest(manifest, manifestType, []), platform: { os: 'linux', architecture } };
			const index = { schemaVersion: 2, mediaType: listType, manifests: [own], annotations: { note } };
			return putManifest(index, listType, tags).digest;
		},
	};
}
