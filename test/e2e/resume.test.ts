// Touches the world: runs on the practice stack, killed in the middle of a step and gone on with by the built program.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';
import { faultVariable } from '../../source/run/fault-seam.ts';
import { readJournal } from '../../source/run/journal.ts';
import { openPracticeQuickly } from '../practice/open-quickly.ts';
import { canMount } from '../restore-points/workbench.ts';
import { openTerminal } from '../wizard/terminal.ts';
import { type Called, call, pinnedOf, program, rowsOf, stepsOf } from './killed.ts';

let stack: PracticeStack;
const open = async (options: Parameters<typeof openPracticeQuickly>[0] = {}) => {
	stack = await openPracticeQuickly({ rows: 300, ...options });
	await stack.ready;
};
afterEach(() => stack.close());

const runs = () => join(stack.directory, '.lockkeeper', 'runs');
const journalOf = async (run = '') =>
	join(
		runs(),
		run ||
			((await readdir(runs()))
				.filter((name) => name !== 'others')
				.sort()
				.at(-1) ??
				''),
		'journal.jsonl',
	);
const came = async ({ exit, state }: Called) => ({ exit, state, pinned: await pinnedOf(stack) });

describe('an upgrade', () => {
	test.each([
		// At every other point, and by the upgrade itself: the kill matrix.
		['up', 'attach'],
	])(
		'killed at %s: %s goes on with the same run to the new version',
		async (step, command) => {
			await open();
			const killed = await call(stack, ['upgrade', '--to', '0.1.10'], step);
			expect(killed.exit).toBeNull();
			const done = await call(stack, [command]);
			expect(await came(done), done.text).toEqual({ exit: 0, state: 'new version', pinned: '0.1.10' });
			expect(stepsOf(done.since)[0]).toBe(step);
			// The same run, and one journal that tells the whole.
			expect(await readdir(runs())).toHaveLength(1);
			const { events, torn, damaged } = readJournal(await journalOf());
			expect({ torn, damaged }).toEqual({ torn: false, damaged: [] });
			expect(events.filter(({ type }) => type === 'resumed')).toHaveLength(1);
			expect(done.since.find(({ type }) => type === 'gate')).toMatchObject({
				gate: {
					id: 'interrupted',
					text: [expect.stringContaining(`interrupted at “`), expect.anything(), expect.anything()],
				},
			});
			const report = events.findLast((event) => event.type === 'report')?.markdown ?? '';
			expect(report).toContain('| save database, data and configuration | done |');
			expect(report).toContain('| verify 0.1.10 | done |');
			const again = await call(stack, ['attach']);
			expect(again, again.text).toMatchObject({
				exit: 3,
				text: expect.stringContaining('There is no run to open'),
			});
		},
		300_000,
	);

	test('killed at up: rollback leads back to the old version with its rows', async () => {
		await open();
		const before = await rowsOf(stack);
		await call(stack, ['upgrade', '--to', '0.1.10'], 'up');
		// Looked at on a terminal and left: nothing changes, and the question stays.
		const terminal = openTerminal({
			...{ columns: 80, rows: 24, program: process.execPath },
			args: [program, '--stack', stack.directory],
			env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
		});
		try {
			const screen = await terminal.waitFor('Interrupted. What now?', 30_000);
			expect(screen).toMatch(/Go on/);
			expect(screen).toMatch(/Leaving now costs:? re-pin 0\.1\.9/);
			terminal.type('\x03');
			await terminal.waitFor('Stop at the next safe point', 20_000);
			terminal.type('s');
			await terminal.waitFor(/is left as it is/, 20_000);
			terminal.type('q');
			expect(await terminal.waitForExit(20_000)).toBe(130);
			expect(terminal.raw()).toContain('To go on: lockkeeper attach');
		} finally {
			await terminal.close();
		}
		// A script that wants another version is not given this one.
		const other = await call(stack, ['upgrade', '--to', '0.2.0']);
		expect({ exit: other.exit, text: other.text }).toEqual({
			...{ exit: 3, text: expect.stringMatching(/^Run \S+ to 0\.1\.10 was interrupted, and comes first\./) },
		});
		const back = await call(stack, ['rollback', '--allow-irreversible']);
		expect(await came(back), back.text).toEqual({ exit: 0, state: 'old version', pinned: '0.1.9' });
		expect(await rowsOf(stack)).toBe(before);
		const none = await call(stack, ['attach']);
		expect(none.exit, none.text).toBe(3);
	}, 300_000);

	/** Killed while it took a restore point. */
	const killedInRestorePoint = async () => {
		await open();
		await call(stack, ['upgrade', '--to', '0.1.10'], 'restore-point');
		const backups = join(stack.directory, '.lockkeeper', 'backups', 'practice');
		const partial = join(backups, '.20990101T000000Z-0.1.9.partial');
		await mkdir(partial, { recursive: true, mode: 0o700 });
		await writeFile(join(partial, 'dump'), 'half');
		return async () => (await readdir(backups)).filter((name) => name.endsWith('.partial'));
	};

	test('killed before anything was changed: there is nothing to roll back, and what it left is cleaned up', async () => {
		const partials = await killedInRestorePoint();
		const done = await call(stack, ['rollback']);
		expect(await came(done), done.text).toEqual({ exit: 3, state: 'unknown', pinned: '0.1.9' });
		expect(done.text).toMatch(
			/^There is nothing to roll back: .*\nRun \S+ was interrupted at “save database, data and configuration” on .*; version and data of the stack were not changed; unfinished restore point 20990101T000000Z-0\.1\.9 removed\.$/,
		);
		expect(await partials()).toEqual([]);
		const again = await call(stack, ['rollback']);
		expect(again.text).toMatch(/^There is nothing to roll back: .*\nNothing was changed\.$/);
	}, 300_000);

	test('killed before anything was changed: the next one says so, cleans up and is a run of its own', async () => {
		const partials = await killedInRestorePoint();
		const attached = await call(stack, ['attach']);
		expect(attached.exit, attached.text).toBe(3);
		const done = await call(stack, ['upgrade', '--to', '0.1.10']);
		expect(await came(done), done.text).toEqual({ exit: 0, state: 'new version', pinned: '0.1.10' });
		const told = done.lines.find((event) => event.type === 'fact' && event.fact.id === 'interrupted');
		expect(told).toMatchObject({
			fact: {
				value: expect.stringMatching(
					/ was interrupted at “save database, data and configuration” on .*; version and data of the stack were not changed; .*unfinished restore point 20990101T000000Z-0\.1\.9 removed/,
				),
			},
		});
		expect(await readdir(runs())).toHaveLength(2);
		expect(await partials()).toEqual([]);
	}, 300_000);

	test('whose journal is damaged is not gone on with, and line and file are named', async () => {
		await open();
		await call(stack, ['upgrade', '--to', '0.1.10'], 'up');
		const file = await journalOf();
		const text = await readFile(file, 'utf8');
		const lines = text.split('\n');
		lines[4] = (lines[4] ?? '').replace('"type"', '"typo"');
		await writeFile(file, lines.join('\n'));
		const damaged = await readFile(file, 'utf8');
		const tried = await call(stack, ['upgrade']);
		expect(tried.exit, tried.text).toBe(3);
		const gate = tried.since.find((event) => event.type === 'gate');
		expect(gate).toMatchObject({
			gate: {
				id: 'interrupted',
				items: [
					{ id: 'go-on', unavailable: expect.stringContaining(`its journal is damaged: ${file}, line 5`) },
					{ id: 'ways-back', recommended: true },
					{ id: 'leave' },
				],
			},
		});
		expect(await readFile(file, 'utf8')).toBe(damaged);
		const back = await call(stack, ['rollback', '--allow-irreversible']);
		expect(await came(back), back.text).toEqual({ exit: 0, state: 'old version', pinned: '0.1.9' });
	}, 300_000);
});

