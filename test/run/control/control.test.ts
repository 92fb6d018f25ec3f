// Touches the world: a run served over real sockets.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../../source/host/errors.ts';
import { listenForFronts } from '../../../source/run/control/listen-for-fronts.ts';
import { remoteRun } from '../../../source/run/control/remote-run.ts';
import { socketName, socketPlace } from '../../../source/run/control/socket-place.ts';
import { createRun, type Run } from '../../../source/run/run.ts';
import { gates } from '../gate-fixture.ts';

let directory: string;
let run: Run;
let hangUp: () => Promise<void>;
let problems: string[];

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'control-'));
	run = createRun(new Date());
	problems = [];
	hangUp = async () => {};
});
afterEach(async () => {
	await hangUp();
	rmSync(directory, { recursive: true, force: true });
});

const listen = (state = directory) => {
	hangUp = listenForFronts(state, run.session, (problem) => problems.push(problem));
};
const ended = () => new OperatorError('it ended without a result', { exit: 3 });
async function dial(state = directory): Promise<Socket> {
	const { path, release } = socketPlace(state);
	const socket = connect(path);
	await new Promise((resolve, reject) => socket.once('connect', resolve).on('error', reject));
	release();
	return socket;
}
const front = async (user: string, state = directory) =>
	remoteRun(await dial(state), { user, from: 'this host' }, ended);
const until = async (holds: () => boolean) => {
	for (let look = 0; look < 100 && !holds(); look++) await sleep(20);
	expect(holds()).toBe(true);
};

test('a front that comes late hears all that was, in its order, and then what comes', async () => {
	listen();
	run.emit({ type: 'phase', phase: 'Survey' });
	run.emit({ type: 'phase', phase: 'Plan' });
	run.pass({ type: 'log', service: 'api', lines: ['one', 'two'] });
	const { session, ended: result } = await front('anna');
	expect(session.past()).toEqual(run.session.past());
	expect(session.recent()).toMatchObject([{ type: 'log', service: 'api', lines: ['one', 'two'] }]);
	const heard: string[] = [];
	session.subscribe((event) => heard.push(event.type));
	run.emit({ type: 'phase', phase: 'Verify' });
	run.pass({ type: 'log', service: 'api', lines: ['three'] });
	run.emit({ type: 'result', result: { exit: 0, state: 'new version', text: ['fine'] } });
	expect(await result).toEqual({ exit: 0, state: 'new version', text: ['fine'] });
	expect(heard).toEqual(['phase', 'log', 'result']);
	expect(session.past()).toEqual(run.session.past());
});

test('two fronts at one gate: the first answer counts, and both see who gave it', async () => {
	listen();
	const anna = await front('anna');
	const bert = await front('bert');
	const answer = run.ask(gates.confirm);
	await until(() => bert.session.past().length === 1 && anna.session.past().length === 1);
	expect(anna.session.answer('nothing', { kind: 'yes' }, 'wizard')).toMatchObject({ taken: false });
	expect(anna.session.answer(gates.confirm.id, { kind: 'export' }, 'wizard')).toMatchObject({ taken: false });
	expect(anna.session.answer(gates.confirm.id, { kind: 'no' }, 'wizard')).toEqual({ taken: true });
	expect(await answer).toEqual({ kind: 'no' });
	await until(() => bert.session.past().length === 2);
	expect(bert.session.past()[1]).toMatchObject({
		type: 'answer',
		answer: { kind: 'no' },
		by: `wizard of anna from this host, process ${process.pid}`,
	});
	expect(bert.session.answer(gates.confirm.id, { kind: 'yes' }, 'wizard')).toMatchObject({ taken: false });
	expect(run.session.past()).toHaveLength(2);
});

test('of two answers on their way at the same moment one is taken', async () => {
	listen();
	const anna = await front('anna');
	const bert = await front('bert');
	const answer = run.ask(gates.confirm);
	await until(() => bert.session.past().length === 1 && anna.session.past().length === 1);
	anna.session.answer(gates.confirm.id, { kind: 'yes' }, 'wizard');
	bert.session.answer(gates.confirm.id, { kind: 'no' }, 'wizard');
	const { kind } = await answer;
	await until(() => bert.session.past().length === 2 && anna.session.past().length === 2);
	await sleep(50);
	expect(run.session.past().filter(({ type }) => type === 'answer')).toMatchObject([{ answer: { kind } }]);
	expect(bert.session.past()).toEqual(anna.session.past());
});

test('a wish of a front reaches the run', async () => {
	listen();
	const { session } = await front('anna');
	const asked = run.ask(gates.confirm);
	session.wish('stop');
	await expect(asked).rejects.toThrow('the operator asked: stop');
});

test('a front that goes, also in the middle, leaves the run alone', async () => {
	listen();
	const anna = await front('anna');
	anna.leave();
	const socket = await dial();
	socket.write('{"type":"hel');
	socket.destroy();
	await sleep(50);
	run.emit({ type: 'phase', phase: 'Survey' });
	expect((await front('bert')).session.past()).toHaveLength(1);
});

test('what is no word of a front is refused and changes nothing', async () => {
	listen();
	const asked = run.ask(gates.confirm);
	asked.catch(() => {});
	const socket = await dial();
	let heard = '';
	socket.on('data', (chunk) => {
		heard += chunk;
	});
	// Before its hello nobody is listened to.
	socket.write(
		`${JSON.stringify({ type: 'answer', gate: gates.confirm.id, answer: { kind: 'yes' }, by: 'x' })}\n`,
	);
	socket.write('nonsense\n{"type":"wish","wish":"everything"}\n');
	await until(() => heard.split('"refused"').length === 4);
	expect(run.session.past()).toHaveLength(1);
	socket.destroy();
});

