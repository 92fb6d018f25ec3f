import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addVariablesSteps } from '../../source/plan/new-variables.ts';
import type { Plan } from '../../source/plan/plan.ts';
import { execute } from '../../source/run/execute.ts';
import type { Answer } from '../../source/run/gates.ts';
import { interruptionOf } from '../../source/run/interruption.ts';
import { createRun, type Run } from '../../source/run/run.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { bytesOf, contextFixture, stackFixture, stepFixture } from '../steps/context-fixture.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-optional-'));
	writeFileSync(join(directory, 'docker-compose.yml'), 'services: {}\n');
	writeFileSync(join(directory, '.env'), 'PORT=1\n');
	writeFileSync(join(directory, '.env.example'), 'FEATURE=on\n');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

/** A plan of one step that adds a variable, and one that asks nothing; the gate is answered so. */
function play(answer: Answer['kind'] & ('yes' | 'no')) {
	const environment = [{ file: '.env', example: '.env.example' }];
	const stack = stackFixture(directory, docker.engine, { runbook: { ...specivoRunbook, environment } });
	const { facts, logs } = contextFixture(stack);
	const [add] = addVariablesSteps(
		{
			...facts,
			newVariables: [
				{
					...{ file: '.env', example: '.env.example', exists: true },
					compared: {
						ok: true,
						value: {
							total: 1,
							lacking: [{ name: 'FEATURE', shown: 'on', is: 'offered', builds: [], defaulted: false }],
						},
					},
				},
			],
		},
		'0.1.10',
	);
	if (!add) throw new Error('no step');
	const plan: Plan = {
		...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory },
		steps: [add, stepFixture('ask', { asks: '' })],
	};
	const run = createRun(new Date());
	const gates: string[] = [];
	run.session.subscribe((event) => {
		if (event.type !== 'gate') return;
		gates.push(event.gate.id);
		const said: Answer =
			event.gate.kind === 'tick' ? { kind: 'ticks', ticks: { '': 'works' } } : { kind: answer };
		queueMicrotask(() => run.session.answer(event.gate.id, said, 'test'));
	});
	const options = { stack, facts, plan, directory, logs, position };
	return { run, plan, gates, options, ending: execute({ run, ...options }) };
}
const position = () => ({
	...{ from: '0.1.9', to: '0.1.10', pinned: false, restarted: false, verified: false },
	...{ schemaMoves: undefined, startTakes: 0 },
});
const told = (run: Run) =>
	run.session.past().flatMap((event) => (event.type === 'step ends' ? [[event.step, event.detail]] : []));

test('a yes adds, and the plan goes on', async () => {
	const { ending, run } = play('yes');
	expect(await ending).toMatchObject({ is: 'done', outputs: { 'add-variables.files': '.env' } });
	expect(bytesOf(join(directory, '.env'))).toMatch(/^PORT=1\n# Lockkeeper added .*\nFEATURE=on\n$/);
	expect(told(run)[0]).toEqual(['add-variables', 'added: FEATURE in .env']);
});

test('a no leaves the file as it is, and the plan goes on; who goes on with the run is not asked again', async () => {
	const { ending, run, plan, gates, options } = play('no');
	expect(await ending).toMatchObject({ is: 'done' });
	expect(bytesOf(join(directory, '.env'))).toBe('PORT=1\n');
	expect(told(run)[0]).toEqual(['add-variables', 'nothing was added: you said no']);
	// As the journal of a run that was killed after it tells it.
	const at = new Date().toISOString();
	const head = [
		{ type: 'run', run: 'r', purpose: 'upgrade', lockkeeper: '0', practice: false },
		{ type: 'plan', plan },
	];
	const events = [...head, ...run.session.past()].map((event, index) => ({
		...event,
		sequence: index + 1,
		at,
	}));
	const before = interruptionOf(events as Parameters<typeof interruptionOf>[0])?.going;
	if (!before) throw new Error('no plan in the journal');
	const asked = gates.length;
	expect(await execute({ run, ...options, before })).toMatchObject({ is: 'done' });
	expect(gates.slice(asked)).not.toContain('upgrade-add-variables');
	expect(bytesOf(join(directory, '.env'))).toBe('PORT=1\n');
});
