// Touches the world: the built wizard on the practice stack, driven with keys in a real terminal emulator.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keys, openTerminal, type Terminal } from '../wizard/terminal.ts';
import { type Answers, press, walkUntil } from '../wizard/walk.ts';

const root = join(import.meta.dirname, '../..');

let terminal: Terminal | undefined;
/** Of this test alone, so that what is left behind shows. */
let temporary: string;

beforeEach(() => {
	temporary = mkdtempSync(join(tmpdir(), 'wizard-'));
});

afterEach(async () => {
	await terminal?.close();
	terminal = undefined;
	rmSync(temporary, { recursive: true, force: true });
});

const open = (columns: number, rows: number, ...words: string[]): Terminal => {
	terminal = openTerminal({
		columns,
		rows,
		program: process.execPath,
		args: ['dist/cli.js', 'practice', ...words],
		cwd: root,
		env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8', TMPDIR: temporary },
	});
	return terminal;
};

/** Every frame is whole: no line wider than the screen, a closed frame, and what leaving costs in view. */
function wholeFrame(columns: number): NonNullable<Answers['onScreen']> {
	return (screen) => {
		if (!screen.includes('┌')) return;
		const lines = screen.split('\n');
		expect(lines.at(0), screen).toMatch(/^┌.*┐$/);
		expect(lines.at(-1), screen).toMatch(/^└─+┘$/);
		for (const line of lines) expect(line.length, screen).toBeLessThanOrEqual(columns);
		expect(screen).toContain('Leaving now costs: ');
	};
}

test('a first walk: the practice stack goes up with the keys that the screen names, and nothing is left behind', async () => {
	const wizard = open(80, 24);
	await wizard.waitFor('practice stack: no Docker is touched', 20_000);
	const end = await walkUntil(
		wizard,
		/practice runs 0\.1\.10, verified/,
		{ onScreen: wholeFrame(80) },
		240_000,
	);
	expect(end).toContain('nothing: 0.1.10 serves and was verified');
	press(wizard, 'q');
	expect(await wizard.waitForExit()).toBe(0);
	expect(wizard.alternate()).toBe(false);
	expect(wizard.text()).toContain('practice runs 0.1.10, verified.');
	// Its report and its restore point are named on the same screen.
	expect(wizard.text().replaceAll('\n', '')).toContain('were removed, with every file that is named above');
	expect(readdirSync(temporary).filter((name) => name.startsWith('lockkeeper-'))).toEqual([]);
}, 300_000);

test('a failed migration shows its reason, and the recommended way back leads to the old version', async () => {
	const wizard = open(80, 24, '--fault', 'migration-fails', '--to', '0.2.0');
	let reason = '';
	let offered = '';
	await walkUntil(
		wizard,
		/0\.1\.9 serves again and was verified/,
		{
			onScreen(screen) {
				if (/UniqueViolation/.test(screen)) reason ||= screen;
				if (screen.includes('Which way?')) offered ||= screen;
			},
		},
		150_000,
	);
	expect(reason).toMatch(/IntegrityError|UniqueViolation/);
	expect(offered).toMatch(/Restore the data and re-pin 0\.1\.9|Restore the data and re-pin …/);
	press(wizard, 'q');
	expect(await wizard.waitForExit()).toBe(3);
	expect(wizard.text()).toContain('The state before the restore is kept: database specivo_before_');
}, 180_000);

test('what would be lost is shown at 80×24 before it is, and e exports it first', async () => {
	const wizard = open(80, 24, '--fault', 'migration-fails', '--to', '0.2.0');
	const losing = await walkUntil(wizard, /or e to export first, then Enter/, {}, 150_000);
	expect(losing).toContain('Written from ');
	expect(losing).toContain('e Enter export first');
	wizard.type('e');
	await wizard.waitFor('▸ e_', 20_000);
	wizard.type(keys.enter);
	await wizard.waitFor(/exported \d+ rows? and \d+ files? to/, 30_000);
	await walkUntil(wizard, /0\.1\.9 serves again and was verified/, {}, 90_000);
	press(wizard, 'q');
	expect(await wizard.waitForExit()).toBe(3);
}, 240_000);

test('leaving at a gate before anything was changed says so and exits with 130', async () => {
	const wizard = open(80, 24, '--to', '0.1.10');
	await walkUntil(wizard, /You left\./, { decline: ['Start with the restore point?'] }, 90_000);
	press(wizard, 'q');
	expect(await wizard.waitForExit()).toBe(130);
	expect(wizard.text()).toContain('Nothing of the stack was changed; the version before serves.');
}, 120_000);

test('a terminal that is closed in the middle of a migration ends the run at its next safe point', async () => {
	const wizard = open(80, 24, '--fault', 'slow-migration', '--to', '0.2.0');
	await walkUntil(wizard, /0023: looked/, {}, 90_000);
	wizard.signal('SIGHUP');
	expect(await wizard.waitForExit(20_000)).toBe(130);
	expect(readdirSync(temporary).filter((name) => name.startsWith('lockkeeper-'))).toEqual([]);
}, 120_000);

test('Ctrl+C twice gives the terminal back at once', async () => {
	const wizard = open(80, 24);
	await wizard.waitFor('Leaving now costs', 20_000);
	wizard.type(keys.ctrlC);
	await wizard.waitFor('Leave', 20_000);
	wizard.type(keys.ctrlC);
	expect(await wizard.waitForExit()).toBe(130);
	expect(wizard.alternate()).toBe(false);
}, 90_000);

test('a terminal that is too small gets a sentence, and the wizard once it is large enough', async () => {
	const wizard = open(50, 10);
	const small = await wizard.waitFor(/needs at least/i, 20_000);
	expect(small).toMatch(/50.*10/);
	wizard.resize(80, 24);
	await wizard.waitFor('Leaving now costs', 20_000);
}, 30_000);
