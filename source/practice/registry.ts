// Touches the world: a registry on a loopback port, which the stand-in engine names as its mirror.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifestType, type PracticeImage } from './images.ts';

/** Base address of the registry, and the way to end it. */
export type Registry = { readonly address: string; readonly close: () => Promise<void> };

/** Serves the catalogue by Registry API v2: tags, manifests by tag or digest, config blobs. */
export async function openRegistry(catalogue: ReadonlyMap<string, PracticeImage>): Promise<Registry> {
	const server = createServer((request, response) => answer(catalogue, request, response));
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	return {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
		close: () => closeServer(server),
	};
}

/** Ends a server with its open connections. */
export function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

type Reply = { status: number; type: string; body: string; headers?: Record<string, string> };

const json = 'application/json; charset=utf-8';

function answer(
	catalogue: ReadonlyMap<string, PracticeImage>,
	request: IncomingMessage,
	response: ServerResponse,
): void {
	const { status, type, body, headers } = reply(catalogue, request.method ?? 'GET', request.url ?? '/');
	response.writeHead(status, {
		'content-type': type,
		'content-length': Buffer.byteLength(body),
		'docker-distribution-api-version': 'registry/2.0',
		...headers,
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}

function reply(catalogue: ReadonlyMap<string, PracticeImage>, method: string, url: string): Reply {
	const path = new URL(url, 'http://registry').pathname;
	if (method !== 'GET' && method !== 'HEAD')
		return refusal(405, 'UNSUPPORTED', 'The operation is unsupported.');
	if (path === '/v2/' || path === '/v2') return { status: 200, type: json, body: '{}' };
	const [, name = '', part, reference = ''] =
		/^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
	const repository = name.replace(/^library\//, '');
	const images = [...catalogue].filter(([, image]) => image.repository === repository);
	if (images.length === 0) return refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry');
	switch (part) {
		case 'tags': {
			const tags = images.map(([key]) => key.slice(key.lastIndexOf(':') + 1));
			return { status: 200, type: json, body: JSON.stringify({ name, tags }) };
		}
		case 'manifests': {
			const image =
				catalogue.get(`${repository}:${reference}`) ??
				images.find(([, { digest }]) => digest === reference)?.[1];
			if (!image) return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
			const headers = { 'docker-content-digest': image.digest, etag: `"${image.digest}"` };
			return { status: 200, type: manifestType, body: image.manifest, headers };
		}
		case 'blobs': {
			const image = images.find(([, { id }]) => id === reference)?.[1];
			if (!image) return refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
			const headers = { 'docker-content-digest': image.id };
			return { status: 200, type: 'application/octet-stream', body: image.config, headers };
		}
		default:
			return refusal(404, 'UNSUPPORTED', 'The operation is unsupported.');
	}
}

const refusal = (status: number, code: string, message: string): Reply => ({
	status,
	type: json,
	body: JSON.stringify({ errors: [{ code, message }] }),
});
