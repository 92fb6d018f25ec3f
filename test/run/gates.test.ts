import { expect, test } from 'vitest';
import { type Answer, answerProblem, type Gate } from '../../source/run/gates.ts';
import { gates } from './gate-fixture.ts';

const yes: Answer = { kind: 'yes' };
const acknowledged = (...items: string[]): Answer => ({ kind: 'acknowledged', items });
const typed = (text: string): Answer => ({ kind: 'typed', text });
const chosen = (item: string): Answer => ({ kind: 'chosen', item });
const ticks = (given: Record<string, 'works' | 'broken' | 'not made'>): Answer => ({
	kind: 'ticks',
	ticks: given,
});

test.each(Object.values(gates))('no fits a gate of kind $kind', (gate) => {
	expect(answerProblem(gate, { kind: 'no' })).toBeUndefined();
});

test.each<[string, Gate, Answer]>([
	['yes to a confirmation', gates.confirm, yes],
	['every warning by name, in any order', gates.acknowledge, acknowledged('notes', 'disk')],
	['the name, typed', gates.type, typed('specivo')],
	['an export first, where there is one', { ...gates.type, exports: 'rows' }, { kind: 'export' }],
	['a tick for each', gates.tick, ticks({ 'sign-in': 'works', search: 'not made' })],
	['one that is possible', gates.choose, chosen('leave')],
	['again, where it can be looked at again', { ...gates.acknowledge, again: true }, { kind: 'again' }],
])('fits: %s', (_condition, gate, answer) => {
	expect(answerProblem(gate, answer)).toBeUndefined();
});

test.each<[string, Gate, Answer, string]>([
	['a name typed to a confirmation', gates.confirm, typed('yes'), 'expected yes or no'],
	['yes to warnings', gates.acknowledge, yes, 'expected each item acknowledged by name, or no'],
	['one warning left out', gates.acknowledge, acknowledged('disk'), 'not acknowledged: the notes'],
	['no warning at all', gates.acknowledge, acknowledged(), 'not acknowledged: the disk, the notes'],
	['yes where typing is asked for', gates.type, yes, 'expected “specivo” typed, or no'],
	['another name', gates.type, typed('Specivo'), 'expected “specivo”, got “Specivo”'],
	['the name with a blank', gates.type, typed('specivo '), 'expected “specivo”, got “specivo ”'],
	['nothing typed', gates.type, typed(''), 'expected “specivo”, got “”'],
	['an export where there is none', gates.type, { kind: 'export' }, 'there is nothing to export here'],
	['an export in place of yes', gates.confirm, { kind: 'export' }, 'expected yes or no'],
	[
		'again of what stays as it is',
		gates.confirm,
		{ kind: 'again' },
		'there is nothing to look at again here',
	],
	['yes where ticks are asked for', gates.tick, yes, 'expected a tick for each item, or no'],
	['one tick left out', gates.tick, ticks({ search: 'works' }), 'no tick for: the sign-in'],
	['yes to a choice', gates.choose, yes, 'expected one of the items, or no'],
	['one there is not', gates.choose, chosen('finish'), 'expected one of leave, re-pin, restore, got finish'],
	[
		'one that is not possible',
		gates.choose,
		chosen('re-pin'),
		'the re-pin cannot be chosen: the schema moved',
	],
])('does not fit: %s', (_condition, gate, answer, problem) => {
	expect(answerProblem(gate, answer)).toBe(problem);
});
