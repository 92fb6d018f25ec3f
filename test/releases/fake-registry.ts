import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Route = (request: IncomingMessage, response: ServerResponse, base: string) => void;

/** A small HTTP server on loopback that ends with the test; paths without a route answer 404. */
export async function serve(routes: Readonly<Record<string, Route>>) {
	const asked: { path: string; authorization: string | undefined }[] = [];
	let base = '';
	const server = createServer((request, response) => {
		const path = request.url ?? '';
		asked.push({ path, authorization: request.headers.authorization });
		const route = routes[path] ?? routes[path.replace(/\?.*/, '')];
		if (route) route(request, response, base);
		else response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return { base, host: base.replace('http://', ''), asked };
}

/** Answers with JSON. */
export const json =
	(content: unknown, headers: Record<string, string> = {}): Route =>
	(_request, response) =>
		response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content));

/** Answers with a status and a body. */
export const status =
	(code: number, body = ''): Route =>
	(_request, response) =>
		response.writeHead(code).end(body);

export const digestOf = (content: unknown) =>
	`sha256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;

/** A manifest with layers of the given sizes; equal names are equal layers. */
export const manifestOf = (layers: Readonly<Record<string, number>>, repeated: readonly string[] = []) => ({
	schemaVersion: 2,
	mediaType: 'application/vnd.oci.image.manifest.v1+json',
	config: { digest: digestOf('config'), size: 100 },
	layers: [...Object.keys(layers), ...repeated].map((name) => ({
		digest: digestOf(name),
		size: layers[name],
	})),
});
