// Touches the world: scripts in a temporary directory.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Target } from '../../source/notify/target.ts';
import type { Plan } from '../../source/plan/plan.ts';
import type { JournalEvent, Result } from '../../source/run/events.ts';
import { notTold } from '../../source/run/notification-words.ts';
import { openNotifier } from '../../source/run/notifications.ts';
import { createRun, type Run } from '../../source/run/run.ts';
import { toldOfStart } from '../../source/run/told-of-start.ts';
import { redactor } from '../../source/text/redact.ts';
import { gates } from './gate-fixture.ts';

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-notifier-'));
	script('tell.sh', 'printf "%s: %s\\n" "$LOCKKEEPER_EVENT" "$(head -n 1)" >> told');
	script('fail.sh', 'exit 3');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
const script = (name: string, text: string) => {
	writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`);
	chmodSync(join(directory, name), 0o700);
};
const told = () => {
	const file = join(directory, 'told');
	return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
};

const to = (name: string, changes: Partial<Target> = {}): Target =>
	({ command: [`./${name}`], on: ['start', 'gate', 'failure', 'end'], waits: 30, ...changes }) as Target;

const plan: Plan = {
	...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/opt/specivo' },
	steps: [],
};
const head = 'Upgrade of specivo from 0.1.9 to 0.1.10';
const done: Result = { exit: 0, state: 'new version', text: ['specivo runs 0.1.10.'] };

function open(targets: readonly Target[], earlier?: Parameters<typeof createRun>[1], deadline = 20_000) {
	const run = createRun(new Date(), earlier);
	const notifier = openNotifier(run, targets, {
		...{ directory, variables: () => undefined, redact: run.redacted },
		hurry: { deadline, insist: 100 },
	});
	return { run, notifier };
}
function begin(run: Run) {
	run.emit({
		...{ type: 'run', run: run.id, purpose: 'upgrade', app: 'Specivo', stack: 'specivo' },
		...{ directory: '/opt/specivo', lockkeeper: '0.1.0', practice: false },
	});
	run.emit({ type: 'versions', from: '0.1.9', to: '0.1.10' });
	run.emit({ type: 'plan', plan });
	run.emit({ type: 'phase', phase: 'Back up' });
}
const outcomes = (run: Run) =>
	run.session
		.past()
		.flatMap((event) =>
			event.type === 'notification'
				? [[event.event, event.target, event.outcome, event.reason].join(' | ')]
				: [],
		);

test('a run is told in its order, and the journal says to whom; a question that was answered at once is not', async () => {
	const { run, notifier } = open([to('tell.sh', { waits: 0.2 }), to('fail.sh', { on: ['end'] })]);
	begin(run);
	const asked = run.ask(gates.confirm);
	run.session.answer('plan', { kind: 'yes' }, 'test');
	await asked;
	await sleep(400);
	run.emit({ type: 'step ends', step: 'up', outcome: 'failed', detail: 'exit 1', took: 1 });
	const result = await notifier.ending(done);
	expect(told()).toEqual([
		`start: ${head} begins.`,
		`failure: ${head}: “up” failed: exit 1`,
		`end: ${head} is done.`,
	]);
	expect(outcomes(run).sort()).toEqual([
		'end | command ./fail.sh | failed | it ended with exit code 3',
		'end | command ./tell.sh | sent | ',
		'failure | command ./tell.sh | sent | ',
		'start | command ./tell.sh | sent | ',
	]);
	expect(result).toEqual({
		...done,
		text: [
			...done.text,
			'Not sent to command ./fail.sh: the notification of end (it ended with exit code 3).',
		],
	});
	notifier.close();
});

test('a question that waits is told once it has waited', async () => {
	const { run, notifier } = open([to('tell.sh', { on: ['gate'], waits: 0.05 })]);
	begin(run);
	const asked = run.ask(gates.confirm);
	await expect
		.poll(told, { timeout: 20_000 })
		.toEqual([`gate: ${head} waits for an answer: ${gates.confirm.title}`]);
	run.session.answer('plan', { kind: 'no' }, 'test');
	await asked;
	await notifier.ending(done);
	expect(outcomes(run)).toEqual(['gate | command ./tell.sh | sent | ']);
});

test('after a kill what the journal says was told is not told again, and the rest is', async () => {
	const first = open([to('tell.sh'), to('fail.sh')]);
	begin(first.run);
	await expect.poll(() => outcomes(first.run), { timeout: 20_000 }).toHaveLength(2);
	first.notifier.close();
	const past = [...first.run.session.past()];
	const { run, notifier } = open([to('tell.sh'), to('fail.sh'), to('tell.sh', { on: ['start'] })], {
		...{ id: first.run.id, past },
	});
	run.emit({ type: 'phase', phase: 'Upgrade' });
	await notifier.ending(done);
	// The third is another target of the same name.
	expect(told()).toEqual([
		`start: ${head} begins.`,
		expect.stringMatching(/^(start|end)/),
		expect.stringMatching(/^(start|end)/),
	]);
	expect(outcomes(run).filter((line) => line.startsWith('start'))).toEqual([
		expect.stringContaining('start | command ./'),
		expect.stringContaining('start | command ./'),
		'start | command ./tell.sh (2) | sent | ',
	]);
});

test('one that hangs delays no event, and the end by no more than its deadline', async () => {
	script('hang.sh', 'exec sleep 600');
	const { run, notifier } = open([to('hang.sh', { on: ['start', 'end'] })], undefined, 400);
	begin(run);
	expect(run.session.past().at(-1)?.type).toBe('phase');
	await sleep(10);
	const result = await notifier.ending(done);
	expect(outcomes(run)).toEqual([
		expect.stringMatching(/^start \| command \.\/hang\.sh \| failed \| hung: /),
		expect.stringMatching(/^end \| command \.\/hang\.sh \| failed \| /),
	]);
	expect(result.text.at(-1)).toMatch(
		/^Not sent to command \.\/hang\.sh: the notifications of start and end \(/,
	);
});

test('secrets leave in no message', async () => {
	script('all.sh', 'cat >> told');
	const { run, notifier } = open([to('all.sh', { on: ['failure', 'end'] })]);
	run.hide(redactor(['hunter22']));
	begin(run);
	run.emit({ type: 'step ends', step: 'up', outcome: 'failed', detail: 'no hunter22\u001b[2J', took: 1 });
	await notifier.ending({ ...done, text: ['hunter22 again'] });
	expect(told()).toEqual([
		`${head}: “up” failed: no [hidden]`,
		'Leaving now costs: nothing: nothing was changed',
		`${head} is done.`,
		'[hidden] again',
	]);
});

test('who was told of the start is known once it was sent; of the practice stack nobody is', async () => {
	const targets = [to('tell.sh'), to('fail.sh'), to('tell.sh', { on: ['end'] })];
	const { run } = open(targets);
	begin(run);
	expect(await toldOfStart(run, { settings: { notify: targets } })).toEqual(['command ./tell.sh']);
	expect(notTold(run.session.past())).toEqual([
		'Not sent to command ./fail.sh: the notification of start (it ended with exit code 3).',
	]);
	expect(await toldOfStart(run, { settings: {} })).toEqual(['command ./tell.sh']);
	const practice: JournalEvent = {
		...(run.session.past()[0] as Extract<JournalEvent, { type: 'run' }>),
		practice: true,
	};
	const other = createRun(new Date());
	other.emit(practice);
	expect(await toldOfStart(other, { settings: { notify: targets } })).toEqual([]);
});
