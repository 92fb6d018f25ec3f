import { describe, expect, test } from 'vitest';
import type { Plan, StepKind } from '../../source/plan/plan.ts';
import type { JournalEvent, Result, Stamped } from '../../source/run/events.ts';
import { interruptedAmong } from '../../source/run/find-interrupted.ts';
import { hasChanged, interruptionOf, isUnended, whereOf } from '../../source/run/interruption.ts';
import type { RunRecord } from '../../source/run/run-records.ts';
import { stepFixture } from '../steps/context-fixture.ts';

const planOf = (...kinds: readonly StepKind[]): Plan => ({
	...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/srv' },
	steps: kinds.map((kind) => stepFixture(kind)),
});
const run: JournalEvent = {
	...{ type: 'run', run: 'r', purpose: 'upgrade', app: 'Specivo', stack: 'specivo', directory: '/srv' },
	...{ lockkeeper: '0.1.0', practice: false },
};
const plan = (...kinds: readonly StepKind[]): JournalEvent => ({ type: 'plan', plan: planOf(...kinds) });
const begins = (step: string): JournalEvent => ({ type: 'step begins', step, commands: [] });
const ends = (
	step: string,
	outcome: 'done' | 'failed' = 'done',
	outputs: Record<string, string> = {},
): JournalEvent => ({ type: 'step ends', step, outcome, detail: `${step} ${outcome}`, took: 10, outputs });
const result = (interrupted?: true): JournalEvent => ({
	type: 'result',
	result: { exit: 3, state: 'in between', text: [], ...(interrupted ? { interrupted } : {}) } as Result,
});
const stamped = (events: readonly JournalEvent[]): readonly Stamped<JournalEvent>[] =>
	events.map((event, index) => ({ ...event, sequence: index + 1, at: `2026-06-15T02:10:0${index}.000Z` }));
const upgrade = [run, plan('restore-point', 'pin', 'up', 'wait')];
const found = (...events: readonly JournalEvent[]) => interruptionOf(stamped([...upgrade, ...events]));
const going = (...events: readonly JournalEvent[]) => found(...events)?.going;

describe('a run', () => {
	test.each<[string, readonly JournalEvent[], boolean]>([
		['without a result did not end', [begins('pin')], true],
		['with a result ended', [begins('pin'), result()], false],
		['that was left at the question can be gone on with', [begins('pin'), result(true)], true],
		['that was gone on with and then ended is over', [result(true), begins('up'), result()], false],
	])('%s', (_what, events, expected) => {
		expect(isUnended(events)).toBe(expected);
	});

	test.each<[string, readonly JournalEvent[], boolean]>([
		['saved and proved', [begins('restore-point'), ends('restore-point'), begins('pull')], false],
		['laid beside', [begins('restore-beside')], false],
		['was asked for the pin', [{ type: 'plan', plan: planOf('pin') }], false],
		['began to pin', [begins('pin')], true],
		['began to stop', [begins('stop')], true],
		['began to swap', [begins('swap')], true],
		['began to start', [begins('up')], true],
	])('that %s: changed the stack, %s', (_what, events, expected) => {
		expect(hasChanged(events)).toBe(expected);
	});
});

