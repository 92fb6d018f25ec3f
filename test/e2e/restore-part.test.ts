// Touches the world: one part of a restore point brought back on the practice stack, through the built program.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { onStack } from '../practice/opened-stack.ts';
import { openTerminal } from '../wizard/terminal.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');
let stack: PracticeStack;
let attachments: string;
/** A file that was saved, and is lost later. */
let saved: string;

beforeAll(async () => {
	stack = await openPracticeQuickly({ rows: 300 });
	await stack.ready;
	attachments = join(stack.directory, 'specivo-data', 'attachments');
	saved = join(attachments, 'saved');
	await writeFile(saved, 'before the upgrade');
	const { exit, text } = await call('upgrade', '--to', '0.1.10');
	expect(exit, text).toBe(0);
	await onStack(stack).sql("UPDATE projects SET name = name || ', changed' WHERE id = 1");
	await rm(saved);
	await writeFile(join(attachments, 'late'), 'since');
}, 120_000);
afterAll(() => stack.close());

const environment = () => ({ ...process.env, ...stack.engine.environment, LANG: 'C.UTF-8', NO_COLOR: '1' });

async function call(...words: string[]) {
	const { exitCode, stdout } = await execa(
		process.execPath,
		[program, ...words, '--stack', stack.directory, '--yes', '--json'],
		{ env: environment(), stdin: 'ignore', reject: false, timeout: 120_000 },
	);
	const lines = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
	const last = lines.at(-1);
	return { exit: exitCode, lines, state: last?.state, text: last?.text?.join('\n') ?? '' };
}

/** Goes a way back as a person does on a line front. @returns the whole screen at its end */
async function goBack(way: string): Promise<string> {
	const terminal = openTerminal({
		...{ columns: 200, rows: 400, program: process.execPath, env: environment() },
		args: [program, 'rollback', '--plain', '--stack', stack.directory],
	});
	try {
		for (const [asked, answer] of [
			[/one of leave, .* or no:/, way],
			[/yes or no:/, 'yes'],
			[/to go on.*or no:/, 'practice'],
		] as const) {
			await terminal.waitFor(asked, 30_000);
			terminal.type(`${answer}\r`);
		}
		expect(await terminal.waitForExit(90_000), terminal.text()).toBe(0);
		return terminal.text();
	} finally {
		await terminal.close();
	}
}

/** Version that is pinned, whether the rows and the files are those of now or of then. */
async function now() {
	const env = await readFile(join(stack.directory, '.env'), 'utf8');
	const rows = await onStack(stack).sql("SELECT count(*) FROM projects WHERE name LIKE '%, changed'");
	const files = await readdir(attachments);
	return {
		pinned: /^SPECIVO_VERSION=(.*)$/m.exec(env)?.[1],
		rows: rows === '1' ? 'now' : 'then',
		files: files.includes('late') && !files.includes('saved') ? 'now' : 'then',
	};
}
const keptNames = async (): Promise<readonly { name: string; parts: readonly string[] }[]> =>
	(await call('restore-points')).lines[0].kept;

test('files alone: the pin and the rows of now stay, and so they do when it is undone', async () => {
	const said = await goBack('restore-archive-1');
	expect(await now()).toEqual({ pinned: '0.1.10', rows: 'now', files: 'then' });
	expect(await readFile(saved, 'utf8')).toBe('before the upgrade');
	expect(said).toContain('0.1.10 runs and was verified.');
	expect(said).toMatch(/Brought back: directory \S+\/specivo-data\. Left as it was: database specivo\./);
	expect(said).toMatch(/Only this is brought back: directory \S+\. Untouched stays: database specivo\./);
	expect(said).not.toContain('begin pin');
	const kept = await keptNames();
	expect(kept.map(({ parts }) => parts)).toEqual([[expect.stringMatching(/^directory .*before-/)]]);

	const undone = await call('rollback', '--undo', '--allow-irreversible');
	expect({ exit: undone.exit, state: undone.state }, undone.text).toEqual({ exit: 0, state: 'new version' });
	expect(await now()).toEqual({ pinned: '0.1.10', rows: 'now', files: 'now' });
}, 150_000);

test('the database alone: the old version is pinned with its rows, and every file of now stays', async () => {
	const said = await goBack('restore-database');
	expect(await now()).toEqual({ pinned: '0.1.9', rows: 'then', files: 'now' });
	expect(said).toContain('0.1.9 serves again and was verified.');
	expect(said).toMatch(/Brought back: database specivo\. Left as it was: directory \S+\/specivo-data\./);
	// What stays is not compared: nothing of it is lost.
	expect(said).toContain('public.projects');
	expect(said).not.toContain('1 file new');
	const [, database] = await keptNames();
	expect(database?.parts).toEqual([expect.stringMatching(/^database specivo_before_/)]);

	const undone = await call('rollback', '--undo', '--allow-irreversible');
	expect(undone.exit, undone.text).toBe(0);
	expect(await now()).toEqual({ pinned: '0.1.10', rows: 'now', files: 'now' });

	const [files, rows] = await keptNames();
	expect(rows?.parts).toEqual([expect.stringMatching(/^database specivo_before_/)]);
	const removed = await call('restore-points', 'prune', rows?.name ?? '');
	expect(removed.text).toMatch(/^Removed: database specivo_before_\w+\.$/);
	expect((await keptNames()).map(({ name }) => name)).toEqual([files?.name]);
	expect(await now()).toEqual({ pinned: '0.1.10', rows: 'now', files: 'now' });
}, 150_000);

test('an archive that is damaged keeps nobody from the database alone', async () => {
	const backups = join(stack.directory, '.lockkeeper', 'backups', 'practice');
	const [point = ''] = await readdir(backups);
	const names = await readdir(join(backups, point));
	const archive = join(backups, point, names.find((name) => name.endsWith('.tar.zst')) ?? 'none');
	const whole = await readFile(archive);
	await writeFile(archive, whole.subarray(0, whole.length - 8));
	await goBack('restore-database');
	expect(await now()).toEqual({ pinned: '0.1.9', rows: 'then', files: 'now' });
}, 90_000);
