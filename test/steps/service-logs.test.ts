import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { momentNow } from '../../source/host/moment.ts';
import { isSince, openServiceLogs, type ServiceLogs } from '../../source/steps/service-logs.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { stackFixture } from './context-fixture.ts';

let directory: string;
let docker: StubDocker;
let logs: ServiceLogs;
let shown: string[];
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-logs-'));
	writeFileSync(join(directory, 'docker-compose.yml'), '');
	writeFileSync(join(directory, '.env'), '');
	shown = [];
	logs = openServiceLogs(
		stackFixture(directory, docker.engine),
		directory,
		(text) => text.replaceAll('hunter22', '[hidden]'),
		(service, lines) => shown.push(...lines.map((line) => `${service} ${line}`)),
	);
});
afterEach(async () => {
	await logs.close();
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const begin = new Date('2026-06-15T02:10:00.000Z');
const at = (second: number) => `2026-06-15T02:10:0${second}.123456789Z`;

/** A container of the api, and what its log says each time it is asked. */
const container = (id: string, ...lines: readonly string[]) => [
	{ when: 'ps --all --quiet', stdout: `${id}\n` },
	{
		when: `container inspect ${id}`,
		stdout: JSON.stringify([
			{
				Id: id,
				Image: 'x',
				State: { Status: 'running', ExitCode: 0 },
				Config: { Image: 'x', Labels: { 'com.docker.compose.service': 'api' } },
			},
		]),
	},
	{ when: `${id}`, stdout: lines.map((line) => `${line}\n`).join('') },
];
const texts = () => logs.lines('api').map(({ text }) => text);
const asked = () => docker.calls().filter((words) => words[0] === 'logs').length;

test('lines come once, however often the log has to be asked again', async () => {
	docker.answers(
		container(
			'one',
			`${at(1)} Waiting for database...`,
			`${at(2)} same moment`,
			`${at(2)} same moment, other line`,
		),
	);
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(asked()).toBeGreaterThanOrEqual(3), { timeout: 10_000 });
	expect(texts()).toEqual(['Waiting for database...', 'same moment', 'same moment, other line']);
	expect(docker.calls().findLast((words) => words[0] === 'logs')).toEqual([
		'logs',
		'--follow',
		'--timestamps',
		'--since',
		at(2),
		'one',
	]);
});

test('lines of two pipes may come in another order: none is lost, none comes twice', async () => {
	docker.answers(
		container('one', `${at(2)} from stderr`, `${at(1)} from stdout`, `${at(2)} from stdout too`),
	);
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(asked()).toBeGreaterThanOrEqual(3), { timeout: 10_000 });
	expect(texts()).toEqual(['from stderr', 'from stdout', 'from stdout too']);
});

test('the log of a recreated container goes on where the first ended', async () => {
	docker.answers(container('one', `${at(1)} old`));
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(texts()).toEqual(['old']), { timeout: 10_000 });
	docker.answers(container('two', `${at(3)} new`));
	await vi.waitFor(() => expect(texts()).toEqual(['old', 'new']), { timeout: 10_000 });
});

