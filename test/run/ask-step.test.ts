import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import { askStep } from '../../source/run/ask-step.ts';
import type { Answer, Gate } from '../../source/run/gates.ts';
import { createRun } from '../../source/run/run.ts';
import { stubDocker } from '../docker/stub-docker.ts';
import { contextFixture, stackFixture, stepFixture } from '../steps/context-fixture.ts';
import { gates } from './gate-fixture.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-ask-'));
	for (const name of ['docker-compose.yml', '.env']) writeFileSync(join(directory, name), '');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Asks with these answers, one a gate. Resolves with what came of it and the gates that were asked. */
async function ask(...answers: readonly Answer[]) {
	const run = createRun(new Date());
	const docker = stubDocker();
	const asked: Gate[] = [];
	const left = [...answers];
	run.session.subscribe((event) => {
		if (event.type !== 'gate') return;
		asked.push(event.gate);
		const answer = left.shift();
		if (answer) setImmediate(() => run.session.answer(event.gate.id, answer, 'test'));
	});
	const step = stepFixture('losses', {
		restorePoint: join(directory, 'none'),
		at: '2026-06-15T03:00:00.000Z',
	});
	const plan: Plan = { purpose: 'rollback', from: '2', to: '1', directory, steps: [step] };
	try {
		const goesOn = await askStep(
			run,
			plan,
			() => contextFixture(stackFixture(directory, docker.engine)),
			(exported) => ({
				...gates.type,
				exports: 'rows',
				text: exported === undefined ? [] : [exported],
			}),
		);
		return { goesOn, asked, events: run.session.past() };
	} finally {
		docker.remove();
	}
}

test('the name typed goes on, no does not', async () => {
	expect((await ask({ kind: 'typed', text: 'specivo' })).goesOn).toBe(true);
	expect((await ask({ kind: 'no' })).goesOn).toBe(false);
});

test('an export that fails is told, nothing of it stays, and the question is asked again', async () => {
	const { goesOn, asked, events } = await ask({ kind: 'export' }, { kind: 'no' });
	expect(goesOn).toBe(false);
	expect(asked).toHaveLength(2);
	expect(asked[1]?.text[0]).toMatch(/^Not exported: .* Nothing else was changed\.$/s);
	expect(events.filter((event) => event.type === 'step ends')).toMatchObject([
		{ step: 'losses', outcome: 'done', detail: expect.stringMatching(/^not exported: /) },
	]);
	expect(readdirSync(directory).sort()).toEqual(['.env', 'docker-compose.yml']);
});
