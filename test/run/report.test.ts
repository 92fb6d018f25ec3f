import { expect, test } from 'vitest';
import type { Plan, Step } from '../../source/plan/plan.ts';
import type { JournalEvent, Stamped } from '../../source/run/events.ts';
import { reportMarkdown } from '../../source/run/report.ts';
import { gates } from './gate-fixture.ts';

const step = (id: string, title: string): Step => ({
	id,
	kind: 'ask',
	phase: 'Upgrade',
	title,
	commands: [],
	changes: '',
	undo: '',
	expected: 0,
	downtime: 0,
	parameters: {},
});
const plan = (
	purpose: Plan['purpose'],
	from: string,
	to: string,
	...steps: readonly Step[]
): JournalEvent => ({
	type: 'plan',
	plan: { purpose, from, to, directory: '/opt/specivo', steps },
});
const ends = (id: string, took: number, detail: string, changes: object = {}): JournalEvent => ({
	type: 'step ends',
	step: id,
	outcome: 'done',
	detail,
	took,
	...changes,
});

const run: JournalEvent = {
	type: 'run',
	run: '20260615T021000Z-abcd',
	purpose: 'upgrade',
	app: 'Specivo',
	stack: 'specivo',
	directory: '/opt/specivo',
	lockkeeper: '0.1.0',
	practice: false,
};
const upgrade: readonly JournalEvent[] = [
	{ type: 'phase', phase: 'Survey' },
	run,
	{
		type: 'finding',
		finding: { check: 'disk', title: 'Disk space', outcome: 'pass', evidence: '12 GiB free' },
	},
	{
		type: 'finding',
		finding: {
			check: 'notes',
			title: 'Release notes',
			outcome: 'warn',
			evidence: 'none for 0.1.10',
		},
	},
	plan(
		'upgrade',
		'0.1.9',
		'0.1.10',
		step('restore-point', 'save it'),
		step('wait', 'wait for health'),
		step('ask', 'try it'),
	),
	ends('restore-point', 4200, 'saved', {
		outputs: { path: '/backups/one', takenAt: '2026-06-15T02:11:00Z' },
	}),
	ends('wait', 15_000, 'up: a | b\nand more', { outputs: { downtime: '8700' } }),
	{ type: 'gate', gate: gates.tick },
	{
		type: 'answer',
		gate: 'ask',
		answer: { kind: 'ticks', ticks: { 'Sign in': 'works', 'Run a search': 'not made' } },
		by: 'terminal',
	},
	ends('ask', 120_000, 'works: Sign in; not tried: Run a search'),
];

const report = (events: readonly JournalEvent[], took = 139_200, after: readonly string[] = []) =>
	reportMarkdown(
		events.map(
			(event, index): Stamped<JournalEvent> => ({
				...event,
				sequence: index + 1,
				at: '2026-06-15T02:10:00.000Z',
			}),
		),
		took,
		[],
		after,
	);

test('an upgrade, whole', () => {
	expect(report(upgrade)).toBe(`# Specivo: 0.1.9 → 0.1.10

| | |
|---|---|
| Stack | specivo in /opt/specivo |
| Run | 20260615T021000Z-abcd |
| Began | 2026-06-15 02:10:00 UTC |
| Steps took | 2 min 19 s |
| The app did not answer as expected for | 9 s, after the restart began |
| Restore point | /backups/one |

## Checklist

- pass: Disk space – 12 GiB free
- warn: Release notes – none for 0.1.10

## Steps

| step | result | took | |
|---|---|---|---|
| save it | done | 4 s | saved |
| wait for health | done | 15 s | up: a \\| b and more |
| try it | done | 2 min | works: Sign in; not tried: Run a search |

## By hand

- Sign in: works
- Run a search: not made
`);
});

test('what is left to do and to watch stands at its end', () => {
	expect(report(upgrade, 1, ['Left: reindex.', 'Watch for a day: the logs.'])).toMatch(
		/\n\n## After the upgrade\n\n- Left: reindex\.\n- Watch for a day: the logs\.\n$/,
	);
	expect(report(upgrade)).not.toContain('After the upgrade');
});

test('the practice stack is called so', () => {
	expect(report([{ ...run, practice: true }])).toContain('practice stack: no Docker was touched');
	expect(report([run])).not.toContain('practice');
});

test('without ticks and restore point nothing is said of them', () => {
	const text = report([run, plan('upgrade', 'a', 'b')]);
	expect(text).not.toMatch(/By hand|Restore point|did not answer/);
});

test('a way back after a failed upgrade: both plans’ steps with their own titles, and what was kept', () => {
	const text = report([
		...upgrade.slice(0, 6),
		ends('wait', 9000, 'the container ended', { outcome: 'failed' }),
		plan(
			'rollback',
			'0.1.10',
			'0.1.9',
			step('swap', 'swap by rename'),
			step('wait', 'wait for the old version'),
		),
		ends('swap', 900, 'kept', { outputs: { kept: 'database old_1\n/data/old_1' } }),
		ends('wait', 8000, 'up', { outputs: { downtime: '30000' } }),
	]);
	expect(text).toContain('# Specivo: 0.1.10 → 0.1.9\n');
	expect(text).toContain('| Kept from before the restore | database old_1, /data/old_1 |');
	expect(text).toContain('| wait for health | failed | 9 s | the container ended |');
	expect(text).toContain('| wait for the old version | done | 8 s | up |');
	expect(text).toContain('for | 30 s, after the restart began |');
});

test('says what held a step up, and until when', () => {
	const notice = { type: 'notice', step: 'wait', commands: ['end 123'], commandsDo: 'ends it' } as const;
	const report = reportMarkdown(
		[
			run,
			{ ...notice, open: true, text: ['a lock on issues, and this holds it:', 'session 123 (psql).'] },
			{ ...notice, open: false, text: ['No lock holds the start up any more, after 40 s.'], commands: [] },
		].map((event, index) => ({ ...event, sequence: index + 1, at: '2026-06-15T02:10:00.000Z' })),
		0,
	);
	expect(report).toMatch(
		/## Held up\n\n- .*: a lock on issues, and this holds it: session 123 \(psql\)\.\n- .*: No lock holds the start up any more, after 40 s\./,
	);
});

test('an interruption is told: when, where, and when it was opened again', () => {
	const resumed: JournalEvent = {
		...{ type: 'resumed', interruptedAt: '2026-06-15T02:14:00.000Z', lockkeeper: '0.1.0' },
		where: 'Run r was interrupted at “pin 0.1.10”.',
	};
	const markdown = reportMarkdown(
		[...upgrade, resumed].map((event, index) => ({
			...{ ...event, sequence: index + 1, at: '2026-06-15T02:30:00.000Z' },
		})),
		1000,
	);
	expect(markdown).toContain(
		'## Interrupted\n\n- Run r was interrupted at “pin 0.1.10”. Opened again at 2026-06-15 02:30:00 UTC.\n',
	);
	expect(markdown.match(/## Interrupted/g)).toHaveLength(1);
});

test('says who was told of what, and who could not be', () => {
	const told = {
		type: 'notification',
		event: 'start',
		target: 'webhook $OPS_HOOK',
		about: 'start 1',
	} as const;
	const text = report([
		run,
		{ ...told, outcome: 'sent', reason: '' },
		{ ...told, event: 'failure', outcome: 'failed', reason: 'it answered HTTP 403' },
	]);
	expect(text).toMatch(
		/## Notifications\n\n- .*: start: sent to webhook \$OPS_HOOK\n- .*: ! failure: not sent to webhook \$OPS_HOOK: it answered HTTP 403\n/,
	);
});
