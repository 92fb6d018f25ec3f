import { expect, test } from 'vitest';
import { AddressClient, NotAnswered } from '../../source/releases/address-client.ts';
import { type Route, serve, status } from './fake-registry.ts';

const client = (more: { deadline?: number; limit?: number; signal?: AbortSignal } = {}) =>
	new AddressClient('it', 'page', { deadline: 20_000, limit: 10_000, ...more });
const secret = { accept: 'text/plain', authorization: 'Bearer hush' };
const to =
	(location: string, code = 302): Route =>
	(_request, response) =>
		response.writeHead(code, { location }).end();

test('a redirect is followed on the same host, with the authorization', async () => {
	const { base, asked } = await serve({ '/a': to('/b', 301), '/b': status(200, 'text') });
	expect(await client().get(`${base}/a`, secret)).toMatchObject({ is: 'here', text: 'text' });
	expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer hush', 'Bearer hush']);
});

test('another host does not get the authorization, nor does the first one when it is led back', async () => {
	const other = await serve({ '/b': (_request, response) => to(`${first.base}/c`)(_request, response, '') });
	const first = await serve({ '/a': to(`${other.base}/b`), '/c': status(200, 'text') });
	expect(await client().get(`${first.base}/a`, secret)).toMatchObject({ is: 'here', text: 'text' });
	expect(other.asked).toEqual([{ path: '/b', authorization: undefined }]);
	expect(first.asked.map(({ authorization }) => authorization)).toEqual(['Bearer hush', undefined]);
});

test.each<[string, Route, RegExp]>([
	['never end', to('/a'), /^it leads on to another address more than 5 times$/],
	['lead to a file', to('file:///etc/passwd'), /^it leads on to an address that nobody can be asked at$/],
	[
		'have a password',
		to('http://me:you@127.0.0.1/'),
		/^it leads on to an address that nobody can be asked at$/,
	],
])('redirects that %s are not followed', async (_what, route, message) => {
	const { base, asked } = await serve({ '/a': route });
	await expect(client().get(`${base}/a`, secret)).rejects.toThrow(message);
	expect(asked.length).toBeLessThanOrEqual(6);
});

const limited =
	(code: number, headers: Record<string, string>): Route =>
	(_request, response) =>
		response.writeHead(code, headers).end();
const inTwentyMinutes = () => String(Math.floor(Date.now() / 1000) + 20 * 60);

test.each<[string, Route, RegExp, boolean]>([
	['429', limited(429, {}), /^it answered HTTP 429, too many requests: try later$/, true],
	['429 with seconds', limited(429, { 'retry-after': '90' }), /: try again in 1 min 30 s$/, true],
	[
		'403 as GitHub says that all requests of the hour are used up',
		limited(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inTwentyMinutes() }),
		/^it answered HTTP 403, too many requests: try again in (19|20) min/,
		true,
	],
	[
		'403 of its own',
		limited(403, { 'x-ratelimit-remaining': '12' }),
		/^it answered HTTP 403: it wants a login$/,
		false,
	],
	['401', status(401), /^it answered HTTP 401: it wants a login$/, false],
	[
		'404',
		limited(404, { 'x-ratelimit-remaining': '0' }),
		/^it answered HTTP 404: there is no such page$/,
		false,
	],
	['503', limited(503, { 'retry-after': '5' }), /^it answered HTTP 503$/, true],
	['304 that nobody asked for', status(304), /^it answered HTTP 304$/, false],
])('%s', async (_what, route, message, later) => {
	const { base } = await serve({ '/a': route });
	const error: Error = await client()
		.get(`${base}/a`, secret)
		.then(
			() => new Error('it was here'),
			(thrown) => thrown,
		);
	expect(error.message).toMatch(message);
	expect(error instanceof NotAnswered).toBe(later);
	expect(error.message).not.toContain('hush');
});

test('what has not changed is told by its etag', async () => {
	const { base } = await serve({
		'/a': (request, response) =>
			response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200).end(),
	});
	expect(await client().get(`${base}/a`, { accept: '*/*', etag: '"1"' })).toEqual({ is: 'unchanged' });
	expect(await client().get(`${base}/a`, { accept: '*/*', etag: '"2"' })).toMatchObject({ is: 'here' });
});

test('time and size are those of all that a client asks', async () => {
	const { base } = await serve({
		'/a': status(200, 'x'.repeat(6000)),
		'/slow': (_request, response) => {
			response.writeHead(200).write('x');
		},
	});
	const one = client();
	await one.get(`${base}/a`, secret);
	await expect(one.get(`${base}/a`, secret)).rejects.toThrow(
		'it is larger than 9.8 KiB: name a shorter page',
	);
	await expect(client({ deadline: 300 }).get(`${base}/slow`, secret)).rejects.toThrow(
		new NotAnswered('it did not answer in 0.3 s'),
	);
});
