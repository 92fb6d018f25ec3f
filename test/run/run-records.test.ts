import { expect, test } from 'vitest';
import type { JournalEvent } from '../../source/run/events.ts';
import { isHalfSwapped, type RunRecord } from '../../source/run/run-records.ts';

const begins: JournalEvent = { type: 'step begins', step: 'swap', commands: [] };
const ends = (outcome: 'done' | 'failed'): JournalEvent => ({
	...{ type: 'step ends', step: 'swap', outcome, detail: '', took: 1 },
});
const other: JournalEvent = { type: 'step begins', step: 'up', commands: [] };
const record = (...events: JournalEvent[]): RunRecord => ({
	run: 'r',
	events,
	damaged: false,
	keptRemoved: [],
});

test.each<[string, readonly RunRecord[], boolean]>([
	['no run', [], false],
	['no swap', [record(other)], false],
	['a swap that was done', [record(begins, ends('done'), other)], false],
	['a swap that failed', [record(begins, ends('failed'), other)], true],
	['a run that was killed in its swap', [record(begins)], true],
	[
		'a swap that failed, and one after it that was done',
		[record(begins, ends('failed'), begins, ends('done'))],
		false,
	],
	['the same in a later run', [record(begins), record(other), record(begins, ends('done'))], false],
	[
		'one that was done, and a later run that failed',
		[record(begins, ends('done')), record(begins, ends('failed'))],
		true,
	],
])('%s', (_what, records, expected) => {
	expect(isHalfSwapped(records)).toBe(expected);
});
