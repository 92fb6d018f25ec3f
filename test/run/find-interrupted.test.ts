import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockkeeperVersion } from '../../source/host/lockkeeper-version.ts';
import { bootId, processStart } from '../../source/host/processes.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import { findUnfinished, interruptedOn, readInterrupted } from '../../source/run/find-interrupted.ts';
import { journalLine } from '../../source/run/journal.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { stackFixture, stepFixture } from '../steps/context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-interrupted-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const fileOf = (run: string) => join(directory, '.lockkeeper', 'runs', run, 'journal.jsonl');
const begins = (step: string): JournalEvent => ({ type: 'step begins', step, commands: [] });
function keep(run: string, lockkeeper: string, ...events: readonly JournalEvent[]): void {
	mkdirSync(join(directory, '.lockkeeper', 'runs', run), { recursive: true });
	const all: readonly JournalEvent[] = [
		{ type: 'run', run, purpose: 'upgrade', app: '', stack: '', directory, lockkeeper, practice: false },
		{ type: 'versions', from: '0.1.9', to: '0.1.10' },
		{
			...{ type: 'plan' },
			plan: { purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory, steps: [stepFixture('pin')] },
		},
		...events,
	];
	const at = '2026-06-15T02:10:00.000Z';
	writeFileSync(
		fileOf(run),
		all.map((event, index) => journalLine({ ...event, sequence: index + 1, at })).join(''),
	);
}
const stack = (pinned = '0.1.10') =>
	stackFixture(directory, docker.engine, { envVariables: { SPECIVO_VERSION: pinned } });
const holdLock = (pid: number, start: string) =>
	writeFileSync(
		join(directory, '.lockkeeper', 'lock'),
		JSON.stringify({
			...{ run: 'a', user: 'u', host: hostname(), from: 'here', since: '', pid, boot: bootId(), start },
		}),
	);

test('a run that was killed after its pin began is the same run, to go on with; its torn line is dropped', async () => {
	keep('a', lockkeeperVersion, begins('pin'));
	appendFileSync(fileOf('a'), '{"checksum":"01');
	const found = await interruptedOn(stack());
	expect(found).toMatchObject({ run: 'a', earlier: { id: 'a' } });
	expect(found?.earlier?.past).toHaveLength(4);
	expect(found?.interruption?.going?.half?.id).toBe('pin');
});

test('the lock of a dead process does not hide it, that of a living one does', async () => {
	keep('a', lockkeeperVersion, begins('pin'));
	holdLock(process.pid, processStart(process.pid) ?? '');
	expect(await interruptedOn(stack())).toBeUndefined();
	// The same process id, given to another one since.
	holdLock(process.pid, '1');
	expect((await interruptedOn(stack()))?.run).toBe('a');
});

test('damage is named with file and line, and it is not gone on with', () => {
	keep('a', lockkeeperVersion, begins('pin'));
	const text = readFileSync(fileOf('a'), 'utf8').replace('"versions"', '"Versions"');
	writeFileSync(fileOf('a'), text);
	expect(readInterrupted(directory, 'a')).toMatchObject({
		earlier: undefined,
		problem: `its journal is damaged: ${fileOf('a')}, line 2`,
		interruption: { changed: true },
	});
});

test.each([
	['99.0.0', `it is a run of Lockkeeper 99.0.0, and this is ${lockkeeperVersion}: go on with that one`],
	[lockkeeperVersion, undefined],
	['0.0.1', undefined],
])('of Lockkeeper %s: %s', (version, problem) => {
	keep('a', version, begins('pin'));
	const found = readInterrupted(directory, 'a');
	expect([found.problem, found.earlier !== undefined]).toEqual([problem, problem === undefined]);
});

test('a damaged journal of which nobody can tell asks, unless the stack runs as before', async () => {
	keep('a', lockkeeperVersion);
	writeFileSync(fileOf('a'), readFileSync(fileOf('a'), 'utf8').replace('"plan"', '"Plan"'));
	// No container of the app runs anything else than what was pinned before.
	docker.answers([{ when: 'ps --all', stdout: '' }]);
	expect((await interruptedOn(stack('0.1.10')))?.run).toBe('a');
	expect(await interruptedOn(stack('0.1.9'))).toBeUndefined();
});

test('a run that had changed nothing is no reason to ask; the next one finds it, but not itself', async () => {
	keep('a', lockkeeperVersion, begins('pull'));
	expect(await interruptedOn(stack())).toBeUndefined();
	keep('b', lockkeeperVersion);
	expect(findUnfinished(directory, 'b')?.run).toBe('a');
	const result: JournalEvent = { type: 'result', result: { exit: 0, state: 'new version', text: [] } };
	keep('a', lockkeeperVersion, begins('pull'), result);
	expect(findUnfinished(directory, 'b')).toBeUndefined();
});
