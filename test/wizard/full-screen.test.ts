import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { keys as table } from '../../source/wizard/keys.ts';
import { answersOf, frameIsWhole, leaveAtOnce, useStory } from './open-story.ts';
import { type Chapter, chapterNames } from './story.ts';
import { keys, type Terminal } from './terminal.ts';

const story = useStory();
const open = (columns: number, rows: number, chapter: Chapter, ...flags: string[]): Terminal =>
	story.open({ columns, rows }, chapter, flags);

const sent: Readonly<Record<string, string>> = {
	...keys,
	...{ space: ' ', pageup: keys.pageUp, pagedown: keys.pageDown, 'shift+tab': '\x1b[Z' },
};
/** Every key of the table but those that answer a question by themselves, close the wizard, or stop it. */
const decidingNothing = table
	.filter(
		({ id }) => !['leave', 'leave at once', 'suspend', 'yes', 'no', 'choose', 'stop then leave'].includes(id),
	)
	.flatMap(({ presses }) => [...presses])
	.filter((press) => !['y', 'n', 'enter', 'q', 'ctrl+c'].includes(press));

describe('every screen is whole at every size', () => {
	test.each(chapterNames)(
		'%s at 80×24, 120×40, 200×60, 60×18, back, and under every key of the table',
		async (chapter) => {
			const shown = story.open({ columns: 80, rows: 24 }, chapter, [], { STORY_LOG: '/nowhere/a.log' });
			await shown.waitFor('Leaving now costs');
			await frameIsWhole(shown, 80);
			for (const [columns, rows] of [
				[120, 40],
				[200, 60],
				[60, 18],
				[80, 24],
			] as const) {
				shown.resize(columns, rows);
				await frameIsWhole(shown, columns);
			}
			for (const press of decidingNothing) {
				shown.type(sent[press] ?? press);
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			await frameIsWhole(shown, 80);
			shown.type(keys.ctrlC);
			if (chapter !== 'report') {
				await shown.waitFor('The run has not ended');
				await frameIsWhole(shown, 80);
				shown.type(keys.ctrlC);
			}
			await shown.waitForExit();
			expect(answersOf(shown)).toEqual([]);
		},
	);

	test('a terminal that is too small says what it needs, answers nothing, and comes back', async () => {
		const shown = open(50, 12, 'restart');
		await shown.waitFor('needs at least');
		expect(shown.text()).toContain('60×18');
		await new Promise((resolve) => setTimeout(resolve, 500));
		shown.type('y');
		shown.resize(80, 24);
		await shown.waitFor('Your answer is needed');
		await frameIsWhole(shown, 80);
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([]);
	});

	test('200 resizes under a busy log leave no torn frame', async () => {
		const shown = open(80, 24, 'upgrade', 'logs');
		await shown.waitFor('following');
		let columns = 80;
		for (let count = 0; count < 200; count += 1) {
			columns = 60 + ((count * 37) % 140);
			shown.resize(columns, 18 + ((count * 13) % 42));
			await new Promise((resolve) => setTimeout(resolve, 20));
			// Between two that come quickly a frame is being drawn; now and then it is looked at.
			if (count % 40 === 39) await frameIsWhole(shown, columns);
		}
		shown.type('p');
		await shown.waitFor('paused');
		await frameIsWhole(shown, columns);
	});
});

describe('questions', () => {
	test('are answered one after the other, by the keys that the screen names', async () => {
		const shown = open(80, 24, 'checklist', 'play');
		await shown.waitFor('Read each one and press Space');
		shown.type(' ');
		await shown.waitFor('1 of 2 still open');
		shown.type(' ');
		await shown.waitFor('All are acknowledged');
		shown.type(keys.enter);

		await shown.waitFor('Have you read the notes?');
		await shown.waitFor('Read each one and press Space');
		shown.type('a');
		await shown.waitFor('All are acknowledged');
		shown.type(keys.enter);

		await shown.waitFor('Begin with this plan?');
		await shown.waitFor('Your answer is needed: y or Enter');
		shown.type(keys.enter);
		await shown.waitFor('Nothing to do');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([
			{ gate: 'warnings', answer: { kind: 'acknowledged', items: ['services', 'disk-space'] }, by: 'wizard' },
			{ gate: 'notes', answer: { kind: 'acknowledged', items: ['marked'] }, by: 'wizard' },
			{ gate: 'plan', answer: { kind: 'yes' }, by: 'wizard' },
		]);
	});

	test('about what destroys are not confirmed by Enter', async () => {
		const shown = open(80, 24, 'restart', 'play');
		await shown.waitFor('Your answer is needed');
		shown.type(keys.enter);
		shown.type(' ');
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(shown.text()).toContain('Restart on 0.2.0 now?');
		shown.type('y');
		await shown.waitFor('following');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([{ gate: 'restart', answer: { kind: 'yes' }, by: 'wizard' }]);
	});

	test('about what destroys are not confirmed before their text was read to its end', async () => {
		const shown = open(60, 18, 'restart');
		await shown.waitFor('Read to the end first: PgDn shows more.');
		shown.type('y');
		await shown.waitFor('the text goes on');
		shown.type(keys.pageDown);
		await shown.waitFor('Way back:');
		// Only now the screen says that y is taken.
		await shown.waitFor('Your answer is needed: y for yes');
		shown.type('y');
		// The question is gone once it is answered.
		await shown.waitFor('Nothing to do');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([{ gate: 'restart', answer: { kind: 'yes' }, by: 'wizard' }]);
	});

	test('do not take keys typed before they could be read', async () => {
		const shown = open(80, 24, 'plan', 'play');
		// The terminal holds these back until the program reads: all were typed before a question was on screen.
		shown.type('yyyyy\r\r\ryyyyy');
		await shown.waitFor('Begin with this plan?');
		shown.type('y\ryyy');
		await shown.waitFor('Your answer is needed');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([]);
	});

	test('take no pasted text as an answer', async () => {
		const shown = open(80, 24, 'plan');
		await shown.waitFor('Your answer is needed');
		shown.type('\x1b[200~y\r\x1b[201~');
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([]);
	});

	test('that ask for a name take every key as text, refuse another name, and accept the right one', async () => {
		const shown = open(80, 24, 'swap', 'play');
		await shown.waitFor('Your answer is needed');
		shown.type('q?r!');
		await shown.waitFor('▸ q?r!_');
		shown.type(keys.enter);
		await shown.waitFor('got “q?r!”');
		shown.type(keys.escape);
		await shown.waitFor('▸ _');
		shown.type('specivo');
		await shown.waitFor('▸ specivo_');
		shown.type(keys.enter);
		await shown.waitFor('The old version serves again');
		shown.type('q');
		await shown.waitForExit();
		expect(answersOf(shown)).toEqual([
			{ gate: 'swap', answer: { kind: 'typed', text: 'specivo' }, by: 'wizard' },
		]);
		expect(shown.raw()).toContain('outcome ended');
	});

	test('with ticks go on only when every item has its answer', async () => {
		const shown = open(80, 24, 'verify', 'play');
		await shown.waitFor('Try each by hand');
		shown.type('w');
		await shown.waitFor('2 of 3 open');
		shown.type(keys.enter);
		await shown.waitFor('2 of 3 without an answer');
		shown.type('b');
		await shown.waitFor('1 of 3 open');
		shown.type('m');
		await shown.waitFor('Every one has an answer');
		shown.type(keys.enter);
		await shown.waitFor('Which way back?');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([
			{
				gate: 'ticks',
				answer: {
					kind: 'ticks',
					ticks: { 'Sign in': 'works', 'Open an issue': 'broken', 'Run a search': 'not made' },
				},
				by: 'wizard',
			},
		]);
	});

	test('with ways begin at the recommended one, refuse one that cannot be chosen, with its reason, and take another', async () => {
		const shown = open(80, 24, 'ways back', 'play');
		await shown.waitFor('Choose with');
		expect(shown.text()).toMatch(/▸ Restore/);
		shown.type(keys.up);
		await shown.waitFor(/▸ Pin 0\.1\.10 alone/);
		shown.type(keys.enter);
		await shown.waitFor('! Pin 0.1.10 alone cannot be');
		shown.type(keys.down);
		await shown.waitFor('Restore beside');
		shown.type(keys.enter);
		await shown.waitFor('Swap the databases?');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([
			{ gate: 'ways', answer: { kind: 'chosen', item: 'restore' }, by: 'wizard' },
		]);
	});

	test('with ways only highlight on a digit', async () => {
		const shown = open(80, 24, 'ways back');
		await shown.waitFor('Choose with');
		// A busy machine may lose a key; the same one again changes nothing.
		for (let times = 0; times < 20 && !shown.text().includes('3 of 3'); times++) {
			shown.type('3');
			await sleep(500);
		}
		await shown.waitFor('3 of 3');
		expect(shown.text()).toContain('▸ Stay on 0.2.0');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(answersOf(shown)).toEqual([]);
	});
});

describe('the terminal', () => {
	test('is given back when the operator leaves', async () => {
		const shown = open(80, 24, 'backup');
		await shown.waitFor('Leaving now costs');
		expect(shown.alternate()).toBe(true);
		shown.type('q');
		await shown.waitFor('Leave at once, with exit code 130');
		expect(shown.text()).toContain('Leaving now costs: nothing');
		shown.type('l');
		expect(await shown.waitForExit()).toBe(130);
		expect(shown.alternate()).toBe(false);
		expect(shown.raw().lastIndexOf('\x1b[?25h')).toBeGreaterThan(shown.raw().lastIndexOf('\x1b[?25l'));
		expect(shown.text()).toContain('outcome left');
	});

	test('is given back when drawing fails, and the error is passed on', async () => {
		const shown = open(80, 24, 'survey', 'throw');
		expect(await shown.waitForExit()).toBe(1);
		expect(shown.alternate()).toBe(false);
		expect(shown.raw().lastIndexOf('\x1b[?25h')).toBeGreaterThan(shown.raw().lastIndexOf('\x1b[?25l'));
		expect(shown.text()).toContain('failed: ');
	});

	test.each([
		['an exception', 'crash', 'a crash outside of the wizard'],
		['a rejected promise', 'reject', 'a rejection outside of the wizard'],
	])('is given back on %s elsewhere, and the message is readable on it', async (_, flag, message) => {
		const shown = open(80, 24, 'survey', flag);
		expect(await shown.waitForExit()).toBe(1);
		expect(shown.alternate()).toBe(false);
		expect(shown.text()).toContain(message);
	});

	test('is not torn by a warning of Node, which is printed afterwards', async () => {
		const shown = open(80, 24, 'survey', 'warn');
		await shown.waitFor('Leaving now costs');
		await new Promise((resolve) => setTimeout(resolve, 600));
		await frameIsWhole(shown, 80);
		expect(shown.text()).not.toContain('a warning of Node itself');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(shown.text()).toContain('a warning of Node itself');
	});

	test.each(['SIGTERM', 'SIGHUP'])('is given back on %s', async (name) => {
		const shown = open(80, 24, 'backup');
		await shown.waitFor('Nothing to do');
		shown.signal(name);
		await shown.waitForExit();
		expect(shown.alternate()).toBe(false);
		expect(shown.raw().lastIndexOf('\x1b[?25h')).toBeGreaterThan(shown.raw().lastIndexOf('\x1b[?25l'));
	});

	test('gets no colour or style code without colour, and some with it', async () => {
		const plain = open(80, 24, 'upgrade');
		await plain.waitFor('Running upgr');
		expect(plain.raw()).not.toMatch(/\x1b\[[\d;:]*m/);
		await plain.close();
		const coloured = open(80, 24, 'upgrade', 'color');
		await coloured.waitFor('Running upgr');
		expect(coloured.raw()).toMatch(/\x1b\[(?:\d+;)*3\dm/);
	});

	test('gets nothing outside ASCII where it has nothing else', async () => {
		const shown = open(80, 24, 'ways back', 'ascii');
		await shown.waitFor('Choose with');
		expect(shown.text()).toMatch(/^[\x20-\x7e\n]*$/);
		expect(shown.text()).toContain('+- > Which way back? -');
	});
});

describe('looking around', () => {
	test('back at an earlier station changes nothing, says where the run is, and Esc returns', async () => {
		const shown = open(80, 24, 'backup');
		await shown.waitFor('Nothing to do');
		shown.type(keys.left);
		await shown.waitFor('You look back at Plan');
		expect(shown.text()).toContain('● Back up');
		shown.type(keys.left);
		await shown.waitFor('You look back at Notes');
		shown.type(keys.escape);
		await shown.waitFor('Nothing to do');
		expect(shown.text()).toContain('▸ Back up');
	});

	test('finds text in the pane that has the keys, and shortcuts are text meanwhile', async () => {
		const shown = open(80, 24, 'notes');
		await shown.waitFor('Read each one');
		shown.type(keys.tab);
		await shown.waitFor('Tab leads to the question');
		shown.type('/');
		await shown.waitFor('Search for: _');
		shown.type('number 2');
		await shown.waitFor('Search for: number 2_');
		shown.type(keys.enter);
		await shown.waitFor('line 1 of 11');
		expect(shown.text()).toContain('»- Small correction number 2');
		shown.type('n');
		await shown.waitFor('line 2 of 11');
		shown.type('N');
		await shown.waitFor('line 1 of 11');
		shown.type(keys.escape);
		await shown.waitFor('Tab leads to the question');
	});

	test('who holds a migration up and the command against it are on a screen of 80 by 24, and the logs after it', async () => {
		const shown = open(80, 24, 'held up');
		await shown.waitFor('waits for a lock on');
		await shown.waitFor('session 118 (user specivo');
		// The end of the command: it can be copied whole.
		await shown.waitFor("046614+00$$'");
		await frameIsWhole(shown, 80);
		await leaveAtOnce(shown);
	});

	test('a log is paused by scrolling and followed again at its end', async () => {
		const shown = open(80, 24, 'upgrade', 'logs');
		await shown.waitFor('api · following');
		await shown.waitFor(/line \d+/);
		shown.type(keys.pageUp);
		await shown.waitFor('api · paused');
		const before = shown.rows().filter((row) => row.includes('line '));
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(shown.rows().filter((row) => row.includes('line '))).toEqual(before);
		shown.type('p');
		await shown.waitFor('api · following');
	});

	test('the stop key asks first, quotes what leaving costs, and only then asks the run', async () => {
		const shown = open(80, 24, 'upgrade');
		await shown.waitFor('Nothing to do');
		shown.type('!');
		await shown.waitFor('Stop at the next safe point?');
		shown.type(keys.escape);
		await shown.waitFor('Nothing to do');
		shown.type('!');
		await shown.waitFor('Stop at the next safe point?');
		shown.type('y');
		await shown.waitFor('Asked to stop');
		shown.type('r');
		await shown.waitFor('Asked for the ways back');
		expect(await leaveAtOnce(shown)).toBe(130);
		expect(shown.raw()).toContain('wishes ["stop","ways back"]');
	});

	test('the help lists the keys that work here and closes', async () => {
		const shown = open(80, 24, 'upgrade');
		await shown.waitFor('Nothing to do');
		shown.type('?');
		await shown.waitFor('Keys that work here');
		expect(shown.text()).toContain('Go to the first line that says it is an error');
		expect(shown.text()).not.toContain('It was tried and works');
		shown.type(keys.pageDown);
		await shown.waitFor('Stop following the log');
		expect(shown.text()).not.toContain('It was tried and works');
		shown.type(keys.escape);
		await shown.waitFor('Nothing to do');
	});
});
