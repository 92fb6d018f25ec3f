import { describe, expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { planRollback } from '../../source/plan/rollback.ts';
import { planUpgrade } from '../../source/plan/upgrade.ts';
import type { WayBackId } from '../../source/plan/ways-back.ts';
import type { Losses } from '../../source/restore-points/writes/writes.ts';
import { type Known, stepGate } from '../../source/run/step-gate.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';

const stack = { name: 'specivo', engine: {} } as Stack;
const cost = { text: 'restore 0.1.9; loses the writes since 2026-06-15 02:11:12 UTC', milliseconds: 45_000 };
const common = { engine: defaultEngine, answers: [] };

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
		keeps: '0.1.10',
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

/** The gate of a plan's step; without a name, of the last that has one. */
const gateOf = (plan: typeof upgrade, id?: string, known: Partial<Known> = {}) => {
	const step = plan.steps.findLast((each) => each.gate && (id === undefined || each.id === id));
	if (!step) throw new Error('no gate');
	return stepGate(step, plan, stack, { afterwards: cost, ...known });
};

const losses: Losses = {
	since: '2026-06-15T02:11:12.000Z',
	until: '2026-06-15T03:02:00.000Z',
	parts: [
		{
			label: 'database specivo',
			writes: {
				of: 'tables',
				compared: 12,
				tables: [{ told: 'rows', name: 'public.issues', new: 200, changed: 50, deleted: 0 }],
			},
		},
		{ label: 'directory /srv/data', writes: { of: 'files', new: 10, changed: 0, removed: 0 } },
	],
};
const none: Losses = {
	...losses,
	parts: [{ label: 'database specivo', writes: { of: 'tables', compared: 12, tables: [] } }],
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

	test('laying beside is confirmed: it names its own commands, and that nothing in use is touched', () => {
		const gate = gateOf(back('restore'), 'restore-beside');
		expect(gate).toMatchObject({ kind: 'confirm', destructive: false, commands: ['load beside'] });
		expect(gate.text.join(' ')).toContain('What is in use is not touched.');
	});

	test('a restore’s typed gate names all that follows it: stop, pin, swap, start', () => {
		expect(gateOf(back('restore')).commands).toEqual([
			'docker compose --env-file .env --env-file .env.local stop api celery-worker celery-beat',
			"sed -i 's/^SPECIVO_VERSION=.*/SPECIVO_VERSION=0.1.9/' .env",
			'rename',
			'docker compose --env-file .env --env-file .env.local up --detach api celery-worker celery-beat',
		]);
	});

	test('a restore’s typed gate says first what would be lost, and offers to export it', () => {
		const gate = gateOf(back('restore'), 'stop', { losses });
		expect(gate.text.slice(0, 3)).toEqual([
			'Written from 2026-06-15 02:11:12 UTC to 2026-06-15 03:02:00 UTC, and not served after this:',
			'database specivo, public.issues: 200 rows new and 50 changed',
			'directory /srv/data: 10 files new',
		]);
		expect(gate).toMatchObject({ exports: 'the rows and files that would be lost' });
	});

	test('where nothing was written there is nothing to export', () => {
		const gate = gateOf(back('restore'), 'stop', { losses: none });
		expect(gate.text[1]).toBe('nothing: all that was compared is as it was saved.');
		expect(gate).not.toHaveProperty('exports');
	});

	test('asked again after an export, it says where that lies before anything else', () => {
		const gate = gateOf(back('restore'), 'stop', { losses, exported: 'exported 250 rows to /x.' });
		expect(gate.text[0]).toBe('exported 250 rows to /x.');
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

test('an optional step: the command, when, how long, and that the version stands whatever comes of it', () => {
	const optional = [
		{
			...{ title: 'reindex', when: 'if the notes say so', takes: 90 },
			command: { service: 'api', run: ['reindex'] },
		},
	];
	const plan = planUpgrade(factsFixture({ runbook: { ...specivoRunbook, after: { optional, watch: [] } } }), {
		...common,
		from: '0.1.9',
		to: '0.1.10',
		takeCommands: [],
		proveCommands: [],
	});
	const gate = gateOf(plan, 'optional-1');
	expect(gate).toMatchObject({
		...{ id: 'upgrade-optional-1', kind: 'confirm', destructive: true, optional: true },
		title: 'Optional: reindex now?',
		text: [
			'0.1.10 runs and is verified. That stands whatever comes of this, and also when you leave it.',
			'When: if the notes say so.',
			'It takes about 1 min 30 s.',
		],
		commands: ['docker compose --env-file .env --env-file .env.local exec -T api reindex'],
	});
	expect(gateOf(plan, 'optional-1', { half: true }).text[0]).toBe(
		'It was begun before the run was interrupted, and may have ended, or still run in the container. Look first: docker compose --env-file .env --env-file .env.local top api',
	);
	// The gate before the pin names what changes the stack, and no more.
	expect(gateOf(plan, 'pin').commands).not.toContain(gate.commands[0]);
});

test('an announcement by hand: the text to copy, why it could not be sent, and no yes ahead', () => {
	const plan = planUpgrade(factsFixture(), {
		...{ ...common, from: '0.1.9', to: '0.1.10', takeCommands: [], proveCommands: [] },
		announcement: 'Specivo goes to 0.1.10.\nIt is back soon.',
	});
	const gate = gateOf(plan, 'announce', { notTold: ['Not sent to command ./tell.sh.'] });
	expect(gate).toMatchObject({
		...{ id: 'announce', kind: 'confirm', optional: true, destructive: false },
		title: 'Have you told those who use specivo?',
		commands: [],
	});
	expect(gate.text.slice(0, 6)).toEqual([
		'Not sent to command ./tell.sh.',
		'This is what the runbook has them told. Copy it, and send it by your own means:',
		'',
		'Specivo goes to 0.1.10.',
		'It is back soon.',
		'',
	]);
});
