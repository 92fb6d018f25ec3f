import { expect, test } from 'vitest';
import { asSeen } from '../../source/plan/as-seen.ts';
import type { Plan } from '../../source/plan/plan.ts';
import { stepFixture } from '../steps/context-fixture.ts';

const at = '2026-06-15T02:10:00.000Z';
const step = (kind: 'restore-point' | 'prove' | 'wait', downtime = 0) => ({
	...stepFixture(kind),
	...{ id: kind, kind, title: `${kind} it`, expected: 20_000, downtime },
});
const plan: Plan = {
	...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/opt/specivo' },
	steps: [step('restore-point', 20_000), step('prove'), step('wait')],
};

test('what an earlier run took stands in place of the estimate, with its day', () => {
	const seen = { 'restore-point': { title: 'restore-point it', took: 12_345, at } };
	expect(asSeen(plan, seen).steps[0]).toEqual({
		...plan.steps[0],
		...{ expected: 12_345, downtime: 12_345, seen: at },
	});
});

test('no downtime is added by it', () => {
	const seen = { prove: { title: 'prove it', took: 99_000, at } };
	expect(asSeen(plan, seen).steps[1]).toMatchObject({ expected: 99_000, downtime: 0 });
});

test.each([
	['of another title, which does something else', { prove: { title: 'read it back', took: 1, at } }],
	['that hangs on the version', { wait: { title: 'wait it', took: 1, at } }],
	['that no plan has', { pin: { title: 'pin', took: 1, at } }],
])('a step %s keeps its estimate', (_, seen) => {
	expect(asSeen(plan, seen)).toEqual(plan);
});
