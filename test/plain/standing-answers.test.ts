import { describe, expect, test } from 'vitest';
import { type StandingAnswers, standingAnswer } from '../../source/plain/standing-answers.ts';
import { type Answer, answerProblem, type Gate } from '../../source/run/gates.ts';
import { gates, item } from '../run/gate-fixture.ts';

const yes: StandingAnswers = { yes: true, allowIrreversible: false, takeWayBack: false };
const all: StandingAnswers = { ...yes, allowIrreversible: true };
const back: StandingAnswers = { ...all, takeWayBack: true };

const target: Gate = {
	...gates.choose,
	id: 'target',
	items: [item('0.2.0'), item('0.1.10', { recommended: true })],
};
const lookAgain: Gate = { ...gates.confirm, id: 'look-again' };
const waysAgain: Gate = { ...gates.choose, id: 'ways-back-again' };
const noneRecommended: Gate = { ...target, items: [item('0.2.0')] };
const recommendedGone: Gate = {
	...target,
	items: [item('0.2.0', { recommended: true, unavailable: 'gone' })],
};

test.each<[string, Gate, StandingAnswers, Answer | undefined]>([
	['a confirmation', gates.confirm, yes, { kind: 'yes' }],
	['what is optional is left', { ...gates.confirm, optional: true }, all, { kind: 'no' }],
	['warnings, each by its name', gates.acknowledge, yes, { kind: 'acknowledged', items: ['disk', 'notes'] }],
	[
		'ticks are not made',
		gates.tick,
		yes,
		{ kind: 'ticks', ticks: { 'sign-in': 'not made', search: 'not made' } },
	],
	['the recommended target', target, yes, { kind: 'chosen', item: '0.1.10' }],
	['no target is recommended', noneRecommended, yes, undefined],
	['the recommended target cannot be chosen', recommendedGone, yes, undefined],
	['failed checks: a script looks once', lookAgain, yes, { kind: 'no' }],
	['typing is not covered by --yes', gates.type, yes, undefined],
	['typing with --allow-irreversible', gates.type, all, { kind: 'typed', text: 'specivo' }],
	['the ways back in an upgrade: left to a person', gates.choose, all, { kind: 'no' }],
	[
		'the ways back in a rollback: the recommended one',
		gates.choose,
		back,
		{ kind: 'chosen', item: 'restore' },
	],
	['the ways back after one that failed: a script takes one', waysAgain, back, { kind: 'no' }],
])('%s', (_condition, gate, standing, answer) => {
	expect(standingAnswer(gate, standing)).toEqual(answer);
});

describe('without --yes', () => {
	const silent = { yes: false, allowIrreversible: true, takeWayBack: true };
	test.each([...Object.values(gates), target, lookAgain])('$id waits for a person', (gate) => {
		expect(standingAnswer(gate, silent)).toBeUndefined();
	});
});

test.each([...Object.values(gates), target, lookAgain])('what stands for $id fits its gate', (gate) => {
	const answer = standingAnswer(gate, back);
	expect(answer && answerProblem(gate, answer)).toBeUndefined();
	expect(answer).toBeDefined();
});
