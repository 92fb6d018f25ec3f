import { expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { optionalSteps } from '../../source/plan/after.ts';
import { type Runbook, runbookSchema } from '../../source/runbook/schema.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const steps = (...optional: Runbook['after']['optional']) =>
	optionalSteps(
		factsFixture({ runbook: { ...specivoRunbook, after: { optional, watch: [] } } }),
		defaultEngine,
	);
const reindex = { title: 'reindex', command: { service: 'api', run: ['reindex', '--all now'] } };

test('each with a command is a step with a gate of its own, after verifying, and shows the exact command', () => {
	const [step] = steps({ ...reindex, takes: 90 });
	expect(step).toMatchObject({
		id: 'optional-1',
		kind: 'optional',
		phase: 'Verify',
		gate: 'confirm',
		title: 'optional: reindex',
		expected: 90_000,
		downtime: 0,
	});
	expect(step?.commands).toEqual([
		"docker compose --env-file .env --env-file .env.local exec -T api reindex '--all now'",
	]);
});

test('one that names no command is no step, and the others keep their numbers', () => {
	expect(steps({ title: 'read the guide' }, reindex).map(({ id }) => id)).toEqual(['optional-2']);
	expect(steps()).toEqual([]);
});

test('titles fit the list of steps', () => {
	const whole = { ...specivoRunbook, after: { optional: [{ title: 'x'.repeat(30) }], watch: [] } };
	expect(runbookSchema.safeParse(whole).success).toBe(true);
	const [step] = steps({ ...reindex, title: 'x'.repeat(30) });
	expect(step?.title.length).toBeLessThanOrEqual(40);
});
