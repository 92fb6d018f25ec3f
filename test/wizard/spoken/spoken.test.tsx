import { afterEach, expect, test } from 'vitest';
import type { JournalEvent } from '../../../source/run/events.ts';
import { glyphs } from '../../../source/wizard/theme.ts';
import { type ScriptedSession, scriptedSession } from '../scripted-session.ts';
import { type Chapter, chapterNames, gates, storyUntil } from '../story.ts';
import { keys } from '../terminal.ts';
import { type SpokenWizard, showSpoken } from './show-spoken.tsx';

const open: SpokenWizard[] = [];
afterEach(() => {
	for (const wizard of open.splice(0)) wizard.close();
});

const passing = (event: { type: string }) => event.type === 'log' || event.type === 'progress';
const sessionAt = (chapter: Chapter): ScriptedSession =>
	scriptedSession(storyUntil(chapter).filter((event): event is JournalEvent => !passing(event)));

function show(chapter: Chapter, options: { readonly ascii?: boolean } = {}) {
	const session = sessionAt(chapter);
	const wizard = showSpoken(session, options);
	open.push(wizard);
	return { ...wizard, session };
}
/** Waits until it is said, as long as a busy machine needs. */
const said = (wizard: SpokenWizard, words: string) =>
	expect.poll(() => wizard.text(), { timeout: 20_000 }).toContain(words);
/** A list that was just drawn may lose a key on a busy machine; the same one again changes nothing. */
async function pressUntil(wizard: SpokenWizard, key: string, words: string) {
	for (let times = 0; times < 40 && !wizard.text().includes(words); times += 1) {
		wizard.press(key);
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	await said(wizard, words);
}
const still = () => new Promise((resolve) => setTimeout(resolve, 150));

test('at every station it reads from the stack to the keys, without a sign of the drawn screen', async () => {
	const signs = new RegExp(`[─│┌┐└┘├┤┬┴┼↑↓←→·${Object.values(glyphs).join('')}]`.replace(/[!–]/g, ''));
	for (const { chapter, wizard } of chapterNames.map((chapter) => ({ chapter, wizard: show(chapter) }))) {
		await said(wizard, 'Keys: ');
		const rows = wizard.text().split('\n');
		const at = (beginning: string) => rows.findIndex((row) => row.startsWith(beginning));
		const order = [
			at('specivo, '),
			at('Practice stack'),
			at('Station '),
			at('Now: '),
			at('Leaving now'),
			at('Keys: '),
		];
		expect(order, `${chapter}:\n${wizard.text()}`).toEqual([...order].sort((a, b) => a - b));
		expect(order[0]).toBe(0);
		expect(order.at(-1)).toBe(rows.length - 1);
		const asked = at('Question: ');
		if (asked >= 0) expect(asked).toBe(at('Station ') + 1);
		expect(wizard.text()).not.toMatch(signs);
	}
});

test('a question is read whole: what runs, what it changes, the way back', async () => {
	const wizard = show('restart');
	await said(wizard, 'Your answer is needed: y for yes');
	for (const text of [...gates.restart.text, ...gates.restart.commands.map((command) => `$ ${command}`)])
		expect(wizard.text()).toContain(`\n${text}\n`);
	expect(wizard.text()).toContain(
		`\nChanges: ${gates.restart.changes}\nWay back: ${gates.restart.wayBack}\nNow: `,
	);
});

test('each thing to acknowledge has its role and state, and the keys answer', async () => {
	const wizard = show('checklist');
	await said(wizard, 'Now: Read each one');
	expect(wizard.text()).toContain('checkbox: (selected) Services up and healthy\ncheckbox: Disk space\n');
	wizard.press(' ');
	await said(wizard, 'checkbox: (checked) Services up and healthy\ncheckbox: (selected) Disk space\n');
	wizard.press(' ');
	await said(wizard, 'All are acknowledged');
	wizard.press(keys.enter);
	await expect
		.poll(() => wizard.session.answers.map(({ answer }) => answer), { timeout: 20_000 })
		.toEqual([{ kind: 'acknowledged', items: ['services', 'disk-space'] }]);
});

test('a way is highlighted before it is chosen, and one that cannot be says why', async () => {
	const wizard = show('ways back');
	await said(wizard, 'Now: Choose with up arrow and down arrow');
	expect(wizard.text()).toContain('option: (selected) Restore and pin 0.1.10, recommended\n');
	await pressUntil(wizard, '1', 'option: (selected) Pin 0.1.10 alone, cannot be chosen');
	await pressUntil(wizard, keys.enter, 'Not taken: Pin 0.1.10 alone cannot be chosen: ');
	expect(wizard.session.answers).toEqual([]);
	wizard.press(keys.down);
	await said(wizard, 'option: (selected) Restore and pin 0.1.10');
	wizard.press(keys.enter);
	await expect.poll(() => wizard.session.answers.length, { timeout: 20_000 }).toBe(1);
});

test('what is typed is read back', async () => {
	const wizard = show('swap');
	await said(wizard, 'Now: Your answer is needed: type “specivo”');
	expect(wizard.text()).toContain('Typed so far: nothing');
	wizard.press('spec');
	await said(wizard, 'Typed so far: spec\n');
});

test('nothing is written again while only clocks, logs and progress move; each quarter is told', async () => {
	const wizard = show('backup');
	await said(wizard, 'Take and prove a restore point: running');
	await still();
	const before = wizard.written();
	const progress = (done: number) =>
		wizard.session.send({
			type: 'progress',
			progress: { step: 'restore-point', label: 'dump', done, total: 100, unit: 'bytes' },
		});
	for (let done = 0; done < 25; done += 1) progress(done);
	wizard.session.send({ type: 'log', service: 'api', lines: ['a', 'b'] });
	await new Promise((resolve) => setTimeout(resolve, 1200));
	expect(wizard.written()).toBe(before);
	progress(50);
	await said(wizard, 'running, dump 50 %');
	expect(wizard.written()).toBe(before + 1);
});

test('Tab leads to what stands beside a question, and what a key opens is read', async () => {
	const wizard = show('checklist');
	await said(wizard, 'Now: Read each one');
	wizard.press(keys.tab);
	await said(wizard, 'Tab twice leads to the question');
	expect(wizard.text()).toMatch(/\n2 of 5: warn Services up and healthy\n/);
	expect(wizard.text()).toContain('What to do\nLook at their logs before going on.');
	wizard.press('?');
	await said(wizard, 'Keys that work here');
	wizard.press(keys.escape);
	await said(wizard, 'Tab twice leads to the question');
	wizard.press('q');
	await said(wizard, 'The run has not ended.');
	expect(wizard.session.answers).toEqual([]);
});

test('a terminal without Unicode gets none', async () => {
	const wizard = show('swap', { ascii: true });
	await said(wizard, 'type "specivo"');
	expect(wizard.text()).toMatch(/^[\x20-\x7e\n]*$/);
});
