import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callLockkeeper } from '../../e2e/lockkeeper.ts';
import { callService, freePort } from '../../host-service/host-stack.ts';

// What a person does who wants to see it: by the lab's command line, without an engine.

let parent: string;
let directory: string;
let port: number;
beforeEach(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'lockkeeper-lab-host-'));
	directory = path.join(parent, 'signage');
	port = await freePort();
});
afterEach(async () => {
	if (existsSync(path.join(directory, 'service.mjs'))) await callService(directory, 'stop');
	await rm(parent, { recursive: true, force: true });
});

const cli = path.join(import.meta.dirname, '../cli.ts');
const noEngine = { DOCKER_HOST: 'unix:///nowhere', PATH: '' };
const lab = (...words: readonly string[]) =>
	execa(process.execPath, [cli, ...words], { env: noEngine, reject: false, stdin: 'ignore', all: true });
const up = () =>
	lab(...['up', 'svrunner', '3.0.0', '--variant', 'host', '--dir', directory], '--port', String(port));
const answers = () =>
	fetch(`http://127.0.0.1:${port}/docs`).then(
		({ status }) => status,
		() => 'nobody',
	);

test('it comes up, is looked at as it says, and goes down without a trace', async () => {
	const brought = await up();
	expect(brought.exitCode, brought.all).toBe(0);
	expect(await answers()).toBe(200);
	expect(brought.stdout).toContain(
		'stand-ins: builds/*/server.mjs for the packaged build, service.mjs for systemd',
	);
	const said = /npm start -- (check .*)$/m.exec(brought.stdout)?.[1]?.split(' ') ?? [];
	expect(said).toEqual(['check', '--stack', directory, '--to', '3.1.0']);
	const checked = await callLockkeeper(said, { bundled: true });
	expect([0, 4], checked.stdout).toContain(checked.exit);
	expect(checked.stdout).toContain('3.1.0 is unpacked in builds/svrunner-3.1.0');

	const again = await up();
	expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is something in') });

	const pid = Number(await callService(directory, 'pid'));
	expect(pid).toBeGreaterThan(0);
	const gone = await lab('down', 'svrunner', '--dir', directory);
	expect(gone.exitCode, gone.all).toBe(0);
	expect(gone.stdout).toContain(`${directory} is gone`);
	expect(existsSync(directory)).toBe(false);
	expect(await answers()).toBe('nobody');
	// One that has ended and that nobody fetched has no words any more.
	expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('');
});

test('a version that is made to fail is refused, and nothing is made', async () => {
	const refused = await lab('up', 'svrunner', '3.2.1', '--variant', 'host', '--dir', directory);
	expect(refused).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining('3.2.1 is made to fail'),
	});
	expect(existsSync(directory)).toBe(false);
});
