import type { Finding } from '../../source/checks/finding.ts';
import type { Plan, Step } from '../../source/plan/plan.ts';
import type { ReleaseNotes } from '../../source/releases/changelog.ts';
import type { JournalEvent, PassingEvent, Phase } from '../../source/run/events.ts';
import type { Gate } from '../../source/run/gates.ts';

type Event = JournalEvent | PassingEvent;

const step = (
	id: string,
	kind: Step['kind'],
	phase: Phase,
	title: string,
	more: Partial<Step> = {},
): Step => ({
	id,
	kind,
	phase,
	title,
	commands: [`docker compose --env-file .env --env-file .env.local ${id}`],
	changes: 'nothing',
	undo: 'nothing to undo',
	expected: 20_000,
	downtime: 0,
	parameters: {},
	...more,
});

/** An upgrade of Specivo with every kind of step a front has to draw. */
export const upgradePlan: Plan = {
	purpose: 'upgrade',
	from: '0.1.10',
	to: '0.2.0',
	directory: '/opt/specivo',
	steps: [
		step('keep-images', 'keep-images', 'Back up', 'Keep the images of 0.1.10'),
		step('restore-point', 'restore-point', 'Back up', 'Take and prove a restore point', {
			commands: [
				"docker compose exec -T db sh -c 'pg_dump --username specivo --format plain --no-owner specivo' | zstd > database-specivo.sql.zst",
			],
			changes: 'a new directory under backups/',
			undo: 'remove that directory',
			expected: 40_000,
		}),
		step('pin', 'pin', 'Upgrade', 'Pin 0.2.0 in .env', {
			changes: 'one line of .env',
			undo: 'pin 0.1.10 again',
		}),
		step('pull', 'pull', 'Upgrade', 'Pull three images'),
		step('up', 'up', 'Upgrade', 'Restart on the new images', { downtime: 12_000, gate: 'confirm' }),
		step('wait', 'wait', 'Upgrade', 'Wait until 0.2.0 serves', { downtime: 8000 }),
		step('verify', 'verify', 'Verify', 'Compare images, health and revision'),
		step('ask', 'ask', 'Verify', 'Try it by hand'),
	],
};

export const rollbackPlan: Plan = {
	purpose: 'rollback',
	from: '0.2.0',
	to: '0.1.10',
	directory: '/opt/specivo',
	steps: [
		step('back-stop', 'stop', 'Ways back', 'Stop the app'),
		step('back-restore', 'restore-beside', 'Ways back', 'Restore beside the old database'),
		step('back-swap', 'swap', 'Ways back', 'Swap the databases', { gate: 'type' }),
	],
};

export const findings: readonly Finding[] = [
	{
		check: 'engine',
		title: 'Engine reachable',
		outcome: 'pass',
		evidence: 'Docker Engine 28.5.1, API 1.51',
		command: 'docker version',
	},
	{
		check: 'services',
		title: 'Services up and healthy',
		outcome: 'warn',
		evidence:
			'celery-worker, celery-beat and nginx run and have no health check: nothing tells whether they are well.',
		command: 'docker compose ps',
		advice: 'Look at their logs before going on.',
	},
	{ check: 'pinned', title: 'Version pinned', outcome: 'pass', evidence: 'SPECIVO_VERSION=0.1.10 in .env' },
	{
		check: 'disk-space',
		title: 'Disk space',
		outcome: 'warn',
		evidence: '/var/lib/docker: 4.1 GB needed, 5.0 GB free, 0.9 GB remain',
		command: 'df -B1 /var/lib/docker',
		advice: 'Remove images that nothing uses: docker image prune',
	},
	{ check: 'window', title: 'Maintenance window', outcome: 'skip', evidence: 'none is set' },
];

export const notes: ReleaseNotes = {
	place: 'CHANGELOG.md',
	missing: ['0.1.11'],
	sections: [
		{
			version: '0.2.0',
			date: '2026-02-20',
			lines: [
				{ text: '### Changed', marks: [] },
				{ text: '- Recurring issues have patterns of their own', marks: [] },
				{
					text: '- The legacy reference of issues is gone for good, use the new key instead',
					marks: ['breaking', 'removed'],
				},
				{ text: '### Internal', marks: [] },
				{
					text: '- Migrations 0021 to 0023 add a table, fill a column and drop another',
					marks: ['migration'],
					here: ['PostgreSQL 18 here, 15 asked'],
				},
				...Array.from({ length: 30 }, (_, index) => ({
					text: `- Small correction number ${index + 1}`,
					marks: [],
				})),
			],
		},
	],
};

const base = { commands: [], changes: '', wayBack: '' };

