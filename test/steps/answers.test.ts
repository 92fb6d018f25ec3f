import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerCommands, answerProblems, answersName } from '../../source/steps/answers.ts';
import { parseComposeConfig } from '../../source/survey/compose-config.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';

let docker: StubDocker;
let server: Server;
beforeEach(async () => {
	docker = stubDocker();
	server = createServer((_request, response) => response.writeHead(302).end()).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
	server.close();
	docker.remove();
});

const command = { command: { service: 'api', run: ['app', 'health'], says: '"status":"ok"' } };
const http = { http: { url: 'http://127.0.0.1:$PORT/', status: 302 } };
const stackWith = (...verify: Stack['runbook']['verify']) =>
	({
		engine: docker.engine,
		project: { directory: '/', envFiles: ['.env'] },
		runbook: { ...specivoRunbook, verify },
		variables: (name: string) =>
			name === 'PORT' ? String((server.address() as AddressInfo).port) : undefined,
		config: parseComposeConfig(
			JSON.stringify({
				name: 'app',
				services: {
					api: { ports: [{ published: String((server.address() as AddressInfo).port), target: 8000 }] },
				},
			}),
		),
	}) as unknown as Stack;

test.each([
	['says what it should', { stdout: '{"status":"ok"}' }, []],
	[
		'says something else',
		{ stdout: '{"status":"degraded"}' },
		['app in api does not say “"status":"ok"”, but “{"status":"degraded"}”'],
	],
	[
		'fails',
		{ stderr: 'no such user', exit: 1 },
		[expect.stringMatching(/^app in api fails: .*no such user/)],
	],
])('a command in a container that %s', async (_what, answer, problems) => {
	docker.answers([{ when: 'exec -T api app health', ...answer }]);
	expect(await answerProblems(stackWith(command, http, { ask: 'Sign in' }))).toEqual(problems);
});

test('each is shown as it can be pasted, with the stack’s own port', () => {
	const { port } = server.address() as AddressInfo;
	const posted = { http: { url: 'http://127.0.0.1:$PORT/graphql', status: 200, post: '{"query":"{a}"}' } };
	expect(answerCommands(stackWith(http, posted, command, { ask: 'Sign in' }))).toEqual([
		`curl -si http://127.0.0.1:${port}/`,
		`curl -si -H 'Content-Type: application/json' -d '{"query":"{a}"}' http://127.0.0.1:${port}/graphql`,
		'docker compose --env-file .env exec -T api app health',
	]);
});

test('a path is asked where the Compose file publishes the service’s port', async () => {
	const { port } = server.address() as AddressInfo;
	const at = (target: number, status: number) => ({
		http: { url: '/health', of: { service: 'api', port: target }, status },
	});
	expect(answerCommands(stackWith(at(8000, 302)))).toEqual([`curl -si http://127.0.0.1:${port}/health`]);
	expect(await answerProblems(stackWith(at(8000, 302), at(8000, 200), at(9000, 200)))).toEqual([
		'/health answers 302, expected 200',
		'/health cannot be asked: the Compose file publishes no port 9000 of api',
	]);
});

test('an address with a variable that has no value is a problem that names it', async () => {
	const nowhere = { http: { url: 'http://127.0.0.1:$NOWHERE/', status: 200 } };
	expect(await answerProblems(stackWith(nowhere))).toEqual([
		'http://127.0.0.1:$NOWHERE/ cannot be asked: NOWHERE has no value',
	]);
});

test('they are called what they are', () => {
	expect(answersName(stackWith(http, { ask: 'Sign in' }))).toBe('HTTP');
	expect(answersName(stackWith(command))).toBe('commands');
	expect(answersName(stackWith(command, http))).toBe('HTTP and commands');
});
