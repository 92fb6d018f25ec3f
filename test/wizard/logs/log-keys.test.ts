import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { frameIsWhole, leaveAtOnce, useStory } from '../open-story.ts';
import { keys, openTerminal, type Terminal } from '../terminal.ts';

const story = useStory();
const size = { columns: 80, rows: 24 };
const open = (flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Terminal =>
	story.open(size, 'upgrade', flags, env);

test('the level leaves out what matters less, the title says so, and a third press shows all again', async () => {
	const shown = open(['mixed']);
	await shown.waitFor('✖ERROR: no room');
	await shown.waitFor('!WARNING: slow');
	shown.type('l');
	await shown.waitFor('following · warnings and er');
	expect(shown.text()).not.toContain('INFO: going on');
	expect(shown.text()).toContain('!WARNING: slow');
	shown.type('l');
	await shown.waitFor('following · errors alone');
	expect(shown.text()).not.toContain('WARNING: slow');
	expect(shown.text()).toContain('  in detail');
	shown.type('l');
	await shown.waitFor('INFO: going on');
});

test('e leads to the first error and says how many there are; n to the next', async () => {
	const shown = open(['mixed']);
	await shown.waitFor('✖ERROR: no room');
	shown.type('e');
	await shown.waitFor('Lines that say they are errors: 1 of 2.');
	shown.type('n');
	await shown.waitFor('Lines that say they are errors: 2 of 2.');
	shown.type(keys.escape);
	await shown.waitFor('Nothing to do');
});

test('a log without an error is told to have none', async () => {
	const shown = open();
	await shown.waitFor('Running upgr');
	shown.type('e');
	await shown.waitFor('No line of this log that is kept here says it is an error.');
});

test('long lines are shown whole and cut again', async () => {
	const shown = open();
	await shown.waitFor('Running upgr');
	expect(shown.text()).not.toContain('patterns');
	shown.type('w');
	await shown.waitFor('patterns');
	await frameIsWhole(shown, 80);
	shown.type('w');
	await shown.waitFor(/Running upgr[^\n]*…/);
	expect(shown.text()).not.toContain('patterns');
});

test('a pager gets the terminal, and the wizard has it back whole', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'lockkeeper-pager-'));
	try {
		const log = join(directory, 'it’s a log; x');
		await writeFile(log, 'the whole log\n');
		const shown = open([], { STORY_LOG: log, PAGER: 'sh -c \'cat "$1"; read line; echo "read $line"\' sh' });
		await shown.waitFor('Running upgr');
		shown.type('o');
		await shown.waitFor('the whole log');
		expect(shown.alternate()).toBe(false);
		// Ctrl+C there is the pager’s own.
		shown.type('q!l\r');
		await shown.waitFor('Nothing to do');
		expect(shown.alternate()).toBe(true);
		await frameIsWhole(shown, 80);
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(shown.raw()).toContain('read q!l');
	} finally {
		await rm(directory, { recursive: true });
	}
});

test('what no pager can show is told', async () => {
	const shown = open([], { STORY_LOG: '/nowhere/api.log' });
	await shown.waitFor('Running upgr');
	shown.type('o');
	await shown.waitFor('cannot be read');
	await frameIsWhole(shown, 80);
});

test('a command is sent to the clipboard, and the screen says which', async () => {
	const shown = story.open(size, 'checklist');
	await shown.waitFor('Read each one');
	shown.type(keys.tab);
	await shown.waitFor('Tab twice leads to the question');
	shown.type('c');
	await shown.waitFor('Sent to the terminal’s clipboard');
	const sent = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(shown.raw())?.[1] ?? '';
	expect(Buffer.from(sent, 'base64').toString()).toBe('docker compose ps');
});

test('at a question its own commands are copied, and nothing is answered', async () => {
	const shown = story.open(size, 'restart');
	await shown.waitFor('Your answer is needed');
	shown.type('c');
	const told = await shown.waitFor(/Sent to[\s\S]*the terminal’s clipboard/);
	expect(told).toContain('Your answer is needed: y for yes');
	const sent = /\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(shown.raw())?.[1] ?? '';
	expect(Buffer.from(sent, 'base64').toString()).toContain('docker compose');
});

test('Ctrl+Z gives the terminal back to the shell, and its fg the wizard', async () => {
	const shown = story.kept(
		openTerminal({
			columns: 80,
			rows: 24,
			program: 'bash',
			args: ['--norc', '-i'],
			env: { ...process.env, PS1: 'ready> ' },
		}),
	);
	await shown.waitFor('ready>');
	shown.type(`'${process.execPath}' '${story.program()}' upgrade\r`);
	await shown.waitFor('Nothing to do', 30_000);
	shown.type('\x1a');
	await shown.waitFor('Stopped');
	expect(shown.alternate()).toBe(false);
	shown.type('echo "1 and $((1 + 1))"\r');
	await shown.waitFor('1 and 2');
	shown.type('fg\r');
	await shown.waitFor('Nothing to do');
	expect(shown.alternate()).toBe(true);
	await frameIsWhole(shown, 80);
	shown.type(keys.ctrlC);
	await shown.waitFor('The run has not ended');
	shown.type(keys.ctrlC);
	await shown.waitFor('outcome left');
});