describe('the clock is set back by an hour', () => {
	const earlier = (second: number) => `2026-06-15T01:10:0${second}.123456789Z`;
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ['Date'], now: begin });
	});
	afterEach(() => {
		vi.useRealTimers();
	});
	const setBack = () => vi.setSystemTime(begin.getTime() - 3_600_000);

	test('the log of a recreated container goes on', async () => {
		docker.answers(container('one', `${at(1)} old`));
		logs.follow(['api'], begin);
		await vi.waitFor(() => expect(texts()).toEqual(['old']), { timeout: 10_000 });
		setBack();
		docker.answers(container('two', `${earlier(3)} new`));
		await vi.waitFor(() => expect(texts()).toEqual(['old', 'new']), { timeout: 10_000 });
		// The engine itself leaves out what is older than it is asked for.
		const since = docker.calls().findLast((words) => words[0] === 'logs' && words.includes('two'))?.[4];
		expect(since && since <= earlier(3)).toBe(true);
	});

	test('of a container that starts again nothing comes twice, and nothing is lost', async () => {
		docker.answers(container('one', `${at(1)} one`, `${at(5)} five`));
		logs.follow(['api'], begin);
		await vi.waitFor(() => expect(texts()).toEqual(['one', 'five']), { timeout: 10_000 });
		setBack();
		const before = asked();
		docker.answers(
			container('one', `${at(1)} one`, `${at(5)} five`, `${earlier(8)} eight`, `${earlier(9)} nine`),
		);
		await vi.waitFor(() => expect(asked()).toBeGreaterThan(before + 3), { timeout: 10_000 });
		expect(texts()).toEqual(['one', 'five', 'eight', 'nine']);
	});

	test('while a log is followed, its lines are taken all the same', async () => {
		docker.answers(container('one', `${at(1)} one`));
		logs.follow(['api'], begin);
		await vi.waitFor(() => expect(texts()).toEqual(['one']), { timeout: 10_000 });
		const go = join(directory, 'go');
		const held = { ...container('one')[2], when: 'one', wait: go, stdout: `${earlier(3)} three\n` };
		docker.answers([...container('one').slice(0, 2), held]);
		const before = asked();
		await vi.waitFor(() => expect(asked()).toBeGreaterThan(before), { timeout: 10_000 });
		setBack();
		writeFileSync(go, '');
		await vi.waitFor(() => expect(texts()).toEqual(['one', 'three']), { timeout: 10_000 });
	});

	test.each<[string, string, boolean]>([
		['written after a moment is still known as that', earlier(9), true],
		['written just before it is not', '2026-06-15T01:09:59.500Z', false],
	])('a line %s', (_what, written, expected) => {
		const moment = momentNow();
		setBack();
		const back = -3_600_000 + Date.parse(moment.at) - performance.timeOrigin - performance.now();
		expect(isSince({ at: written, text: '', shift: back }, moment)).toBe(expected);
	});
});

test('a line without a time is docker’s own word, and none of the log', async () => {
	docker.answers(container('one', 'Error response from daemon: can not get logs', `${at(1)} a`, `${at(2)}`));
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(texts()).toEqual(['a', '']), { timeout: 10_000 });
});

test('secrets are hidden on the screen and in the file, which nobody else may read', async () => {
	docker.answers(container('one', `${at(1)} password hunter22 refused`));
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(shown).toEqual(['api password [hidden] refused']), { timeout: 10_000 });
	await logs.close();
	expect(readFileSync(logs.file('api'), 'utf8')).toBe(`${at(1)} password [hidden] refused\n`);
	expect(statSync(logs.file('api')).mode & 0o777).toBe(0o600);
});

test('closing shows what still waited to be shown', async () => {
	docker.answers(container('one', `${at(1)} last words`));
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(logs.count()).toBe(1), { timeout: 10_000, interval: 1 });
	await logs.close();
	expect(shown).toEqual(['api last words']);
});

test('a service that nobody follows has no lines', () => {
	expect(logs.lines('db')).toEqual([]);
});

test('after an interruption the file holds each line once, and the one that was cut is whole', async () => {
	writeFileSync(join(directory, 'api.log'), `${at(1)} one\n${at(2)} two\n${at(3)} thr`);
	docker.answers(container('one', `${at(1)} one`, `${at(2)} two`, `${at(3)} three`, `${at(4)} four`));
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(texts()).toEqual(['one', 'two', 'three', 'four']), { timeout: 10_000 });
	await logs.close();
	expect(readFileSync(join(directory, 'api.log'), 'utf8').split('\n')).toEqual([
		...[`${at(1)} one`, `${at(2)} two`, `${at(3)} three`, `${at(4)} four`, ''],
	]);
});

test('no line of a flood is lost on the way to the file, and the newest are kept', async () => {
	const flood = fileURLToPath(new URL('../bench/wizard/flood.mjs', import.meta.url));
	docker.answers([
		...container('one').slice(0, 2),
		{ when: '02:10:00.000Z one', program: [process.execPath, flood, '50000', '1000000'] },
		{ when: 'one' },
	]);
	logs.follow(['api'], begin);
	await vi.waitFor(() => expect(logs.count()).toBe(50_000), { timeout: 50_000, interval: 100 });
	await logs.close();
	const written = readFileSync(logs.file('api'), 'utf8').trimEnd().split('\n');
	expect(written.map((line) => Number(/line (\d+)/.exec(line)?.[1]))).toEqual(
		Array.from({ length: 50_000 }, (_, index) => index + 1),
	);
	expect(logs.lines('api')).toHaveLength(20_000);
	expect(texts().at(-1)).toContain('line 50000 ');
	expect(shown).toHaveLength(50_000);
});
