// Touches the world: a restore on the practice stack, undone and taken again, through the built program.
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { openTerminal } from '../wizard/terminal.ts';

const program = join(import.meta.dirname, '../../dist/cli.js');
let stack: PracticeStack;

beforeAll(async () => {
	stack = await openPracticeQuickly({ rows: 300, fault: 'migration-fails' });
	await stack.ready;
});
afterAll(() => stack.close());

async function call(...words: string[]) {
	const { exitCode, stdout, stderr } = await execa(
		process.execPath,
		[program, ...words, '--stack', stack.directory, '--yes', '--json'],
		{
			env: { ...stack.engine.environment, LANG: 'C.UTF-8' },
			stdin: 'ignore',
			reject: false,
			timeout: 120_000,
		},
	);
	const lines = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
	const result = lines.at(-1) ?? {};
	return { exit: exitCode, lines, state: result.state, text: result.text?.join('\n') ?? stderr };
}

const pinned = async () =>
	/^SPECIVO_VERSION=(.*)$/m.exec(await readFile(join(stack.directory, '.env'), 'utf8'))?.[1];
const late = () => join(stack.directory, 'specivo-data', 'attachments', 'late');
const isThere = (file: string) =>
	readFile(file, 'utf8').then(
		(text) => text,
		() => undefined,
	);

test('before a restore there is nothing to undo', async () => {
	const { exit, text } = await call('rollback', '--undo');
	expect({ exit, text }).toEqual({ exit: 3, text: expect.stringContaining('There is nothing to undo') });
});

test('a restore, its undo, and the restore once more', async () => {
	expect((await call('upgrade', '--to', '0.2.0')).exit).toBe(3);
	await writeFile(late(), 'since');

	const back = await call('rollback', '--allow-irreversible');
	expect({ exit: back.exit, state: back.state }, back.text).toEqual({ exit: 0, state: 'old version' });
	expect([await pinned(), await isThere(late())]).toEqual(['0.1.9', undefined]);

	const alone = await call('rollback', '--undo');
	expect({ exit: alone.exit, pinned: await pinned() }, alone.text).toEqual({ exit: 5, pinned: '0.1.9' });

	expect(alone.lines.findLast(({ type }) => type === 'leaving')?.cost.text).toBe(
		'nothing: 0.1.9 serves, nothing of the stack was changed',
	);

	const undone = await call('rollback', '--undo', '--allow-irreversible');
	expect({ exit: undone.exit, state: undone.state }, undone.text).toEqual({ exit: 3, state: 'failed' });
	expect(undone.text).toContain('The state before the restore is back, and 0.2.0 is pinned.');
	expect([await pinned(), await isThere(late())]).toEqual(['0.2.0', 'since']);

	const again = await call('rollback', '--allow-irreversible');
	expect({ exit: again.exit, state: again.state }, again.text).toEqual({ exit: 0, state: 'old version' });
	expect([await pinned(), await isThere(late())]).toEqual(['0.1.9', undefined]);

	const listed = await call('restore-points');
	const names = listed.lines[0].kept.map((state: { name: string }) => state.name);
	// What the undo kept of the restored state, and what the second restore kept.
	expect(listed.lines[0].kept.map((state: { version: string }) => state.version)).toEqual(['0.1.9', '0.2.0']);
	expect(listed.lines[0].kept[1].parts).toEqual([
		expect.stringContaining('specivo_before_'),
		expect.stringContaining('.lockkeeper-before-'),
	]);
	const wrong = await call('restore-points', 'prune', 'before-20200101T000000Z');
	expect({ exit: wrong.exit, text: wrong.text }).toEqual({
		exit: 2,
		text: expect.stringContaining(names[1]),
	});
	const kept = join(stack.directory, 'specivo-data', `.lockkeeper-${names[1]}`);
	await rename(kept, `${kept}-aside`);
	const missing = await call('rollback', '--undo', '--allow-irreversible');
	expect({ exit: missing.exit, pinned: await pinned() }, missing.text).toEqual({ exit: 3, pinned: '0.1.9' });
	expect(missing.text).toMatch(/Undo the restore of .*, for directory .*before-\w+ is gone/);
	await rename(`${kept}-aside`, kept);
	// On a terminal its name is asked for; the end of the input is no.
	const terminal = openTerminal({
		...{ columns: 100, rows: 30, program: process.execPath },
		args: [program, 'restore-points', 'prune', names[1], '--stack', stack.directory],
		env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
	});
	try {
		await terminal.waitFor(`type “${names[1]}” to go on, or no:`, 20_000);
		terminal.type('\x04');
		expect(await terminal.waitForExit(10_000)).toBe(0);
		expect(await readdir(kept)).toContain('attachments');
	} finally {
		await terminal.close();
	}
	const removed = await call('restore-points', 'prune', names[1]);
	expect(removed.exit, removed.text).toBe(0);
	expect(removed.text).toMatch(
		/^Removed: database specivo_before_\w+ and directory .*\.lockkeeper-before-\w+\.$/,
	);
	expect((await call('restore-points')).lines[0].kept.map(({ name }: { name: string }) => name)).toEqual([
		names[0],
	]);
	const left = await readdir(join(stack.directory, 'specivo-data'));
	expect(left.filter((name) => name.startsWith('.lockkeeper'))).toEqual([`.lockkeeper-${names[0]}`]);
	const gone = await call('rollback', '--undo', '--allow-irreversible');
	expect({ exit: gone.exit, text: gone.text }).toEqual({
		...{ exit: 3, text: expect.stringContaining('what it kept was removed') },
	});

	// Taken twice in a row it says so: the old version is pinned and serves.
	const twice = await call('rollback');
	expect(twice.exit, twice.text).toBe(0);

	// Restored once more by hand, the data that is kept is the old version's: its undo pins that, not the failed one.
	const hand = openTerminal({
		...{ columns: 100, rows: 40, program: process.execPath },
		args: [program, 'rollback', '--plain', '--stack', stack.directory],
		env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
	});
	try {
		await hand.waitFor(/restore: Restore the data/, 30_000);
		for (const [asked, answer] of [
			[/one of leave, .*restore, .*or no:/, 'restore'],
			[/yes or no:/, 'yes'],
			[/to go on.*or no:/, 'practice'],
		] as const) {
			await hand.waitFor(asked, 30_000);
			hand.type(`${answer}\r`);
		}
		await hand.waitFor(/done swap/, 60_000);
		await hand.waitFor(/done verify/, 60_000);
	} finally {
		await hand.close();
	}
	const next = await call('rollback', '--undo');
	expect(next.exit, next.text).toBe(5);
	expect(next.lines.findLast(({ type }) => type === 'plan')?.plan).toMatchObject({
		from: '0.1.9',
		to: '0.1.9',
	});
}, 300_000);
