import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../source/run/events.ts';
import { readJournal } from '../../source/run/journal.ts';
import { createRun, type Run, WishGranted } from '../../source/run/run.ts';
import { redactor } from '../../source/text/redact.ts';
import { gates } from './gate-fixture.ts';

const now = new Date('2026-06-15T02:10:03.456Z');
let run: Run;
let seen: RunEvent[];
beforeEach(() => {
	run = createRun(now);
	seen = [];
	run.session.subscribe((event) => seen.push(event));
});

const yes = { kind: 'yes' } as const;
const types = () => seen.map(({ type }) => type);

test('an id sorts by time and tells two runs of one second apart', () => {
	expect(run.id).toMatch(/^20260615T021003Z-[0-9a-z]{4}$/);
	expect(new Set(Array.from({ length: 20 }, () => createRun(now).id)).size).toBeGreaterThan(1);
});

describe('events', () => {
	test('count from 1; what only passes carries the number of the one before', () => {
		run.emit({ type: 'phase', phase: 'Survey' });
		run.pass({ type: 'log', service: 'api', lines: ['a'] });
		run.emit({ type: 'phase', phase: 'Checklist' });
		expect(seen.map(({ type, sequence }) => [type, sequence])).toEqual([
			['phase', 1],
			['log', 1],
			['phase', 2],
		]);
		expect(run.session.past().map(({ type }) => type)).toEqual(['phase', 'phase']);
	});

	test('carry the time in UTC', () => {
		run.emit({ type: 'phase', phase: 'Survey' });
		expect(seen[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	});

	test('reach every front until it goes', () => {
		const late: string[] = [];
		const unsubscribe = run.session.subscribe((event) => late.push(event.type));
		run.emit({ type: 'phase', phase: 'Survey' });
		unsubscribe();
		run.emit({ type: 'phase', phase: 'Checklist' });
		expect(late).toEqual(['phase']);
		expect(seen).toHaveLength(2);
	});

	test('a front that goes while it is called takes no other one’s event away', () => {
		const second: string[] = [];
		const unsubscribe = run.session.subscribe(() => unsubscribe());
		run.session.subscribe((event) => second.push(event.type));
		run.emit({ type: 'phase', phase: 'Survey' });
		expect(second).toEqual(['phase']);
	});
});

describe('a gate', () => {
	test('waits; the first fitting answer is taken, journalled with who gave it, and returned', async () => {
		const asked = run.ask(gates.confirm);
		expect(run.session.answer('plan', yes, 'terminal')).toEqual({ taken: true });
		expect(await asked).toEqual(yes);
		expect(seen[1]).toMatchObject({ type: 'answer', gate: 'plan', answer: yes, by: 'terminal' });
	});

	test('a second answer is refused', async () => {
		const asked = run.ask(gates.confirm);
		run.session.answer('plan', yes, 'one');
		expect(run.session.answer('plan', { kind: 'no' }, 'two')).toEqual({
			taken: false,
			reason: 'This gate is no longer open.',
		});
		expect(await asked).toEqual(yes);
		expect(types()).toEqual(['gate', 'answer']);
	});

	test('an answer that does not fit is refused with the reason, and the gate stays open', async () => {
		const asked = run.ask(gates.type);
		expect(run.session.answer('restore', { kind: 'typed', text: 'spec' }, 'x')).toEqual({
			taken: false,
			reason: 'expected “specivo”, got “spec”',
		});
		expect(types()).toEqual(['gate']);
		run.session.answer('restore', { kind: 'typed', text: 'specivo' }, 'x');
		expect(await asked).toEqual({ kind: 'typed', text: 'specivo' });
	});

	test('an answer to another gate is refused', () => {
		run.ask(gates.confirm).catch(() => {});
		expect(run.session.answer('warnings', { kind: 'no' }, 'x')).toMatchObject({ taken: false });
	});

	test('an answer without any gate is refused', () => {
		expect(run.session.answer('plan', yes, 'x')).toEqual({
			taken: false,
			reason: 'This gate is no longer open.',
		});
	});

	test('a front may answer from within the event', async () => {
		run.session.subscribe((event) => {
			if (event.type === 'gate') run.session.answer(event.gate.id, yes, 'at once');
		});
		expect(await run.ask(gates.confirm)).toEqual(yes);
	});
});

describe('a wish', () => {
	test('during a gate closes it with no, says whose wish it was, and ends the story', async () => {
		const asked = run.ask(gates.confirm);
		run.session.wish('stop');
		await expect(asked).rejects.toEqual(new WishGranted('stop'));
		expect(seen.at(-1)).toMatchObject({
			type: 'answer',
			gate: 'plan',
			answer: { kind: 'no' },
			by: 'wish: stop',
		});
		expect(run.session.answer('plan', yes, 'x')).toMatchObject({ taken: false });
	});

	test('granted at a gate it is granted once', async () => {
		run.ask(gates.confirm).catch(() => {});
		run.session.wish('stop');
		expect(run.grantWish).not.toThrow();
		expect(run.interruption().aborted).toBe(false);
	});

	test('during a step aborts what can be interrupted, and is granted at the next safe point', () => {
		const before = run.interruption();
		run.session.wish('stop');
		expect(before.aborted).toBe(true);
		expect(run.grantWish).toThrow(new WishGranted('stop'));
		expect(run.interruption().aborted).toBe(false);
		expect(run.grantWish).not.toThrow();
	});

	test('during a step is granted by the next gate before that opens', async () => {
		run.session.wish('no answer');
		await expect(run.ask(gates.confirm)).rejects.toMatchObject({ wish: 'no answer' });
		expect(seen).toEqual([]);
	});

	test('of two, the later one counts', () => {
		run.session.wish('stop');
		run.session.wish('no answer');
		expect(run.grantWish).toThrow(expect.objectContaining({ wish: 'no answer' }));
	});

	test('for the ways back is refused while nothing was changed, and the gate stays open', async () => {
		const asked = run.ask(gates.confirm);
		expect(run.session.wish('ways back')).toMatchObject({ taken: false });
		expect(run.interruption().aborted).toBe(false);
		run.session.answer('plan', yes, 'x');
		expect(await asked).toEqual(yes);
	});

	test('for the ways back is granted once something was changed', () => {
		run.changes();
		expect(run.session.wish('ways back')).toEqual({ taken: true });
		expect(run.grantWish).toThrow(expect.objectContaining({ wish: 'ways back' }));
	});
});

describe('secrets', () => {
	test('are hidden from fronts, from the past and from what passes', () => {
		run.hide(redactor(['hunter22']));
		run.emit({ type: 'fact', fact: { id: 'x', label: 'URL', problem: 'redis://:hunter22@redis refused' } });
		run.pass({ type: 'log', service: 'api', lines: ['password hunter22'] });
		expect(seen[0]).toMatchObject({ fact: { problem: 'redis://:[hidden]@redis refused' } });
		expect(seen[1]).toMatchObject({ lines: ['password [hidden]'] });
		expect(JSON.stringify(run.session.past())).not.toContain('hunter22');
	});

	test('with quotes and backslashes are hidden, and the event stays whole', () => {
		run.hide(redactor(['a"b\\c-1']));
		run.emit({ type: 'leaving', cost: { text: 'said a"b\\c-1 and more', milliseconds: 7 } });
		expect(seen[0]).toMatchObject({ cost: { text: 'said [hidden] and more', milliseconds: 7 } });
	});

	test('made of digits do not break the numbers of an event', () => {
		run.hide(redactor(['123456']));
		run.emit({ type: 'leaving', cost: { text: 'pw 123456', milliseconds: 91234567 } });
		expect(seen[0]).toMatchObject({ cost: { text: 'pw [hidden]', milliseconds: 91234567 } });
	});

	test('told one after the other are all hidden', () => {
		run.hide(redactor(['hunter22']));
		run.hide(redactor(['ghp_abcdef']));
		run.emit({ type: 'leaving', cost: { text: 'hunter22 ghp_abcdef', milliseconds: 0 } });
		expect(seen[0]).toMatchObject({ cost: { text: '[hidden] [hidden]' } });
	});
});

describe('the journal', () => {
	let directory: string;
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), 'lockkeeper-run-'));
	});
	afterEach(() => {
		run.close();
		rmSync(directory, { recursive: true, force: true });
	});
	const journal = () => readJournal(join(directory, 'runs', run.id, 'journal.jsonl'));

	test('begins with what was emitted before it was kept, and goes on without a gap', () => {
		run.emit({ type: 'phase', phase: 'Survey' });
		run.keepIn(join(directory, 'runs', run.id));
		run.emit({ type: 'phase', phase: 'Checklist' });
		expect(journal()).toMatchObject({ torn: false, damaged: [] });
		expect(journal().events).toEqual(run.session.past());
		expect(journal().events).toHaveLength(2);
	});

	test('holds an event before a front sees it, and nothing that only passes', () => {
		run.keepIn(join(directory, 'runs', run.id));
		const onDisk: number[] = [];
		run.session.subscribe(() => onDisk.push(journal().events.length));
		run.emit({ type: 'phase', phase: 'Survey' });
		run.pass({ type: 'log', service: 'api', lines: ['a'] });
		run.emit({ type: 'phase', phase: 'Checklist' });
		expect(onDisk).toEqual([1, 1, 2]);
	});

	test('lies in a directory that is nobody else’s, and holds no secret', () => {
		run.hide(redactor(['hunter22']));
		run.keepIn(join(directory, 'runs', run.id));
		run.emit({ type: 'leaving', cost: { text: 'hunter22', milliseconds: 0 } });
		expect(statSync(join(directory, 'runs', run.id)).mode & 0o777).toBe(0o700);
		expect(statSync(join(directory, 'runs', run.id, 'logs')).mode & 0o777).toBe(0o700);
		expect(readFileSync(join(directory, 'runs', run.id, 'journal.jsonl'), 'utf8')).not.toContain('hunter22');
	});
});
