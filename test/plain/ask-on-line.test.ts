import { createInterface } from 'node:readline/promises';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askOnLine } from '../../source/plain/ask-on-line.ts';
import type { Answer, Gate } from '../../source/run/gates.ts';
import { gates } from '../run/gate-fixture.ts';

/** Asks a gate and types one word for each question. Resolves with the answer, what was shown, and how many words were read. */
async function type(gate: Gate, ...words: readonly string[]) {
	const input = new PassThrough();
	const output = new PassThrough();
	const left = [...words];
	let shown = '';
	output.on('data', (data: Buffer) => {
		shown += data.toString();
		const word = left.shift();
		if (word !== undefined) setImmediate(() => input.write(`${word}\n`));
	});
	const lines = createInterface({ input, output, terminal: false });
	try {
		const answer = await askOnLine(gate, lines, AbortSignal.timeout(5000));
		return { answer, shown, read: words.length - left.length };
	} finally {
		lines.close();
	}
}

test.each<[string, Gate, readonly string[], Answer]>([
	['yes', gates.confirm, ['yes'], { kind: 'yes' }],
	['no', gates.confirm, ['no'], { kind: 'no' }],
	['other words are asked again', gates.confirm, ['y', '', 'YES', ' yes '], { kind: 'yes' }],
	[
		'each warning by its own ok',
		gates.acknowledge,
		['ok', 'ok'],
		{ kind: 'acknowledged', items: ['disk', 'notes'] },
	],
	['a warning that is not acknowledged stops', gates.acknowledge, ['ok', 'yes'], { kind: 'no' }],
	[
		'again, where there is something to look at',
		{ ...gates.acknowledge, again: true },
		['ok', 'again'],
		{ kind: 'again' },
	],
	['again to a yes or no', { ...gates.confirm, again: true }, ['again'], { kind: 'again' }],
	['again where there is nothing to look at', gates.confirm, ['again', 'no'], { kind: 'no' }],
	['the name as it was typed', gates.type, ['specivo'], { kind: 'typed', text: 'specivo' }],
	['another name goes to the run as it is', gates.type, ['Specivo'], { kind: 'typed', text: 'Specivo' }],
	['no in place of the name', gates.type, ['no'], { kind: 'no' }],
	['e in place of the name', { ...gates.type, exports: 'rows' }, ['e'], { kind: 'export' }],
	['e where there is nothing to export is a text', gates.type, ['e'], { kind: 'typed', text: 'e' }],
	[
		'e is the name of a stack as well',
		{ ...gates.type, exports: 'rows', expected: 'e' },
		['e'],
		{ kind: 'typed', text: 'e' },
	],
	[
		'a tick for each',
		gates.tick,
		['w', 'b'],
		{ kind: 'ticks', ticks: { 'sign-in': 'works', search: 'broken' } },
	],
	[
		'a tick that is none is asked again',
		gates.tick,
		['x', 'n', 'toString', 'w'],
		{ kind: 'ticks', ticks: { 'sign-in': 'not made', search: 'works' } },
	],
	['one of the items', gates.choose, ['restore'], { kind: 'chosen', item: 'restore' }],
	['none of the items', gates.choose, ['no'], { kind: 'no' }],
])('%s', async (_condition, gate, words, answer) => {
	expect((await type(gate, ...words)).answer).toEqual(answer);
});

describe('the question', () => {
	test('lists only what can be chosen', async () => {
		expect((await type(gates.choose, 'no')).shown).toBe('one of leave, restore, or no: ');
	});

	test('after a warning that is not acknowledged, none of the others follows', async () => {
		expect((await type(gates.acknowledge, 'stop', 'ok')).read).toBe(1);
	});

	test('names what has to be typed', async () => {
		expect((await type(gates.type, 'no')).shown).toContain('“specivo”');
	});
});

test('a question that is no longer open is withdrawn', async () => {
	const lines = createInterface({ input: new PassThrough(), output: new PassThrough() });
	const closed = new AbortController();
	const asked = askOnLine(gates.confirm, lines, closed.signal);
	closed.abort();
	await expect(asked).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
	lines.close();
});
