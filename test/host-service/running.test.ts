import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processStart } from '../../source/host/processes.ts';
import { containers } from '../../source/host-service/answers.ts';
import { writeLastStart } from '../../source/host-service/last-start.ts';
import { runningNow } from '../../source/host-service/running.ts';
import { stopApp } from '../../source/host-service/start-stop.ts';
import { serviceFixture } from './service-fixture.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(path.join(tmpdir(), 'lockkeeper-running-'));
	for (const version of ['3.0.0', '3.1.0']) {
		mkdirSync(path.join(directory, `builds/app-${version}`), { recursive: true });
		writeFileSync(path.join(directory, `builds/app-${version}/server`), version);
	}
	symlinkSync('builds/app-3.0.0', path.join(directory, 'current'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
/** This very test is the app’s process. */
const here = (changes = {}) =>
	serviceFixture({ directory, pid: [process.execPath, '-p', String(process.pid)], ...changes });

test('a process that is older than the link runs nobody knows which version; what we started is known', async () => {
	await sleep(50);
	expect(await runningNow(here())).toMatchObject({ pid: process.pid, version: undefined });
	writeLastStart(here(), { pid: process.pid, ticks: processStart(process.pid) ?? '', version: '3.1.0' });
	expect(await runningNow(here())).toMatchObject({ version: '3.1.0' });
	expect(await containers(here())).toMatchObject([
		{ State: { Status: 'running' }, Config: { Image: 'app:3.1.0' } },
	]);
});

test.each([
	['0', [process.execPath, '-p', '0']],
	['nothing', [process.execPath, '-e', '']],
	['a process that is gone', [process.execPath, '-p', '4194304']],
	['another exit code', [process.execPath, '-e', 'console.log(1); process.exit(3)']],
])('it does not run: %s', async (_what, pid) => {
	expect(await runningNow(here({ pid }))).toBeUndefined();
	expect(await containers(here({ pid }))).toMatchObject([{ State: { Status: 'exited' } }]);
});

test('a program that is not there is no answer', async () => {
	await expect(runningNow(here({ pid: ['no-such-program'] }))).rejects.toThrow(
		'no-such-program could not be run (ENOENT)',
	);
});

test('a program that fails is quoted', async () => {
	mkdirSync(path.join(directory, '.lockkeeper'));
	const stop = [process.execPath, '-e', 'console.error("Unit app.service not loaded."); process.exit(5)'];
	await expect(stopApp(here({ stop }))).rejects.toThrow(
		/ended with exit code 5: Unit app\.service not loaded\.$/,
	);
});
