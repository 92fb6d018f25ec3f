import { describe, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { planRollback } from '../../source/plan/rollback.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import type { WayBackId } from '../../source/plan/ways-back.ts';
import { stepGate } from '../../source/run/step-gate.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { factsFixture } from '../survey/facts-fixture.ts';

const stack = { name: 'specivo' } as Stack;
const cost = { text: 'restore 0.1.9; loses the writes since 2026-06-15 02:11:12 UTC', milliseconds: 45_000 };
const common = { engine: defaultEngine, addresses: [] };

const upgrade = planUpgrade(factsFixture(), {
	...common,
	from: '0.1.9',
	to: '0.1.10',
	takeCommands: ['take'],
	proveCommands: ['prove'],
});
const back = (id: WayBackId) =>
	planRollback(factsFixture(), {
		...common,
		from: '0.1.10',
		to: '0.1.9',
		at: '2026-06-15T03:00:00.000Z',
		restoreCommands: ['load beside'],
		swapCommands: ['rename'],
		way: {
			id,
			title: '',
			changes: '',
			keeps: '',
			milliseconds: 0,
			loses: '',
			undo: '',
			reason: '',
			recommended: true,
		},
	});

/** The gate of a plan's only step that has one. */
const gateOf = (plan: typeof upgrade) => {
	const step = plan.steps.find(({ gate }) => gate);
	if (!step) throw new Error('no gate');
	return stepGate(step, plan, stack, cost);
};

describe('the gate of an upgrade', () => {
	test('names every command that changes the stack, and none that came before', () => {
		expect(gateOf(upgrade).commands).toEqual([
			"sed -i 's/^SPECIVO_VERSION=.*/SPECIVO_VERSION=0.1.10/' .env",
			'docker compose --env-file .env --env-file .env.local up --detach api celery-worker celery-beat',
		]);
	});

	test('is a confirmation that names version, stack, changes, and what the way back would cost then', () => {
		const gate = gateOf(upgrade);
		expect(gate).toMatchObject({
			kind: 'confirm',
			destructive: true,
			title: 'Pin 0.1.10 and restart specivo now?',
		});
		expect(gate.changes).toMatch(
			/SPECIVO_VERSION in \.env.*containers of api, celery-worker and celery-beat/,
		);
		expect(gate.wayBack).toBe(`${cost.text} (about 45 s)`);
	});
});

describe('the gate of a way back', () => {
	test('a restore is confirmed by typing the stack’s name', () => {
		expect(gateOf(back('restore'))).toMatchObject({ kind: 'type', expected: 'specivo' });
	});

	test('a restore’s gate names all that follows it: load, stop, pin, swap, start', () => {
		expect(gateOf(back('restore')).commands).toEqual([
			'load beside',
			'docker compose --env-file .env --env-file .env.local stop api celery-worker celery-beat',
			"sed -i 's/^SPECIVO_VERSION=.*/SPECIVO_VERSION=0.1.9/' .env",
			'rename',
			'docker compose --env-file .env --env-file .env.local up --detach api celery-worker celery-beat',
		]);
	});

	test('a restore’s gate says that the state of now stays', () => {
		expect(gateOf(back('restore')).wayBack).toContain('stays beside');
	});

	test('a re-pin is a confirmation, and says that the data stays', () => {
		const gate = gateOf(back('re-pin'));
		expect(gate).toMatchObject({ kind: 'confirm', title: 'Pin 0.1.9 and restart specivo now?' });
		expect(gate.text.join(' ')).toContain('the data stays as it is now');
	});
});

test('gates of two plans of one run have ids of their own', () => {
	const ids = [upgrade, back('restore'), back('re-pin')].map((plan) => gateOf(plan).id);
	expect(new Set(ids).size).toBe(3);
});
