import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Plan, Step } from '../../source/plan/plan.ts';
import type { JournalEvent, Purpose, Result } from '../../source/run/events.ts';
import { journalLine } from '../../source/run/journal.ts';
import { pinnedPoints, readPinnedPoints } from '../../source/run/pinned-points.ts';
import type { RunRecord } from '../../source/run/run-records.ts';

const header = (purpose: Purpose): JournalEvent => ({
	type: 'run',
	run: 'r',
	purpose,
	app: 'Specivo',
	stack: 'specivo',
	directory: '/opt/specivo',
	lockkeeper: '0.1.0',
	practice: false,
});
const took = (id: string): JournalEvent => ({
	type: 'step ends',
	step: 'restore-point',
	outcome: 'done',
	detail: '',
	took: 1,
	outputs: { path: `/backups/specivo/${id}`, takenAt: '' },
});
const begins = (step: string): JournalEvent => ({ type: 'step begins', step, commands: [] });
const ended = (state: Result['state'], exit: Result['exit']): JournalEvent => ({
	type: 'result',
	result: { state, exit, text: [] },
});
/** A plan back to a restore point. */
const planBack = (id: string): JournalEvent => ({
	type: 'plan',
	plan: {
		purpose: 'rollback',
		from: '0.1.10',
		to: '0.1.9',
		directory: '/opt/specivo',
		steps: [{ parameters: { restorePoint: `/backups/specivo/${id}` } } as unknown as Step],
	},
});
const record = (run: string, ...events: readonly JournalEvent[]): RunRecord => ({
	run,
	events,
	damaged: false,
	keptRemoved: [],
});

const upgraded = (run: string, id: string) =>
	record(run, header('upgrade'), took(id), begins('pin'), begins('up'), ended('new version', 0));

test('the restore point that tells what a way back has kept is needed until that was removed by name', () => {
	const swap = {
		id: 'swap',
		kind: 'swap',
		parameters: { restorePoint: '/backups/specivo/p', at: '2026-06-15T03:00:00.000Z' },
	};
	const plan = { purpose: 'rollback', from: '0.1.10', to: '0.1.9', directory: '/opt/specivo', steps: [swap] };
	const planned = { type: 'plan', plan: plan as unknown as Plan } as const;
	const swapEnds = { type: 'step ends', step: 'swap', outcome: 'done', detail: '', took: 1 } as const;
	const end = ended('old version', 0);
	const swapped = record('a', header('rollback'), planned, begins('swap'), swapEnds, end);
	const point = { id: 'p', run: 'b' };
	expect(pinnedPoints([swapped])(point)).toBe('it tells what run a has kept');
	expect(pinnedPoints([{ ...swapped, keptRemoved: ['before-20260615T030000Z'] }])(point)).toBeUndefined();
});

test.each<[string, readonly RunRecord[], string | undefined]>([
	['no run at all', [], undefined],
	['a verified upgrade, the newest', [upgraded('a', 'p')], 'run a upgraded after it'],
	['a verified upgrade before the newest', [upgraded('a', 'p'), upgraded('b', 'q')], undefined],
	['an upgrade that did not end', [record('a', header('upgrade'), took('p'))], 'run a did not end'],
	[
		'an upgrade that failed after the pin',
		[record('a', header('upgrade'), took('p'), begins('pin'), ended('failed', 3))],
		'run a did not end verified',
	],
	[
		'an upgrade that was led back by itself',
		[record('a', header('upgrade'), took('p'), begins('pin'), planBack('p'), ended('old version', 3))],
		'run a did not end verified',
	],
	[
		'a failed upgrade before a verified one',
		[record('a', header('upgrade'), took('p'), begins('pin'), ended('failed', 3)), upgraded('b', 'q')],
		'run a did not end verified',
	],
	[
		'an upgrade that ended before it changed anything',
		[record('a', header('upgrade'), took('p'), begins('pull'), ended('old version', 3))],
		undefined,
	],
	['a backup that ended', [record('a', header('backup'), took('p'), ended('old version', 0))], undefined],
	['a backup that did not end', [record('a', header('backup'), took('p'))], 'run a did not end'],
	[
		'a backup that did not end, and a run after it: nobody goes on with it',
		[record('a', header('backup'), took('p')), record('b', header('backup'), ended('old version', 0))],
		undefined,
	],
	[
		'an upgrade that did not end after the pin, and a run after it',
		[
			record('a', header('upgrade'), took('p'), begins('pin')),
			record('b', header('backup'), ended('old version', 0)),
		],
		'run a did not end',
	],
	[
		'a rollback to it that did not end',
		[record('a', header('rollback'), planBack('p'), begins('stop'))],
		'run a did not end',
	],
	[
		'a rollback to it that failed',
		[
			record(
				'a',
				header('rollback'),
				planBack('p'),
				begins('restore-beside'),
				begins('stop'),
				ended('failed', 3),
			),
		],
		'run a did not end verified',
	],
	[
		'a rollback to it that was declined once it was known what would be lost',
		[record('a', header('rollback'), planBack('p'), begins('restore-beside'), ended('failed', 3))],
		undefined,
	],
	[
		'a rollback to it that was verified',
		[record('a', header('rollback'), planBack('p'), begins('stop'), ended('old version', 0))],
		undefined,
	],
	['a run about another one', [upgraded('a', 'q')], undefined],
])('%s', (_condition, records, expected) => {
	expect(pinnedPoints(records)({ id: 'p', run: 'somebody' })).toBe(expected);
});

