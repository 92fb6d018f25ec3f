// Touches the world: scripts in a temporary directory, and a server on 127.0.0.1.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cleanMessage, type Message } from '../../source/notify/message.ts';
import { type Sender, send } from '../../source/notify/send.ts';
import type { Target } from '../../source/notify/target.ts';

const message: Message = {
	event: 'start',
	stack: 'specivo',
	app: 'Specivo',
	from: '0.1.9',
	to: '0.1.10',
	run: '20260615T021000Z-abcd',
	text: 'Upgrade of specivo begins.\nA second line',
	time: '2026-06-15T02:10:00.000Z',
};
const all = {
	on: ['start', 'gate', 'failure', 'end'] as ('start' | 'gate' | 'failure' | 'end')[],
	waits: 30,
};

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-send-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const sender = (changes: Partial<Sender> = {}): Sender => ({
	directory,
	variables: () => undefined,
	redact: (text) => text.replaceAll('hunter22', '[hidden]'),
	...changes,
});

describe('a command', () => {
	const script = (text: string, mode = 0o700) => {
		const file = join(directory, 'tell.sh');
		writeFileSync(file, text);
		chmodSync(file, mode);
	};
	const told = (changes: Partial<Sender> = {}, command = ['./tell.sh', 'a b']) =>
		send({ command, ...all } satisfies Target, message, sender(changes));

	test('has the text on stdin, the rest in variables, its arguments as they are, and the stack’s directory', async () => {
		script(
			'#!/bin/sh\n{ pwd; echo "$1"; env | grep ^LOCKKEEPER_ | grep -v ^LOCKKEEPER_LAB= | sort; echo --; cat; } > told\n',
		);
		expect(await told()).toEqual({ sent: true });
		expect(readFileSync(join(directory, 'told'), 'utf8')).toBe(`${directory}
a b
LOCKKEEPER_APP=Specivo
LOCKKEEPER_EVENT=start
LOCKKEEPER_FROM=0.1.9
LOCKKEEPER_RUN=20260615T021000Z-abcd
LOCKKEEPER_STACK=specivo
LOCKKEEPER_TEXT=Upgrade of specivo begins.
LOCKKEEPER_TO=0.1.10
--
Upgrade of specivo begins.
A second line
`);
	});

	test('that fails is told by its code and its last line, without secrets, and not run again', async () => {
		script('#!/bin/sh\necho x >> count\necho first >&2\necho "no route for hunter22" >&2\nexit 7\n');
		expect(await told()).toEqual({
			sent: false,
			reason: 'it ended with exit code 7: no route for [hidden]',
		});
		expect(readFileSync(join(directory, 'count'), 'utf8')).toBe('x\n');
	});

	test('that hangs, and will not be ended, is ended, with what it started', async () => {
		script('#!/bin/sh\ntrap "" TERM\necho $$ > pid\nsleep 600 &\necho $! > child\nwait\nsleep 600\n');
		expect(await told({ hurry: { deadline: 2500, insist: 200 } })).toEqual({
			sent: false,
			reason: expect.stringMatching(/^hung: it did not end within .*, and was ended$/),
		});
		for (const file of ['pid', 'child']) {
			const pid = Number(readFileSync(join(directory, file), 'utf8'));
			await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
		}
	});

	test('that leaves something in the background is done when it ends itself', async () => {
		script('#!/bin/sh\nsleep 600 &\necho $! > child\n');
		const outcome = await told({ hurry: { deadline: 60_000 } });
		process.kill(Number(readFileSync(join(directory, 'child'), 'utf8')));
		expect(outcome).toEqual({ sent: true });
	}, 20_000);

	test('need not read its stdin', async () => {
		script('#!/bin/sh\nexec 0<&-\nexit 0\n');
		expect(
			await send(
				{ command: ['./tell.sh'], ...all },
				{ ...message, text: 'x'.repeat(300_000).slice(0, 100_000) },
				sender(),
			),
		).toEqual({ sent: true });
	});

	test.each([
		[
			'is not there',
			['./none.sh'],
			/^\.\/none\.sh is not there, or its first line names an interpreter that is not$/,
		],
		['is on no PATH', ['lockkeeper-no-such-program'], /^lockkeeper-no-such-program is not there/],
	])('that %s is told so', async (_what, command, reason) => {
		expect(await told({}, command)).toEqual({ sent: false, reason: expect.stringMatching(reason) });
	});

	test('that is no program, or may not be run, is told so', async () => {
		script('#!/bin/sh\n', 0o600);
		expect(await told()).toEqual({ sent: false, reason: './tell.sh may not be run: see its mode' });
		script('#!/no/such/interpreter\n');
		expect(await told()).toMatchObject({
			reason: expect.stringContaining('names an interpreter that is not'),
		});
	});
});