describe('a disk that is full for the journal', () => {
	const filler = () => join(runs(), 'others');
	// All of it: the journal's own page may hold a few lines more.
	const fill = () => {
		const descriptor = openSync(filler(), 'w');
		try {
			for (const bytes of [65_536, 4096]) {
				try {
					for (;;) writeSync(descriptor, Buffer.alloc(bytes));
				} catch {}
			}
		} finally {
			closeSync(descriptor);
		}
	};

	test.skipIf(!canMount()).each([
		['restore-point', 'old version', '0.1.9'],
		['up', 'in between', '0.1.10'],
	])(
		'at %s: the run stops between two steps and can be gone on with (skipped where mounting is not allowed)',
		async (step, state, pinned) => {
			await open();
			await mkdir(runs(), { recursive: true, mode: 0o700 });
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', runs()]);
			try {
				let full = false;
				// What is left of the journal's own page may last to the end from there: the next line is refused as well.
				if (step === 'up')
					process.env[faultVariable] = JSON.stringify([
						{ at: { type: 'step begins', step }, do: { refuse: 'ENOSPC' } },
					]);
				const stopped = await call(stack, ['upgrade', '--to', '0.1.10'], (event) => {
					if (event.type !== 'step begins' || event.step !== step || full) return false;
					full = true;
					fill();
					return false;
				}).finally(() => delete process.env[faultVariable]);
				expect(await came(stopped), stopped.text).toEqual({ exit: 3, state, pinned });
				expect(stopped.text).toContain('journal.jsonl can no longer be written: there is no room left.');
				const { damaged, torn } = readJournal(await journalOf());
				expect({ damaged, torn }).toEqual({ damaged: [], torn: false });
				if (step === 'restore-point') {
					const still = await call(stack, ['upgrade']);
					expect(await came(still), still.text).toMatchObject({ exit: 3, pinned });
				}
				await rm(filler());
				const done = await call(stack, ['upgrade', '--to', '0.1.10']);
				expect(await came(done), done.text).toEqual({ exit: 0, state: 'new version', pinned: '0.1.10' });
			} finally {
				execFileSync('umount', ['--lazy', runs()]);
			}
		},
		300_000,
	);
});

