import { expect, test } from 'vitest';
import type { Interrupted } from '../../source/run/find-interrupted.ts';
import { interruptedGate, whatStands } from '../../source/run/interrupted-gate.ts';
import type { Going } from '../../source/run/interruption.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { stepFixture } from '../steps/context-fixture.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const going: Going = {
	plan: { purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '', steps: [stepFixture('up')] },
	done: { begun: new Set(['up']), ended: new Set(), outputs: {} },
	...{ without: new Set(), half: stepFixture('up'), failed: undefined, took: 0, followed: [] },
};
const interrupted = (changes: Partial<Going>, problem?: string): Interrupted => ({
	run: 'r1',
	interruption: {
		...{
			run: 'r1',
			purpose: 'upgrade',
			practice: false,
			lockkeeper: '0.1.0',
			changed: true,
			versions: {},
			others: [],
		},
		...{ at: '2026-06-15T02:10:00.000Z', going: { ...going, ...changes } },
	},
	...(problem === undefined ? { earlier: { id: 'r1', past: [] } } : { earlier: undefined, problem }),
});
const gateOf = (which: Interrupted) => {
	const gate = interruptedGate(which, ['0.1.10 is pinned; api runs 0.1.9 (healthy).']);
	if (gate.kind !== 'choose') throw new Error('expected a choice');
	return gate;
};
const advised = (which: Interrupted) =>
	gateOf(which).items.flatMap(({ id, recommended }) => (recommended ? [id] : []));

test('it says what happened, when, at which step, and what stands', () => {
	expect(gateOf(interrupted({})).text).toEqual([
		'Run r1 was interrupted at “up”; it was last seen at 2026-06-15 02:10:00 UTC.',
		'0.1.10 is pinned; api runs 0.1.9 (healthy).',
	]);
});

test('to go on is recommended, unless the last step had failed: then it is still there', () => {
	expect(advised(interrupted({}))).toEqual(['go-on']);
	const failed = interrupted({ half: undefined, failed: { step: stepFixture('wait'), reason: 'no table' } });
	expect(advised(failed)).toEqual(['ways-back']);
	const goOn = gateOf(failed).items.find(({ id }) => id === 'go-on');
	expect(goOn).toMatchObject({ detail: expect.arrayContaining(['It failed before: no table']) });
	expect(goOn).not.toHaveProperty('unavailable');
});

test('what cannot be gone on with says why, and the ways back stay', () => {
	const damaged = interrupted({}, 'its journal is damaged: /srv/journal.jsonl, line 5');
	expect(advised(damaged)).toEqual(['ways-back']);
	expect(gateOf(damaged).items[0]).toMatchObject({
		...{ id: 'go-on', unavailable: 'its journal is damaged: /srv/journal.jsonl, line 5' },
	});
	expect(gateOf(damaged).text[0]).toContain('It cannot be gone on with: its journal is damaged');
});

test('what stands is said service by service, also when the database does not answer', () => {
	const stack = { envVariables: { SPECIVO_VERSION: '0.1.10' }, runbook: specivoRunbook } as unknown as Stack;
	const service = (name: string, state: 'healthy' | 'no check' | 'exited' | 'missing' | 'starting') => ({
		...{ name, state, image: '', restarts: 0, app: true, oneShot: false },
		...(state === 'missing' ? {} : { runningImage: 'specivo/specivo:0.1.9' }),
	});
	const services = [
		service('api', 'healthy'),
		service('a', 'no check'),
		service('b', 'exited'),
		service('c', 'missing'),
		{ ...service('d', 'starting'), startedAt: '2026-06-15T02:10:00Z' },
		service('e', 'starting'),
		{ ...service('db', 'healthy'), app: false },
	];
	const facts = factsFixture({ services, schema: { ok: false, problem: 'db is not running' } });
	expect(whatStands(stack, facts)).toEqual([
		'0.1.10 is pinned; api runs 0.1.9 (healthy), a runs 0.1.9, b has ended (0.1.9), c has no container, d runs 0.1.9 (starting) and e was made (0.1.9) and not started.',
		'The schema revision cannot be read: db is not running.',
	]);
	const down = services.map((each) => (each.name === 'db' ? { ...each, state: 'exited' as const } : each));
	const called = { ok: false, problem: 'docker compose exec -T db psql ended with exit code 1' } as const;
	expect(whatStands(stack, factsFixture({ services: down, schema: called }))[1]).toBe(
		'The schema revision cannot be read: db does not run.',
	);
});

test('of an optional step it says that it is asked about again, and that the version was verified', () => {
	const killed = interrupted({ half: stepFixture('optional') });
	expect(advised(killed)).toEqual(['go-on']);
	expect(gateOf(killed).items[0]?.detail).toContain(
		'“optional” is asked about again; 0.1.10 was verified before it.',
	);
});
