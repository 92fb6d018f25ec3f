import { expect, test } from 'vitest';
import { jsonLine } from '../../source/plain/json-line.ts';
import type { JournalEvent, PassingEvent, RunEvent } from '../../source/run/events.ts';

const stamp = (event: JournalEvent | PassingEvent): RunEvent => ({
	...event,
	sequence: 7,
	at: '2026-06-15T02:10:00.000Z',
});

test('an event is one line of JSON, as the journal holds it', () => {
	const event = stamp({ type: 'leaving', cost: { text: 'a\nb', milliseconds: 0 } });
	const line = jsonLine(event);
	expect(line).not.toContain('\n');
	expect(JSON.parse(line ?? '')).toEqual(event);
});

test('the result stands flat, so that a script reads the exit code at once', () => {
	const line = jsonLine(
		stamp({ type: 'result', result: { exit: 3, state: 'old version', text: ['A failed.'] } }),
	);
	expect(JSON.parse(line ?? '')).toEqual({
		type: 'result',
		sequence: 7,
		at: '2026-06-15T02:10:00.000Z',
		exit: 3,
		state: 'old version',
		text: ['A failed.'],
	});
});

test.each<PassingEvent>([
	{ type: 'log', service: 'api', lines: ['a'] },
	{ type: 'progress', progress: { step: 'pull', label: 'images', done: 1, unit: 'bytes' } },
])('what only passes is no line: $type', (event) => {
	expect(jsonLine(stamp(event))).toBeUndefined();
});
