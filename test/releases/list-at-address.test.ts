import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { readListAt } from '../../source/releases/list-at-address.ts';
import { json, type Route, serve, status } from './fake-registry.ts';

const releases = (...tags: string[]) =>
	tags.map((tag_name) => ({
		tag_name,
		prerelease: false,
		draft: false,
		published_at: '2026-01-02T03:04:05Z',
	}));

test('a list of one page, named without its query', async () => {
	const { base } = await serve({ '/list': json(releases('v1.0.0', 'v1.1.0')) });
	expect(await readListAt(`${base}/list?token=hidden`)).toEqual({
		versions: ['1.0.0', '1.1.0'],
		source: `entries of ${base}/list`,
		dates: { '1.0.0': '2026-01-02T03:04:05.000Z', '1.1.0': '2026-01-02T03:04:05.000Z' },
	});
});

test('a list of lines', async () => {
	const { base } = await serve({ '/list': status(200, '1.0.0\n1.1.0\n') });
	expect((await readListAt(`${base}/list`)).versions).toEqual(['1.0.0', '1.1.0']);
});

test('all pages of a list', async () => {
	const { base, asked } = await serve({
		'/list?page=2': json(releases('1.0.0')),
		'/list': json(releases('1.1.0'), { link: '</list?page=2>; rel="next", </list?page=2>; rel="last"' }),
	});
	expect((await readListAt(`${base}/list`)).versions).toEqual(['1.0.0', '1.1.0']);
	expect(asked.map(({ path }) => path)).toEqual(['/list', '/list?page=2']);
});

const silent: Route = () => {};
const cutOff: Route = (_request, response) => {
	response.writeHead(200, { 'content-length': '100' }).write('["1.0');
	setTimeout(() => response.destroy(), 20);
};
const limited: Route = (_request, response) =>
	response.writeHead(403, { 'x-ratelimit-remaining': '0' }).end();

test.each<[string, Route, RegExp]>([
	['not there', status(404), /\/list answered HTTP 404: there is no such list$/],
	['private', status(401), /HTTP 401: it wants a login/],
	['too many requests', status(429), /HTTP 429, too many requests: try later/],
	['too many requests, as GitHub says it', limited, /HTTP 403, too many requests/],
	['out of order', status(502), /\/list answered HTTP 502$/],
	['too large', json([...Array(500)].map((_, patch) => `1.0.${patch}`)), /is larger than 2 KiB/],
	['cut off', cutOff, /could not be asked/],
	['broken', status(200, '["1.0.0"'), /expected JSON in .*\/list/],
	['no end of pages', json(['1.0.0'], { link: '</list>; rel=next' }), /more than 30 pages/],
	['a page elsewhere', json(['1.0.0'], { link: '<http://127.0.0.2/>; rel=next' }), /on another host/],
])('refused: %s', async (_condition, route, message) => {
	const { base } = await serve({ '/list': route });
	await expect(readListAt(`${base}/list`, { limit: 2048 })).rejects.toThrow(message);
});

test('one that says nothing is waited for only so long', async () => {
	const { base } = await serve({ '/list': silent });
	await expect(readListAt(`${base}/list`, { deadline: 100 })).rejects.toThrow(/did not answer in 0\.1 s/);
});

test('one that nobody serves', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	await expect(readListAt(`http://127.0.0.1:${port}/list`)).rejects.toThrow(
		/could not be asked: .*ECONNREFUSED/,
	);
});

test('whoever stops it gets his own reason', async () => {
	const { base } = await serve({ '/list': silent });
	const stopped = AbortSignal.abort(new Error('left'));
	await expect(readListAt(`${base}/list`, { signal: stopped })).rejects.toThrow('left');
});
