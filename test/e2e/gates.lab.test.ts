import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../source/run/journal.ts';
import { containers, httpAnswer, schemaRevision, tableChecksums } from '../lab/specivo/facts.ts';
import type { SpecivoStack } from '../lab/specivo/stack.ts';
import type { Terminal } from '../wizard/terminal.ts';
import { walkUntil } from '../wizard/walk.ts';
import { watchFrames } from './frame.ts';
import { openInTerminal } from './lockkeeper.ts';
import { bringUpForTest, type StackOfTest } from './stack-of-test.ts';
import { changedServices, containerIds, namesIn, untouched } from './stack-state.ts';

const project = 'e2e-gates';
let place: StackOfTest | undefined;
let stack: SpecivoStack;
let terminal: Terminal | undefined;

beforeAll(async () => {
	place = await bringUpForTest({ version: '0.1.9', project, port: 19_962, forgetImages: true });
	stack = place.stack;
});
afterEach(async () => {
	await terminal?.close();
	terminal = undefined;
});
afterAll(() => place?.clearAway());

/** What is asked of an upgrade to a version that was named, before anything is changed. */
const gates = ['checklist', 'notes', 'plan', 'upgrade-pin'];
const upgrade = () => ['upgrade', '--stack', stack.directory];
const runs = () => namesIn(path.join(stack.directory, '.lockkeeper', 'runs'));
const newestJournal = async () =>
	readJournal(
		path.join(stack.directory, '.lockkeeper', 'runs', (await runs()).at(-1) ?? 'none', 'journal.jsonl'),
	);
const lastGate = async () =>
	(await newestJournal()).events.findLast((event) => event.type === 'gate')?.gate.id;

/** Answers the line front's questions one after the other. */
async function answerOnLines(shown: Terminal, answers: readonly string[]): Promise<void> {
	for (const [index, answer] of answers.entries()) {
		const deadline = Date.now() + 120_000;
		while (shown.raw().split('yes or no: ').length <= index + 1) {
			if (Date.now() > deadline || shown.exit() !== undefined)
				throw new Error(`no question number ${index + 1} was asked; the screen:\n${shown.text()}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		shown.type(`${answer}\r`);
	}
}

/** Presses a key until the screen shows a text: a question takes no key in its first moment. */
async function pressUntil(shown: Terminal, key: string, text: string): Promise<void> {
	for (let attempt = 0; attempt < 10 && !shown.text().includes(text); attempt += 1) {
		shown.type(key);
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	await shown.waitFor(text, 2000);
}

describe('a gate answered with no leaves .env and every container as they were', () => {
	test.each(gates.map((gate, index) => [gate, index] as const))('%s, on lines', async (gate, index) => {
		const before = await untouched(stack);
		terminal = openInTerminal([...upgrade(), '--to', '0.1.10', '--plain']);
		await answerOnLines(terminal, [...Array(index).fill('yes'), 'no']);
		expect(await terminal.waitForExit()).toBe(130);
		expect(terminal.text()).toContain('Nothing of the stack was changed');
		expect(await lastGate()).toBe(gate);
		expect(await untouched(stack)).toEqual(before);
	});

	test('again at the checklist makes every check once more, and asks again', async () => {
		terminal = openInTerminal([...upgrade(), '--to', '0.1.10', '--plain']);
		await answerOnLines(terminal, ['again', 'no']);
		expect(await terminal.waitForExit()).toBe(130);
		const { events } = await newestJournal();
		const begun = events.flatMap((event, at) =>
			event.type === 'phase' && event.phase === 'Checklist' ? [at] : [],
		);
		expect(begun).toHaveLength(2);
		const checked = begun.map((at, index) =>
			events
				.slice(at, begun[index + 1])
				.flatMap((event) => (event.type === 'finding' ? [event.finding.check] : [])),
		);
		expect(checked[1]).toEqual(checked[0]);
		expect(checked[0]?.length).toBeGreaterThan(10);
	});

	test('the choice of a version, in the wizard', async () => {
		const before = await untouched(stack);
		terminal = openInTerminal(upgrade(), { columns: 80, rows: 24 });
		await terminal.waitFor('Choose with', 30_000);
		await pressUntil(terminal, 'n', 'q close');
		expect(await lastGate()).toBe('target');
		terminal.type('q');
		expect(await terminal.waitForExit()).toBe(130);
		expect(await untouched(stack)).toEqual(before);
	});

	test('the pin, in the wizard', async () => {
		const before = await untouched(stack);
		terminal = openInTerminal(upgrade(), { columns: 80, rows: 24 });
		await walkUntil(terminal, /q close/, { decline: ['Pin 0.1.10 and restart'] }, 60_000);
		expect(await lastGate()).toBe('upgrade-pin');
		terminal.type('q');
		expect(await terminal.waitForExit()).toBe(130);
		expect(await untouched(stack)).toEqual(before);
	});
});

describe('the wizard at 80×24, driven with the keys that its screen names', () => {
	test('takes the stack from 0.1.9 to 0.1.10 to the same result as without a terminal', async () => {
		const before = {
			env: await readFile(path.join(stack.directory, '.env'), 'utf8'),
			ids: await containerIds(stack),
			tables: await tableChecksums(stack),
		};
		terminal = openInTerminal(upgrade(), { columns: 80, rows: 24 });
		await terminal.waitFor('Leaving now costs');
		const watched = watchFrames(terminal, 80);
		const report = await walkUntil(terminal, /q close/, {}, 120_000);
		const { frames, torn } = watched.end();
		expect(torn).toEqual([]);
		expect(frames).toBeGreaterThan(15);
		expect(report).toContain('Leaving now costs: nothing: 0.1.10 serves and was verified');
		terminal.type('q');
		expect(await terminal.waitForExit()).toBe(0);
		expect(terminal.alternate()).toBe(false);
		expect(terminal.text()).toContain(`${project} runs 0.1.10, verified.`);

		const ids = await containerIds(stack);
		expect([...changedServices(before.ids, ids)].sort()).toEqual(['api', 'celery-beat', 'celery-worker']);
		expect((await containers(project)).api).toMatchObject({
			image: 'specivo/specivo:0.1.10',
			health: 'healthy',
		});
		expect(await readFile(path.join(stack.directory, '.env'), 'utf8')).toBe(
			before.env.replace('SPECIVO_VERSION=0.1.9\n', 'SPECIVO_VERSION=0.1.10\n'),
		);
		expect(await tableChecksums(stack)).toEqual(before.tables);
		expect(await schemaRevision(stack)).toBe('0020');
		expect((await httpAnswer(stack)).status).toBe(302);
	});

	test('leaves the journal that the other fronts leave, with who answered', async () => {
		const { events, torn, damaged } = await newestJournal();
		expect({ torn, damaged }).toEqual({ torn: false, damaged: [] });
		const ends = events.flatMap((event) => (event.type === 'step ends' ? [event] : []));
		expect(ends.map(({ step, outcome }) => `${outcome} ${step}`)).toEqual([
			...['done restore-point', 'done prove', 'done keep-images', 'done pull'],
			...['done pin', 'done up', 'done wait', 'done verify', 'done ask'],
		]);
		const answers = events.flatMap((event) => (event.type === 'answer' ? [event] : []));
		expect(answers.map(({ gate }) => gate)).toEqual(['target', ...gates, 'ask']);
		const [by, ...others] = new Set(answers.map((answer) => answer.by));
		expect(by).toMatch(/^wizard of \S+ from this host, process \d+$/);
		expect(others).toEqual([]);
		expect(events.at(-1)).toMatchObject({ type: 'result', result: { exit: 0, state: 'new version' } });
	});
});
