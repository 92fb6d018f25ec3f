import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { httpProblem } from '../../source/steps/http-check.ts';

let server: Server | undefined;
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
	server = undefined;
});

/** Asks a real server on loopback that answers so. */
async function ask(
	answer: RequestListener,
	expected: { status: number; body?: Record<string, string>; has?: readonly string[]; post?: string },
	path = '/health/',
) {
	server = createServer(answer).listen(0, '127.0.0.1');
	await new Promise((resolve) => server?.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	return httpProblem({ url: `http://127.0.0.1:${port}${path}`, body: {}, has: [], ...expected });
}
const says =
	(status: number, text = '', headers: Record<string, string> = {}): RequestListener =>
	(_request, response) =>
		response.writeHead(status, headers).end(text);

const ok = { status: 200, body: { status: 'ok' }, has: [] };

describe('as expected', () => {
	test.each<[string, RequestListener, typeof ok | { status: number }]>([
		['status and body', says(200, '{"status":"ok","database":"ok"}'), ok],
		[
			'a redirect, which is not followed',
			says(302, '', { location: 'http://127.0.0.1:1/login' }),
			{ status: 302 },
		],
		['any body where none is expected', says(200, 'not JSON'), { status: 200 }],
	])('%s', async (_condition, answer, expected) => {
		expect(await ask(answer, expected)).toBeUndefined();
	});
});

test.each<[string, string, string | undefined]>([
	['there', '{"data":{"__typename":"Query"}}', undefined],
	['a value that is false is one', '{"data":{"__typename":false}}', undefined],
	[
		'null above it, with status 200',
		'{"errors":[],"data":null}',
		'/health/ answers 200 without “data.__typename”, but “{"errors":[],"data":null}”',
	],
	['null', '{"data":{"__typename":null}}', '/health/ answers 200 without “data.__typename”, but “'],
	['a text above it', '{"data":"none"}', '/health/ answers 200 without “data.__typename”, but “'],
])('a key that must have a value: %s', async (_condition, text, problem) => {
	const found = await ask(says(200, text), { status: 200, has: ['data.__typename'] });
	if (problem === undefined) expect(found).toBeUndefined();
	else expect(found).toContain(problem);
});

describe('not as expected, said with the path and without the host', () => {
	test.each<[string, RequestListener, string]>([
		['another status', says(502, '<html>'), '/health/ answers 502, expected 200'],
		[
			'degraded, with status 200',
			says(200, '{"status":"degraded"}'),
			'/health/ answers 200, but “status” is “degraded”, expected “ok”',
		],
		[
			'the key is missing',
			says(200, '{}'),
			'/health/ answers 200, but “status” is “undefined”, expected “ok”',
		],
		['no JSON', says(200, '<html>maintenance</html>'), '/health/ answers 200 without a JSON object'],
		['JSON, but no object', says(200, 'null'), '/health/ answers 200 without a JSON object'],
		[
			'the connection breaks off',
			(_request, response) => response.destroy(),
			'/health/ does not answer (UND_ERR_SOCKET)',
		],
	])('%s', async (_condition, answer, problem) => {
		expect(await ask(answer, ok)).toBe(problem);
	});

	test('the query belongs to the path', async () => {
		expect(await ask(says(404), ok, '/search?q=a')).toBe('/search?q=a answers 404, expected 200');
	});

	test('nobody listens', async () => {
		expect(await httpProblem({ url: 'http://127.0.0.1:1/health/', ...ok })).toMatch(
			/^\/health\/ does not answer \(/,
		);
	});

	test('the operator wants to stop', async () => {
		expect(await httpProblem({ url: 'http://127.0.0.1:1/', ...ok }, AbortSignal.abort())).toBe(
			'/ does not answer (AbortError)',
		);
	});
});

test('JSON is posted where the runbook says so', async () => {
	const echo: RequestListener = (request, response) => {
		let body = '';
		request.on('data', (chunk) => {
			body += chunk;
		});
		request.on('end', () => {
			const asked = `${request.method} ${request.headers['content-type']} ${JSON.parse(body).query}`;
			response.end(JSON.stringify({ asked }));
		});
	};
	const expected = {
		...{ status: 200, post: '{"query":"{__typename}"}' },
		body: { asked: 'POST application/json {__typename}' },
	};
	expect(await ask(echo, expected, '/graphql')).toBeUndefined();
});
