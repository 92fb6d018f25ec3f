// Touches the world: the command line as a child process, without an engine.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { begins, header, ids, keepRun, plan, upgraded } from '../run/history/journal-fixture.ts';

const entry = join(import.meta.dirname, '../../source/cli.ts');
let stack: string;
beforeEach(() => {
	stack = mkdtempSync(join(tmpdir(), 'lockkeeper-history-'));
});
afterEach(() => rmSync(stack, { recursive: true, force: true }));

/** No docker program is to be had. */
const history = (...words: string[]) => historyIn({ PATH: stack }, ...words);

async function historyIn(env: Readonly<Record<string, string | undefined>>, ...words: string[]) {
	const { exitCode, stdout, stderr } = await execa(process.execPath, [entry, 'history', ...words], {
		cwd: stack,
		env: { ...env, LANG: 'C.UTF-8' },
		extendEnv: false,
		reject: false,
	});
	return { exit: exitCode, stdout, stderr };
}

test('all runs, newest first, the interrupted and the damaged among them', async () => {
	keepRun(stack, ids.backup, [], 'damage\n');
	keepRun(stack, ids.upgrade, upgraded(ids.upgrade));
	keepRun(stack, ids.newest, [header(ids.newest), plan(), begins('pin')]);
	const before = tree();
	const { exit, stdout, stderr } = await history();
	expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
	expect(stdout.split('\n').slice(0, 8)).toEqual([
		`specivo: runs in ${join(stack, '.lockkeeper', 'runs')}, newest first`,
		'',
		'Runs',
		expect.stringMatching(
			/^ {2}2026-06-15 02:10:00 UTC {2}\S+newe {2}upgrade 0\.1\.9 → 0\.1\.10 {2}did not end/,
		),
		`  2026-06-15 02:10:00 UTC  ${ids.upgrade}  upgrade 0.1.9 → 0.1.10  done, exit 0  17 s`,
		'      specivo runs 0.1.10, verified.',
		`  not known  ${ids.backup}  run  nothing tells how it ended, before there was a plan; its journal is damaged in 1 line, the first is 1`,
		'',
	]);
	expect(stdout).toContain(`${ids.newest}; to go on with it: lockkeeper attach --stack ${stack}`);
	expect(tree()).toEqual(before);
});

/** What lies there, with when it was last changed. */
const tree = () =>
	readdirSync(stack, { recursive: true })
		.map(String)
		.sort()
		.map((name) => [name, statSync(join(stack, name)).mtimeMs]);

test('one run by the beginning of its id: steps, gates and who, findings, restore point, logs', async () => {
	keepRun(stack, ids.upgrade, upgraded(ids.upgrade));
	const { exit, stdout } = await history('20260615');
	expect(exit).toBe(0);
	for (const line of [
		`Run ${ids.upgrade}: upgrade 0.1.9 → 0.1.10`,
		'  Result         done, exit 0',
		'  Down for       9 s, after the restart began',
		'  Restore point  20260615T021100Z-0.1.9, /backups/specivo/20260615T021100Z-0.1.9',
		`  Log of api     /opt/specivo/.lockkeeper/runs/${ids.upgrade}/logs/api.log`,
		'  warn Disk space: 12 GiB | free',
		'  02:10:06  ? Start?  yes  1 s  by terminal of ada from 192.0.2.7',
		'  02:10:13  ! The database waits for a lock.',
		'  02:10:17  result  exit 0  specivo runs 0.1.10, verified.',
	])
		expect(stdout.split('\n')).toContain(line);
});

test('Markdown and JSON', async () => {
	keepRun(stack, ids.upgrade, upgraded(ids.upgrade));
	const markdown = (await history('newest', '--markdown')).stdout;
	expect(markdown).toContain(`# Run ${ids.upgrade}: upgrade 0.1.9 → 0.1.10\n\n| | |\n|---|---|\n| Stack | `);
	expect(markdown).toContain('- warn Disk space: 12 GiB \\| free\n');
	const one = JSON.parse((await history('newest', '--json')).stdout);
	expect(one).toMatchObject({ run: ids.upgrade, standing: 'done, exit 0', goingOn: false });
	expect(one.entries).toHaveLength(7);
	const all = JSON.parse((await history('--json')).stdout);
	expect(all).toMatchObject({ stack, runs: [{ run: ids.upgrade, result: { exit: 0 } }] });
});

test('a run that is not there ends with 2 and what there is; one that cannot be read with 3', async () => {
	keepRun(stack, ids.upgrade, upgraded(ids.upgrade));
	mkdirSync(join(stack, '.lockkeeper', 'runs', ids.newest));
	expect(await history('2027')).toEqual({
		exit: 2,
		stdout: '',
		stderr: `Expected the id of a run, its beginning, or “newest”, got “2027”.\nThere are: ${ids.upgrade}, ${ids.newest}.\nNothing was changed.`,
	});
	expect(await history('2026')).toMatchObject({ exit: 2 });
	expect(await history(ids.newest)).toMatchObject({
		exit: 3,
		stderr: expect.stringContaining('its journal cannot be read: there is none'),
	});
});

test('a stack without runs is told how to begin; what is no stack is refused', async () => {
	expect(await history()).toMatchObject({
		exit: 2,
		stderr: expect.stringContaining('Expected a Compose file'),
	});
	writeFileSync(join(stack, 'compose.yaml'), 'services: {}\n');
	expect(await history()).toMatchObject({
		exit: 0,
		stdout: expect.stringContaining('to begin one: lockkeeper'),
	});
});

test('a bundle of one run, without a name, in the current directory; what is in it is told', async () => {
	keepRun(stack, ids.upgrade, [
		...upgraded(ids.upgrade).slice(0, -1),
		{ type: 'result', result: { exit: 3, state: 'failed', text: ['login with of-dot-env was refused'] } },
	]);
	writeFileSync(join(stack, '.env'), 'SECRET_KEY=of-dot-env\n');
	expect((await history('newest')).stdout).toContain('login with [hidden] was refused');
	const environment = { PATH: process.env.PATH };
	const { exit, stdout, stderr } = await historyIn(environment, 'newest', '--bundle');
	const name = `lockkeeper-${ids.upgrade}.tar.gz`;
	expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
	expect(stdout.split('\n')[0]).toBe(`Bundle of run ${ids.upgrade}: ${join(stack, name)}`);
	expect(stdout).toContain('Nothing was sent anywhere.');
	const all = (await execa('tar', ['-xOzf', join(stack, name)])).stdout;
	expect(all).toContain('login with [hidden] was refused');
	expect(all).not.toContain('of-dot-env');
	expect(await historyIn(environment, 'newest', '--bundle', name)).toMatchObject({ exit: 2 });
	expect(await history('--bundle')).toMatchObject({ exit: 2, stderr: expect.stringContaining('got none') });
});