export const gates = {
	acknowledge: {
		...base,
		id: 'warnings',
		kind: 'acknowledge',
		title: 'Go on with these warnings?',
		text: ['Two checks have warned. Each one is acknowledged by name.'],
		items: [
			{ id: 'services', label: 'Services up and healthy', detail: ['Three services have no health check.'] },
			{ id: 'disk-space', label: 'Disk space', detail: ['0.9 GB remain.'] },
		],
	},
	notes: {
		...base,
		id: 'notes',
		kind: 'acknowledge',
		title: 'Have you read the notes?',
		text: ['The marked lines change how the app behaves.'],
		items: [
			{
				id: 'marked',
				label: 'The marked lines of 0.2.0',
				detail: ['One is breaking, one removes something.'],
			},
		],
	},
	plan: {
		...base,
		id: 'plan',
		kind: 'confirm',
		destructive: false,
		title: 'Begin with this plan?',
		text: ['It begins with the backup, which changes nothing of the stack.'],
	},
	restart: {
		id: 'restart',
		kind: 'confirm',
		destructive: true,
		title: 'Restart on 0.2.0 now?',
		text: [
			'The app does not serve for about 20 s.',
			'Three migrations run at the start; the old version cannot read what they make.',
		],
		commands: [
			'docker compose --env-file .env --env-file .env.local up --detach --no-build api celery-worker celery-beat',
		],
		changes: 'the containers api, celery-worker and celery-beat; the schema from 0020 to 0023',
		wayBack: 'restore the proven restore point and pin 0.1.10, about 40 s',
	},
	ticks: {
		...base,
		id: 'ticks',
		kind: 'tick',
		title: 'Does it work by hand?',
		text: ['Open http://127.0.0.1:9933/ in a browser.'],
		items: ['Sign in', 'Open an issue', 'Run a search'].map((label) => ({
			id: label,
			label,
			detail: [`${label} and look at the result.`],
		})),
	},
	ways: {
		...base,
		id: 'ways',
		kind: 'choose',
		title: 'Which way back?',
		text: ['The new version is left as it is until a way is chosen.'],
		items: [
			{
				id: 'pin',
				label: 'Pin 0.1.10 alone',
				detail: ['Pins the old version.'],
				unavailable: 'the schema has moved to 0023',
			},
			{
				id: 'restore',
				label: 'Restore and pin 0.1.10',
				detail: ['1. Stop the app', '2. Restore beside', '3. Swap'],
				recommended: true,
			},
			{ id: 'stay', label: 'Stay on 0.2.0', detail: ['Nothing is changed.'] },
		],
	},
	swap: {
		id: 'swap',
		kind: 'type',
		expected: 'specivo',
		title: 'Swap the databases?',
		text: ['Rows written since the restore point are not in the restored database.'],
		commands: ['ALTER DATABASE specivo RENAME TO "specivo before 2026-03-02"'],
		changes: 'which database the app uses',
		wayBack: 'rename them again; the old one stays',
	},
} as const satisfies Record<string, Gate>;

const began: readonly Event[] = [
	{
		type: 'run',
		run: '2026-03-02-0200',
		purpose: 'upgrade',
		app: 'Specivo',
		stack: 'specivo',
		directory: '/opt/specivo',
		lockkeeper: '0.1.0',
		practice: true,
		window: { from: '02:00', to: '04:00' },
	},
	{ type: 'versions', from: '0.1.10', to: '0.2.0' },
	{ type: 'phase', phase: 'Survey' },
	{ type: 'fact', fact: { id: 'engine', label: 'Docker Engine', value: '28.5.1 with Compose 2.40.3' } },
	{ type: 'fact', fact: { id: 'database', label: 'Database specivo', value: '14.2 MB, 20 000 rows' } },
	{ type: 'fact', fact: { id: 'registry', label: 'Registry', problem: 'no answer within 5 s' } },
	{ type: 'fact', fact: { id: 'schema', label: 'Schema revision' } },
];
const done = (id: string, detail: string): readonly Event[] => [
	{ type: 'step begins', step: id, commands: [] },
	{ type: 'step ends', step: id, outcome: 'done', detail, took: 2400 },
];