test('one that reads slowly misses log lines, and no event of the journal', async () => {
	listen();
	const socket = await dial();
	socket.write(`${JSON.stringify({ type: 'hello', protocol: 1, lockkeeper: 'x', me: 'slow' })}\n`);
	let heard = '';
	await new Promise((resolve) => socket.once('data', resolve));
	await sleep(50);
	socket.pause();
	const lines = Array.from({ length: 1000 }, () => 'x'.repeat(1000));
	for (let index = 0; index < 20; index++) {
		run.pass({ type: 'log', service: 'api', lines });
		await sleep(1);
	}
	run.emit({ type: 'phase', phase: 'Verify' });
	socket.on('data', (chunk) => {
		heard += chunk;
	});
	socket.resume();
	await until(() => heard.includes('"phase":"Verify"'));
	const logs = heard.split('"type":"log"').length - 1;
	expect(logs).toBeGreaterThan(0);
	expect(logs).toBeLessThan(20);
	socket.destroy();
});

describe('the socket', () => {
	test('is for its owner alone, and goes with the run', async () => {
		const before = process.umask(0);
		listen();
		process.umask(before);
		expect(statSync(join(directory, socketName)).mode & 0o777).toBe(0o600);
		await front('anna');
		await hangUp();
		expect(readdirSync(directory)).toEqual([]);
	});

	test('takes the place of one that a killed run has left', async () => {
		const left = createServer();
		await new Promise<void>((resolve) => left.listen(join(directory, socketName), resolve));
		listen();
		run.emit({ type: 'phase', phase: 'Survey' });
		expect((await front('anna')).session.past()).toHaveLength(1);
		await new Promise((resolve) => left.close(resolve));
	});

	test('is reached in a directory whose path is longer than the kernel takes for one', async () => {
		const deep = join(directory, 'd'.repeat(100), 'e'.repeat(100));
		mkdirSync(deep, { recursive: true });
		listen(deep);
		run.emit({ type: 'phase', phase: 'Survey' });
		expect((await front('anna', deep)).session.past()).toHaveLength(1);
		expect(readdirSync(deep)).toEqual([socketName]);
		await hangUp();
		expect(readdirSync(deep)).toEqual([]);
	});

	test('that cannot be made is told, and the run goes on', async () => {
		listen(join(directory, 'missing'));
		await until(() => problems.length === 1);
		expect(problems[0]).toContain('listen E');
		run.emit({ type: 'phase', phase: 'Survey' });
	});
});

describe('a run that cannot be shown', () => {
	/** Says one line to whoever comes. */
	async function speaker(words: string | undefined): Promise<Socket> {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			if (words !== undefined) socket.write(`${words}\n`);
		});
		await new Promise<void>((resolve) => server.listen(join(directory, socketName), resolve));
		hangUp = async () => {
			server.close();
		};
		return dial();
	}
	const who = { user: 'anna', from: 'this host' };

	test.each([
		{ type: 'hello', protocol: 1, lockkeeper: '99.0.0' },
		{ type: 'hello', protocol: 2, lockkeeper: '99.0.0', more: 'than is known' },
	])('is of another version: %o', async (hello) => {
		const socket = await speaker(JSON.stringify(hello));
		await expect(remoteRun(socket, who, ended)).rejects.toMatchObject({
			exit: 3,
			message: expect.stringContaining('The run was started by Lockkeeper 99.0.0, and this is '),
			advice: ['Nothing was changed by this one; the run goes on.', expect.stringContaining('99.0.0')],
		});
	});

	test('says nothing', async () => {
		const socket = await speaker(undefined);
		await expect(remoteRun(socket, who, ended, { patience: 100 })).rejects.toThrow(
			'did not answer within 0.1 s',
		);
	});

	test('says what is no hello', async () => {
		const socket = await speaker('HTTP/1.1 400 Bad Request');
		await expect(remoteRun(socket, who, ended)).rejects.toThrow(
			'it does not speak as a run of Lockkeeper does',
		);
	});

	test('was refused before it began', async () => {
		const socket = await speaker(
			JSON.stringify({ type: 'failed', exit: 2, message: 'No.', advice: ['Do.'] }),
		);
		await expect(remoteRun(socket, who, ended)).rejects.toMatchObject({
			exit: 2,
			message: 'No.',
			advice: ['Do.'],
		});
	});

	test('ends without a result', async () => {
		listen();
		const { ended: result } = await front('anna');
		await hangUp();
		await expect(result).rejects.toThrow('it ended without a result');
	});

	const broken = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

	test('is killed in the middle, and the connection breaks', async () => {
		listen();
		const socket = await dial();
		const { ended: result } = await remoteRun(socket, who, ended);
		socket.destroy(broken());
		await expect(result).rejects.toThrow('it ended without a result');
	});

	test('is killed before all is there, and the connection breaks', async () => {
		const socket = await speaker(undefined);
		const opened = remoteRun(socket, who, ended, { patience: 5_000 });
		socket.destroy(broken());
		await expect(opened).rejects.toThrow('it ended without a result');
	});
});