const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

describe('a webhook', () => {
	let server: Server | undefined;
	const asked: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
	afterEach(() => {
		server?.closeAllConnections();
		server?.close();
		asked.length = 0;
	});
	/** Answers each request with the next of these, the last for ever. */
	async function listen(...answers: readonly ((response: ServerResponse) => void)[]) {
		server = createServer((request, response) => {
			let body = '';
			request.on('data', (chunk) => {
				body += chunk;
			});
			request.on('end', () => {
				asked.push({ method: request.method, headers: request.headers, body });
				answers[Math.min(asked.length, answers.length) - 1]?.(response);
			});
		});
		await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/secretsecret`;
	}
	const status =
		(code: number, headers = {}) =>
		(response: ServerResponse) =>
			void response.writeHead(code, headers).end('body');
	const hurried = { hurry: { pause: 10 } };
	const post = (address: string, changes: Partial<Sender> = hurried) =>
		send({ webhook: address, ...all }, message, sender(changes));

	test('is posted JSON', async () => {
		const address = await listen(status(204));
		expect(
			await post('$OPS_HOOK', { variables: (name) => (name === 'OPS_HOOK' ? address : undefined) }),
		).toEqual({ sent: true });
		expect(asked).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
		expect(JSON.parse(asked[0]?.body ?? '')).toEqual(message);
	});

	test('that cannot take it just now is asked once more, and no more', async () => {
		expect(await post(await listen(status(503), status(200)))).toEqual({ sent: true });
		expect(asked).toHaveLength(2);
	});

	test('that cannot take it twice has failed', async () => {
		expect(await post(await listen(status(503)))).toEqual({
			sent: false,
			reason: 'it answered HTTP 503, tried twice',
		});
		expect(asked).toHaveLength(2);
	});

	test.each([
		[403, 'it answered HTTP 403'],
		[302, 'it answered HTTP 302 and points elsewhere: name the address it leads to'],
	])('that answers %i is not asked again, nor followed', async (code, reason) => {
		expect(await post(await listen(status(code, { location: '/elsewhere' })))).toEqual({
			sent: false,
			reason,
		});
		expect(asked).toHaveLength(1);
	});

	test('that does not answer is given up at the deadline', async () => {
		const address = await listen(() => {});
		expect(await post(address, { hurry: { deadline: 1500, pause: 10 } })).toEqual({
			sent: false,
			reason: 'it did not answer in time',
		});
		expect(asked).toHaveLength(1);
	});

	test('that nobody serves is told why, without its address', async () => {
		const address = await listen(status(200));
		await new Promise((resolve) => server?.close(resolve));
		const outcome = await post(address);
		expect(outcome).toEqual({
			sent: false,
			reason: expect.stringMatching(/^it could not be reached: .*ECONNREFUSED.*, tried twice$/),
		});
		expect(JSON.stringify(outcome)).not.toContain('secretsecret');
	});

	test('whose variable has no value is told so', async () => {
		expect(await post('$OPS_HOOK')).toEqual({ sent: false, reason: 'the variable OPS_HOOK has no value' });
	});
});

test('a message leaves without secrets and what moves a cursor, and not endless', () => {
	const clean = cleanMessage({ ...message, text: `hunter22 \u001b[2Jx${'y'.repeat(5000)}` }, (text) =>
		text.replaceAll('hunter22', '[hidden]'),
	);
	expect(clean.text).toMatch(/^\[hidden\] xy+…$/);
	expect(clean.text).toHaveLength(4001);
});