/** The same upgrade up to each screen, in the order of the run. */
const chapters = {
	survey: began,
	checklist: [
		{ type: 'phase', phase: 'Checklist' },
		...findings.map((finding): Event => ({ type: 'finding', finding })),
		{ type: 'gate', gate: gates.acknowledge },
	],
	notes: [
		{
			type: 'answer',
			gate: 'warnings',
			answer: { kind: 'acknowledged', items: ['services', 'disk-space'] },
			by: 'wizard',
		},
		{ type: 'phase', phase: 'Notes' },
		{ type: 'notes', notes },
		{ type: 'gate', gate: gates.notes },
	],
	plan: [
		{ type: 'answer', gate: 'notes', answer: { kind: 'acknowledged', items: ['marked'] }, by: 'wizard' },
		{ type: 'phase', phase: 'Plan' },
		{ type: 'plan', plan: upgradePlan },
		{ type: 'gate', gate: gates.plan },
	],
	backup: [
		{ type: 'answer', gate: 'plan', answer: { kind: 'yes' }, by: 'wizard' },
		{ type: 'phase', phase: 'Back up' },
		...done('keep-images', 'three images kept'),
		{ type: 'step begins', step: 'restore-point', commands: [] },
		{
			type: 'progress',
			progress: {
				step: 'restore-point',
				label: 'dump of specivo',
				done: 6_200_000,
				total: 14_200_000,
				unit: 'bytes',
				rate: 3_100_000,
				left: 2600,
			},
		},
	],
	restart: [
		{ type: 'step ends', step: 'restore-point', outcome: 'done', detail: 'proven', took: 9000 },
		{ type: 'phase', phase: 'Upgrade' },
		...done('pin', 'pinned'),
		...done('pull', 'three images'),
		{
			type: 'leaving',
			cost: { text: 'nothing: the old version serves, .env names the new one', milliseconds: 0 },
		},
		{ type: 'gate', gate: gates.restart },
	],
	upgrade: [
		{ type: 'answer', gate: 'restart', answer: { kind: 'yes' }, by: 'wizard' },
		{ type: 'leaving', cost: { text: 'restore, and 2 min of writes', milliseconds: 40_000 } },
		...done('up', 'restarted'),
		{ type: 'follow', services: ['api', 'db'], files: ['/tmp/api.log', '/tmp/db.log'] },
		{ type: 'step begins', step: 'wait', commands: [] },
		{
			type: 'log',
			service: 'api',
			lines: [
				'Waiting for database...',
				'Running database migrations...',
				'INFO  [alembic.runtime.migration] Running upgrade 0020 -> 0021, add recurring patterns',
				'\x1b[32mINFO\x1b[0m  [alembic.runtime.migration] Running upgrade 0021 -> 0022, add priority to issues',
			],
		},
		{ type: 'log', service: 'db', lines: ['LOG:  database system is ready to accept connections'] },
	],
	'held up': [
		// As a run on the lab's stack told it.
		{
			type: 'notice',
			step: 'wait',
			open: true,
			text: [
				'No failure: session 222 (from api, ALTER TABLE issues) waits for a lock on issues, held by:',
				'session 118 (user specivo, psql, by the local socket, idle in transaction, open for 18 s, last SELECT).',
			],
			commands: [
				`docker compose --env-file .env --env-file .env.local exec -T db psql -U specivo -d specivo -c 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 118 AND backend_start = $$2026-11-26 00:12:32.046614+00$$'`,
			],
			commandsDo: 'Yours to run; its open transaction is undone',
		},
		{
			type: 'progress',
			progress: {
				...{ step: 'wait', label: 'waiting', done: 9, unit: 'seconds' },
				note: 'for a lock that session 118 holds: psql, idle in transaction for 18 s',
			},
		},
	],
	verify: [
		{ type: 'step ends', step: 'wait', outcome: 'done', detail: 'serves', took: 8000 },
		{ type: 'phase', phase: 'Verify' },
		...done('verify', 'images, health, 302 and revision 0023 agree'),
		{ type: 'gate', gate: gates.ticks },
	],
	'ways back': [
		{
			type: 'answer',
			gate: 'ticks',
			answer: {
				kind: 'ticks',
				ticks: { 'Sign in': 'works', 'Open an issue': 'broken', 'Run a search': 'not made' },
			},
			by: 'wizard',
		},
		{ type: 'phase', phase: 'Ways back' },
		{ type: 'gate', gate: gates.ways },
	],
	swap: [
		{ type: 'answer', gate: 'ways', answer: { kind: 'chosen', item: 'restore' }, by: 'wizard' },
		{ type: 'plan', plan: rollbackPlan },
		...done('back-stop', 'stopped'),
		...done('back-restore', 'compared'),
		{ type: 'gate', gate: gates.swap },
	],
	report: [
		{ type: 'answer', gate: 'swap', answer: { kind: 'typed', text: 'specivo' }, by: 'wizard' },
		...done('back-swap', 'swapped'),
		{ type: 'phase', phase: 'Report' },
		{
			type: 'report',
			markdown: '# Upgrade of specivo\n\n| step | took |\n|---|---|\n| pin | 2 s |\n',
			file: '/opt/specivo/report.md',
		},
		{
			type: 'result',
			result: {
				exit: 3,
				state: 'old version',
				text: [
					'The old version serves again.',
					'Every table equals its checksum.',
					'Look into the report for what failed.',
				],
			},
		},
	],
} as const satisfies Record<string, readonly Event[]>;

export type Chapter = keyof typeof chapters;
export const chapterNames = Object.keys(chapters) as readonly Chapter[];

/** All events up to and with a chapter. */
export function storyUntil(chapter: Chapter): readonly Event[] {
	return chapterNames.slice(0, chapterNames.indexOf(chapter) + 1).flatMap((name) => chapters[name]);
}
export const chapterEvents = (chapter: Chapter): readonly Event[] => chapters[chapter];