test('a damaged journal pins what can be read of it, and what its run took', () => {
	const records = [{ ...record('a', header('backup'), took('p'), ended('old version', 0)), damaged: true }];
	const pinned = pinnedPoints(records);
	expect(pinned({ id: 'p', run: 'b' })).toBe('the journal of run a is damaged');
	expect(pinned({ id: 'q', run: 'a' })).toBe('the journal of run a cannot be read');
	expect(pinned({ id: 'q', run: 'b' })).toBeUndefined();
});

test('all journals of a stack are read, torn and unreadable ones too', () => {
	const stack = mkdtempSync(join(tmpdir(), 'lockkeeper-pinned-'));
	try {
		const journal = (run: string, text: string) => {
			mkdirSync(join(stack, '.lockkeeper', 'runs', run), { recursive: true });
			writeFileSync(join(stack, '.lockkeeper', 'runs', run, 'journal.jsonl'), text);
		};
		const lines = (...events: readonly JournalEvent[]) =>
			events.map((event, index) => journalLine({ sequence: index + 1, at: '', ...event })).join('');
		expect(readPinnedPoints(stack)({ id: 'p', run: 'a' })).toBeUndefined();
		mkdirSync(join(stack, '.lockkeeper', 'runs', 'empty'), { recursive: true });
		journal('a', lines(header('upgrade'), took('p'), begins('pin'), ended('old version', 0)).slice(0, -20));
		journal('b', 'no journal\nat all\n');
		const pinned = readPinnedPoints(stack);
		expect(pinned({ id: 'p', run: 'a' })).toBe('run a did not end');
		expect(pinned({ id: 'q', run: 'b' })).toBe('the journal of run b cannot be read');
		expect(pinned({ id: 'q', run: 'c' })).toBeUndefined();
	} finally {
		rmSync(stack, { recursive: true });
	}
});

describe('of a run of several hops', () => {
	const hops = [
		{ from: '0.1.9', to: '0.1.10', reason: '' },
		{ from: '0.1.10', to: '0.2.0', reason: '' },
	];
	const next: JournalEvent = { type: 'hop', number: 2, hops };
	const first = [header('upgrade'), took('p'), begins('pin'), begins('up')];
	const needs = (...events: readonly JournalEvent[]) => {
		const pinned = pinnedPoints([record('a', ...first, next, ...events)]);
		return [pinned({ id: 'p', run: 'a' }), pinned({ id: 'q', run: 'a' })];
	};

	test('the one of the hop before is needed until the next is verified', () => {
		expect(needs(ended('old version', 3))).toEqual(['run a upgraded after it', undefined]);
		expect(needs(took('q'), begins('pin'), ended('new version', 0))).toEqual([
			undefined,
			'run a upgraded after it',
		]);
	});

	test('the next hop failed, or did not end: both are needed', () => {
		expect(needs(took('q'), begins('pin'), ended('failed', 3))).toEqual([
			'run a upgraded after it',
			'run a did not end verified',
		]);
		expect(needs(took('q'), begins('pin'))).toEqual(['run a upgraded after it', 'run a did not end']);
	});
});