describe('a way back', () => {
	test('killed at the swap goes on to the old version with all its rows', async () => {
		await open({ fault: 'migration-fails' });
		const before = await rowsOf(stack);
		expect((await call(stack, ['upgrade', '--to', '0.2.0'])).exit).toBe(3);
		const late = join(stack.directory, 'specivo-data', 'attachments', 'late');
		await writeFile(late, 'since');
		const killed = await call(stack, ['rollback', '--allow-irreversible'], 'swap');
		expect(killed.exit).toBeNull();
		const done = await call(stack, ['attach', '--allow-irreversible']);
		expect(await came(done), done.text).toEqual({ exit: 0, state: 'old version', pinned: '0.1.9' });
		expect(stepsOf(done.since)[0]).toBe('swap');
		expect(await rowsOf(stack)).toBe(before);
		const data = await readdir(join(stack.directory, 'specivo-data'));
		expect(data.filter((name) => name.startsWith('.lockkeeper'))).toEqual([
			expect.stringMatching(/^\.lockkeeper-before-/),
		]);
		await expect(readFile(late)).rejects.toThrow('ENOENT');
	}, 300_000);

	test('killed after the stop: for other ways back, what it stopped starts again and what it laid beside goes', async () => {
		await open({ fault: 'migration-fails' });
		expect((await call(stack, ['upgrade', '--to', '0.2.0'])).exit).toBe(3);
		await call(stack, ['rollback', '--allow-irreversible'], 'ready');
		const terminal = openTerminal({
			...{ columns: 120, rows: 40, program: process.execPath },
			args: [program, 'attach', '--plain', '--stack', stack.directory],
			env: { ...process.env, ...stack.engine.environment, NO_COLOR: '1', LANG: 'C.UTF-8' },
		});
		try {
			await terminal.waitFor(/one of go-on, ways-back, leave/, 30_000);
			terminal.type('ways-back\r');
			await terminal.waitFor(/done start-again/, 60_000);
			await terminal.waitFor(/done remove-beside/, 60_000);
			await terminal.waitFor(/one of leave/, 60_000);
			terminal.type('leave\r');
			await terminal.waitForExit(30_000);
		} finally {
			await terminal.close();
		}
		const { events } = readJournal(await journalOf());
		expect(
			events.findLast((event) => event.type === 'step ends' && event.step === 'start-again'),
		).toMatchObject({
			detail: expect.stringContaining('started again'),
		});
		const data = await readdir(join(stack.directory, 'specivo-data'));
		expect(data.filter((name) => name.startsWith('.lockkeeper'))).toEqual([]);
		expect(await pinnedOf(stack)).toBe('0.2.0');
	}, 300_000);
});
