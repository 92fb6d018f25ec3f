import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { announceSteps } from '../../source/plan/announce.ts';
import type { Plan } from '../../source/plan/plan.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import { execute } from '../../source/run/execute.ts';
import { createRun } from '../../source/run/run.ts';
import { type StubDocker, stubDocker } from '../docker/stub-docker.ts';
import { contextFixture, stackFixture } from '../steps/context-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-announce-'));
	writeFileSync(join(directory, 'docker-compose.yml'), 'services: {}\n');
	writeFileSync(join(directory, '.env'), '');
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

/** Plays the announcement; each gate is answered so. @returns the gates asked, and how the step ended */
async function play(answer: 'yes' | 'no', ...before: readonly JournalEvent[]) {
	const notify = [{ command: ['./tell.sh'], on: ['start' as const], waits: 30 }];
	const stack = stackFixture(directory, docker.engine, { settings: before.length > 0 ? { notify } : {} });
	const { facts, logs } = contextFixture(stack);
	const plan: Plan = {
		...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory },
		steps: announceSteps('Soon.', 'Upgrade'),
	};
	const run = createRun(new Date());
	run.emit({
		...{ type: 'run', run: run.id, purpose: 'upgrade', app: 'Specivo', stack: 'specivo', directory },
		...{ lockkeeper: '0.1.0', practice: false },
	});
	for (const event of before) run.emit(event);
	const asked: string[] = [];
	const copied: (string | undefined)[] = [];
	run.session.subscribe((event) => {
		if (event.type !== 'gate') return;
		asked.push(event.gate.text[0] ?? '');
		copied.push(event.gate.copies);
		queueMicrotask(() => run.session.answer(event.gate.id, { kind: answer }, 'test'));
	});
	const position = () => ({
		...{ from: '0.1.9', to: '0.1.10', pinned: false, restarted: false, verified: false },
		...{ schemaMoves: undefined, startTakes: 0 },
	});
	const ending = await execute({ run, stack, facts, plan, directory, logs, position });
	const details = run.session.past().flatMap((event) => (event.type === 'step ends' ? [event.detail] : []));
	return { is: ending.is, asked, copied, details };
}

const start = {
	type: 'notification',
	event: 'start',
	target: 'command ./tell.sh',
	about: 'start 1',
} as const;

test.each([
	['yes', 'told by hand, as you said'],
	['no', 'nobody was told'],
] as const)('by hand, %s: the plan goes on, and the journal says so', async (answer, detail) => {
	expect(await play(answer)).toEqual({
		is: 'done',
		asked: ['This is what the runbook has them told. Copy it, and send it by your own means:'],
		copied: ['Soon.'],
		details: [detail],
	});
});

test('told with the start nobody is asked; where that failed the question says why', async () => {
	expect(await play('no', { ...start, outcome: 'sent', reason: '' })).toEqual({
		is: 'done',
		...{ asked: [], copied: [] },
		details: ['told with the notification of the start: command ./tell.sh'],
	});
	expect(await play('yes', { ...start, outcome: 'failed', reason: 'exit 3' })).toEqual({
		is: 'done',
		asked: ['Not sent to command ./tell.sh: the notification of start (exit 3).'],
		copied: ['Soon.'],
		details: ['told by hand, as you said'],
	});
});
