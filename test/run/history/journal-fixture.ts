// Touches the world: writes journals as a run does.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../source/plan/plan.ts';
import type { JournalEvent, Stamped } from '../../../source/run/events.ts';
import { journalLine } from '../../../source/run/journal.ts';
import { stepFixture } from '../../steps/context-fixture.ts';
import { gates } from '../gate-fixture.ts';

export const ids = {
	backup: '20260614T010000Z-back',
	upgrade: '20260615T021000Z-upgr',
	newest: '20260616T021000Z-newe',
};

export const header = (run: string, changes: object = {}): JournalEvent => ({
	...{ type: 'run', run, purpose: 'upgrade', app: 'Specivo', stack: 'specivo', directory: '/opt/specivo' },
	...{ lockkeeper: '0.1.0', practice: false },
	...changes,
});

export const plan = (changes: Partial<Plan> = {}): JournalEvent => ({
	type: 'plan',
	plan: {
		...{ purpose: 'upgrade', from: '0.1.9', to: '0.1.10', directory: '/opt/specivo' },
		steps: ['restore-point', 'pin', 'up', 'wait'].map((id) => stepFixture(id as 'pin')),
		...changes,
	},
});

export const begins = (step: string): JournalEvent => ({ type: 'step begins', step, commands: [] });
export const ends = (step: string, changes: object = {}): JournalEvent => ({
	...{ type: 'step ends', step, outcome: 'done', detail: `${step} is done`, took: 1500 },
	...changes,
});
export const answered = (): readonly JournalEvent[] => [
	{ type: 'gate', gate: gates.confirm },
	{ type: 'answer', gate: 'plan', answer: { kind: 'yes' }, by: 'terminal of ada from 192.0.2.7' },
];

/** An upgrade up to its result. */
export const upgraded = (run: string): readonly JournalEvent[] => [
	{ type: 'phase', phase: 'Survey' },
	header(run),
	{ type: 'fact', fact: { id: 'engine', label: 'Engine', value: 'Docker 28.5.2, Compose 2.40.3, amd64' } },
	{ type: 'versions', from: '0.1.9', to: '0.1.10' },
	{
		...{ type: 'finding' },
		finding: { check: 'disk-space', title: 'Disk space', outcome: 'warn', evidence: '12 GiB | free' },
	},
	plan(),
	...answered(),
	begins('restore-point'),
	ends('restore-point', { outputs: { path: '/backups/specivo/20260615T021100Z-0.1.9' } }),
	begins('pin'),
	ends('pin'),
	begins('wait'),
	{
		...{ type: 'notice', step: 'wait', text: ['The database waits for a lock.'], commands: [] },
		...{ commandsDo: '', open: true },
	},
	ends('wait', { outputs: { downtime: '8700' } }),
	{ type: 'follow', services: ['api'], files: [`/opt/specivo/.lockkeeper/runs/${run}/logs/api.log`] },
	{ type: 'report', markdown: '# report', file: `/opt/specivo/.lockkeeper/runs/${run}/report.md` },
	{ type: 'result', result: { exit: 0, state: 'new version', text: ['specivo runs 0.1.10, verified.'] } },
];

/** With a second between any two. */
export const stamped = (events: readonly JournalEvent[]): readonly Stamped<JournalEvent>[] =>
	events.map((event, index) => ({
		...event,
		sequence: index + 1,
		at: new Date(Date.UTC(2026, 5, 15, 2, 10, index)).toISOString(),
	}));

/** Keeps a journal in the stack's directory. @returns the run's directory */
export function keepRun(stack: string, run: string, events: readonly JournalEvent[], after = ''): string {
	const directory = join(stack, '.lockkeeper', 'runs', run);
	mkdirSync(join(directory, 'logs'), { recursive: true });
	writeFileSync(join(directory, 'journal.jsonl'), stamped(events).map(journalLine).join('') + after);
	return directory;
}