describe('where it was', () => {
	test('half a step, with the notes it made and the outputs before it', () => {
		const notes: JournalEvent = { type: 'step notes', step: 'up', outputs: { began: 'then' } };
		const it = going(begins('pin'), ends('pin', 'done', { version: '0.1.10' }), begins('up'), notes);
		expect(it).toMatchObject({
			half: { id: 'up' },
			failed: undefined,
			took: 10,
			done: { outputs: { 'pin.version': '0.1.10', 'up.began': 'then' } },
		});
		expect([...(it?.done.begun ?? [])]).toEqual(['pin', 'up']);
		expect([...(it?.done.ended ?? [])]).toEqual(['pin']);
		expect(found(begins('pin'))).toMatchObject({ at: '2026-06-15T02:10:02.000Z', changed: true });
	});

	test.each<[string, readonly JournalEvent[], string]>([
		['nothing begun', [], 'before “restore-point”'],
		['half a step', [begins('restore-point')], 'at “restore-point”'],
		['between two', [begins('restore-point'), ends('restore-point')], 'before “pin”'],
		[
			'after a failure',
			[begins('restore-point'), ends('restore-point', 'failed')],
			'after “restore-point” had failed',
		],
		[
			'after all of it',
			['restore-point', 'pin', 'up', 'wait'].flatMap((step) => [begins(step), ends(step)]),
			'after “wait”',
		],
	])('%s', (_what, events, words) => {
		const it = found(...events);
		expect(it && whereOf(it)).toBe(words);
	});

	test('a step that failed and that was gone on without is behind', () => {
		const it = going(begins('restore-point'), ends('restore-point', 'failed'), begins('pin'));
		expect(it?.failed).toBeUndefined();
		expect([...(it?.without ?? [])]).toEqual(['restore-point']);
	});

	test('a step that failed, and was done when it was tried again, is done', () => {
		const it = going(begins('wait'), ends('wait', 'failed'), begins('wait'), ends('wait'));
		expect(it).toMatchObject({ failed: undefined, half: undefined });
		expect(it?.done.ended.has('wait')).toBe(true);
		expect(it?.without.size).toBe(0);
	});

	test('the newest plan counts, and nothing of the one before', () => {
		const it = going(begins('pin'), ends('pin'), plan('stop', 'swap'), begins('stop'));
		expect(it?.plan.steps.map(({ id }) => id)).toEqual(['stop', 'swap']);
		expect([...(it?.done.begun ?? [])]).toEqual(['stop']);
	});

	// Began again, it would look for what is no longer there.
	test('what was laid beside and removed again was not laid beside; what was started again was not stopped', () => {
		const it = going(
			plan('restore-beside', 'stop', 'ready', 'swap'),
			...['restore-beside', 'stop'].flatMap((step) => [begins(step), ends(step, 'done', { ran: 'api' })]),
			...[begins('ready'), ends('ready', 'failed'), begins('start-again'), ends('start-again')],
			begins('remove-beside'),
		);
		expect([...(it?.done.begun ?? [])]).toEqual(['ready']);
		expect([...(it?.done.ended ?? [])]).toEqual([]);
		expect(it?.done.outputs['stop.ran']).toBe('api');
		expect(it?.failed).toMatchObject({ step: { id: 'ready' }, reason: 'ready failed' });
	});

	test('a journal that does not say which run it is tells nothing', () => {
		expect(interruptionOf(stamped([begins('pin')]))).toBeUndefined();
		expect(interruptionOf([])).toBeUndefined();
	});

	test('the versions are the last that were told', () => {
		const told: JournalEvent[] = [
			{ type: 'versions', from: '0.1.9' },
			{ type: 'versions', from: '0.1.9', to: '0.1.10' },
			{ type: 'versions', from: '0.1.9' },
		];
		expect(interruptionOf(stamped([run, ...told]))?.versions).toEqual({ from: '0.1.9', to: '0.1.10' });
	});
});

describe('of several runs', () => {
	const record = (name: string, damaged: boolean, ...events: JournalEvent[]): RunRecord => ({
		...{ run: name, events, damaged, keptRemoved: [] },
	});
	test.each<[string, readonly RunRecord[], string | undefined]>([
		['none', [], undefined],
		['one that ended', [record('a', false, begins('pin'), result())], undefined],
		['one that did not', [record('a', false, begins('pin'))], 'a'],
		['one that had changed nothing', [record('a', false, begins('pull'))], undefined],
		[
			'one that did not, and one after it that changed nothing',
			[record('a', false, begins('pin')), record('b', false, result()), record('c', false, begins('pull'))],
			'a',
		],
		[
			'one that did not, and one after it that led back',
			[record('a', false, begins('pin')), record('b', false, begins('pin'), result())],
			undefined,
		],
		['a damaged one without a result, which may have changed it', [record('a', true, begins('pull'))], 'a'],
		['a damaged one that ended', [record('a', true, begins('pull'), result())], undefined],
	])('%s', (_what, records, expected) => {
		expect(interruptedAmong(records)).toBe(expected);
	});
});

describe('an optional step', () => {
	const withOptional = [run, plan('pin', 'verify', 'optional'), begins('pin'), ends('pin')];
	const since = (...events: readonly JournalEvent[]) =>
		interruptionOf(stamped([...withOptional, begins('verify'), ends('verify'), ...events]))?.going;
	const skipped: JournalEvent = {
		...{ type: 'step ends', step: 'optional', outcome: 'skipped', detail: 'left', took: 0 },
	};

	test.each<[string, readonly JournalEvent[]]>([
		['left', [skipped]],
		['failed', [begins('optional'), ends('optional', 'failed')]],
		['killed, then left', [begins('optional'), skipped]],
	])('that was %s is behind, and nothing has failed', (_what, events) => {
		const it = since(...events);
		expect([...(it?.without ?? [])]).toEqual(['optional']);
		expect(it).toMatchObject({ half: undefined, failed: undefined });
	});

	test('that was killed is half done', () => {
		expect(since(begins('optional'))).toMatchObject({ half: { id: 'optional' }, without: new Set() });
	});
});

test('of several hops only the newest counts: the one before was verified', () => {
	const hops = [
		{ from: '0.1.9', to: '0.1.10', reason: '' },
		{ from: '0.1.10', to: '0.2.0', reason: '' },
	];
	const hop = (number: number): JournalEvent => ({ type: 'hop', number, hops });
	const first = found(hop(1), begins('pin'));
	expect(first).toMatchObject({ changed: true, goal: '0.2.0' });
	expect(first?.verified).toBeUndefined();
	const second = found(hop(1), begins('pin'), ends('pin'), hop(2));
	expect(second).toMatchObject({ changed: false, goal: '0.2.0', verified: '0.1.10', going: undefined });
	expect(found(hop(1), begins('pin'), hop(2), plan('pin'), begins('pin'))?.going?.half?.id).toBe('pin');
});
