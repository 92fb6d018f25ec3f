// Touches the world: a practice stack whose restore points leave the host, through the built program.
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';

type Line = { readonly type: string } & Record<string, unknown>;

const program = join(import.meta.dirname, '../../dist/cli.js');
/** Another file system than the system's and the stack's, on every Linux. */
const otherDisk = '/dev/shm';
let stack: PracticeStack;
let elsewhere: string;

beforeAll(async () => {
	vi.stubEnv('TMPDIR', '/tmp');
	stack = await openPracticeQuickly({ rows: 200 });
	elsewhere = await mkdtemp(join(otherDisk, 'lockkeeper-off-host-'));
	await stack.ready;
});
afterAll(async () => {
	await stack.close();
	await rm(elsewhere, { recursive: true, force: true });
});
beforeEach(() => rm(join(elsewhere, 'practice'), { recursive: true, force: true }));

async function portOfNobody(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

const settings = (text: string) => writeFile(join(stack.directory, 'lockkeeper.yaml'), text);

async function call(...words: readonly string[]) {
	const { exitCode, stdout } = await execa(
		process.execPath,
		[program, ...words, '--stack', stack.directory, '--json'],
		{
			env: { ...stack.engine.environment, LANG: 'C.UTF-8' },
			stdin: 'ignore',
			reject: false,
			timeout: 120_000,
		},
	);
	const lines = stdout.split('\n').map((line) => JSON.parse(line) as Line);
	const text = ((lines.at(-1)?.text ?? []) as readonly string[]).join('\n');
	return { exit: exitCode, lines, text };
}

const finding = (lines: readonly Line[], of = 'off-host-copy') =>
	lines
		.flatMap((line) => (line.type === 'finding' ? [line.finding as Record<string, string>] : []))
		.find(({ check }) => check === of);
const steps = (lines: readonly Line[]) =>
	lines.flatMap((line) => (line.type === 'step ends' ? [`${line.step} ${line.outcome}`] : []));
const gates = (lines: readonly Line[]) =>
	lines.flatMap((line) => (line.type === 'gate' ? [line.gate as { id: string; text: string[] }] : []));
const copies = () => readdir(join(elsewhere, 'practice')).catch(() => []);

test('without a place the checklist warns, exit 4; with `offHost: none` nobody speaks of it', async () => {
	await settings('physical: off\n');
	const warned = await call('check', '--to', '0.1.10');
	expect({ exit: warned.exit, ...finding(warned.lines) }).toMatchObject({ exit: 4, outcome: 'warn' });
	await settings('physical: off\noffHost: none\n');
	const quiet = await call('check', '--to', '0.1.10');
	expect({ exit: quiet.exit, ...finding(quiet.lines) }).toMatchObject({ exit: 0, outcome: 'skip' });
});

test('a backup ships what it has proven; the checklist then knows the newest is there', async () => {
	await settings(`offHost: ${elsewhere}\n`);
	const { exit, lines, text } = await call('backup');
	expect(exit, text).toBe(0);
	expect(steps(lines)).toEqual(['restore-point done', 'prove done', 'ship done']);
	const [id = ''] = await copies();
	expect(text).toContain(`a copy at ${elsewhere}/practice/${id}, every checksum compared there.`);
	expect(await readdir(join(elsewhere, 'practice', id))).toContain('manifest.json');
	expect(finding((await call('check', '--to', '0.1.10')).lines)).toMatchObject({ outcome: 'pass' });
	await rm(join(elsewhere, 'practice', id), { recursive: true });
	expect(finding((await call('check', '--to', '0.1.10')).lines)).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringContaining('is on this host alone'),
	});
});

test('a backup that cannot ship has failed with 3, and its restore point stands', async () => {
	await settings(`offHost: ${elsewhere}/not-mounted\n`);
	const { exit, lines, text } = await call('backup');
	expect(exit, text).toBe(3);
	expect(steps(lines)).toEqual(['restore-point done', 'prove done', 'ship failed']);
	expect(text).toMatch(/The restore point \S+ was made in .*No copy of it off this host is known/s);
	expect(text).not.toContain('is not proven');
});

test('a place on the same disk is no second place', async () => {
	const beside = join(stack.directory, '..', 'beside');
	await mkdir(beside);
	await settings(`offHost: ${beside}\n`);
	const { exit, text } = await call('backup');
	expect({ exit, text }).toMatchObject({ exit: 3, text: expect.stringContaining('on the same disk') });
});

test('an upgrade asks before it goes on without the copy, and without notes, and says at its end that there is no copy', async () => {
	const nobody = `http://127.0.0.1:${await portOfNobody()}`;
	await settings(
		`offHost: ${elsewhere}/not-mounted\nchangelog: [{file: NONE.md}, {github: team/app, api: "${nobody}"}]\n`,
	);
	const { exit, lines, text } = await call('upgrade', '--to', '0.1.10', '--yes');
	expect(exit, text).toBe(0);
	expect(finding(lines, 'release-notes')).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringMatching(
			/^none at hand for 0\.1\.10: NONE\.md: there is no such file .*; releases of team\/app on .*: it could not be asked: .*ECONNREFUSED/,
		),
	});
	const warnings = lines.find(({ type, gate }) => type === 'answer' && gate === 'warnings');
	expect(warnings?.answer).toMatchObject({ items: expect.arrayContaining(['release-notes']) });
	const gate = gates(lines).find(({ id }) => id === 'without-ship');
	expect(gate?.text.join('\n')).toMatch(/not-mounted.*No copy of the restore point off this host is known/s);
	const order = lines.flatMap((line) =>
		line.type === 'gate' || line.type === 'step begins'
			? [line.type === 'gate' ? (line.gate as { id: string }).id : line.step]
			: [],
	);
	expect(order.indexOf('without-ship')).toBeLessThan(order.indexOf('keep-images'));
	expect(text).toMatch(
		/No copy of it off this host is known\. To make one: lockkeeper restore-points copy \S+/,
	);
}, 150_000);
