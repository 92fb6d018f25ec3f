import { describe, expect, test } from 'vitest';
import { eventLines } from '../../source/plain/event-lines.ts';
import type { JournalEvent, PassingEvent } from '../../source/run/events.ts';
import type { Answer } from '../../source/run/gates.ts';
import { gates } from '../run/gate-fixture.ts';

const lines = (event: JournalEvent | PassingEvent) =>
	eventLines({ ...event, sequence: 1, at: '2026-06-15T02:10:03.456Z' });
/** Without the time, which every line begins with. */
const words = (event: JournalEvent | PassingEvent) =>
	lines(event).map((line) => {
		expect(line.slice(0, 9)).toBe('02:10:03 ');
		return line.slice(9);
	});

const run = {
	type: 'run',
	run: 'r1',
	purpose: 'upgrade',
	app: 'Specivo',
	stack: 'specivo',
	directory: '/opt/specivo',
	lockkeeper: '0.1.0',
	practice: false,
} as const;
const fact = { id: 'x', label: 'Version' };
const finding = { check: 'disk', title: 'Disk space', outcome: 'pass', evidence: '12 GiB free' } as const;
const ends = { type: 'step ends', step: 'pull', outcome: 'failed', detail: 'no route', took: 1500 } as const;
const progress = { step: 'pull', label: 'images' } as const;

test.each<[string, JournalEvent | PassingEvent, readonly string[]]>([
	['a run', run, ['run r1: upgrade of specivo in /opt/specivo']],
	[
		'a run on the practice stack',
		{ ...run, practice: true },
		['run r1: upgrade of specivo in /opt/specivo (practice stack: no Docker is touched)'],
	],
	[
		'a notice, with the command that is the operator’s alone',
		{
			type: 'notice',
			step: 'wait',
			text: ['held up', 'by 123'],
			commands: ['end 123'],
			commandsDo: 'ends it',
			open: true,
		},
		['! held up', '! by 123', '  ends it:', '  $ end 123'],
	],
	[
		'its end',
		{ type: 'notice', step: 'wait', text: ['no longer'], commands: [], commandsDo: '', open: false },
		['! no longer'],
	],
	['versions', { type: 'versions', from: '0.1.9', to: '0.1.10' }, ['versions: 0.1.9 to 0.1.10']],
	[
		'a target, the present version unknown',
		{ type: 'versions', to: '0.1.10' },
		['versions: unknown to 0.1.10'],
	],
	['a version without a target', { type: 'versions', from: '0.1.9' }, []],
	['a station', { type: 'phase', phase: 'Back up' }, ['--- Back up']],
	['a fact that is asked for', { type: 'fact', fact }, []],
	['a fact', { type: 'fact', fact: { ...fact, value: '0.1.9' } }, ['Version: 0.1.9']],
	[
		'a fact of the data’s list',
		{ type: 'fact', fact: { id: 'x', label: '', value: 'directory /data: 3 MiB' } },
		['Data: directory /data: 3 MiB'],
	],
	[
		'a probe that failed',
		{ type: 'fact', fact: { ...fact, problem: 'no answer' } },
		['Version: could not be told: no answer'],
	],
	['a finding', { type: 'finding', finding }, ['pass Disk space: 12 GiB free']],
	[
		'a finding with advice',
		{ type: 'finding', finding: { ...finding, outcome: 'fail', advice: 'Make room.' } },
		['fail Disk space: 12 GiB free', '     Make room.'],
	],
	[
		'notes, with marks and gaps',
		{
			type: 'notes',
			notes: {
				place: 'CHANGELOG.md',
				missing: ['0.1.11'],
				sections: [
					{
						version: '0.1.10',
						date: '2026-03-02',
						lines: [
							{ text: 'Faster', marks: [] },
							{ text: 'Needs X', marks: ['breaking', 'new variable'] },
						],
					},
					{ version: '0.1.12', lines: [] },
				],
			},
		},
		[
			'0.1.10 (2026-03-02)',
			'  Faster',
			'  [breaking, new variable] Needs X',
			'0.1.12',
			'no notes for 0.1.11 in CHANGELOG.md',
		],
	],
	[
		'notes that were kept, and what was tried',
		{
			type: 'notes',
			notes: {
				...{ place: 'https://example.org/c.md', missing: [], sections: [] },
				kept: 'as it was 3 days ago: now it is down',
				passedOver: [{ source: 'CHANGELOG.md', why: 'there is no such file' }],
			},
		},
		[
			'https://example.org/c.md is shown as it was 3 days ago: now it is down',
			'tried as well: CHANGELOG.md: there is no such file',
		],
	],
	[
		'a plan',
		{
			type: 'plan',
			plan: {
				purpose: 'upgrade',
				from: 'a',
				to: 'b',
				directory: '/opt/specivo',
				steps: [
					{
						id: 'pull',
						kind: 'pull',
						phase: 'Upgrade',
						title: 'pull b',
						commands: ['docker pull b'],
						changes: 'images',
						undo: 'remove them',
						expected: 3000,
						downtime: 0,
						parameters: {},
					},
					{
						id: 'up',
						kind: 'up',
						phase: 'Upgrade',
						title: 'restart',
						commands: [],
						changes: 'containers',
						undo: 'again',
						expected: 9000,
						seen: '2026-06-15T02:10:00.000Z',
						downtime: 5000,
						parameters: {},
					},
				],
			},
		},
		[
			'plan: a to b, commands run in /opt/specivo',
			'  1. pull b (about 3 s)',
			'     changes: images; undo: remove them',
			'     $ docker pull b',
			'  2. restart (about 9 s as on 2026-06-15, down 5 s)',
			'     changes: containers; undo: again',
		],
	],
	['the beginning of a step', { type: 'step begins', step: 'pull', commands: ['x'] }, ['begin pull']],
	['the end of a step', ends, ['failed pull after 2 s: no route']],
	[
		'a notification',
		{
			...{ type: 'notification', event: 'start', target: 'command ./tell.sh', about: 'start 1' },
			...{ outcome: 'sent', reason: '' },
		},
		['start: sent to command ./tell.sh'],
	],
	[
		'a notification that failed',
		{
			...{ type: 'notification', event: 'end', target: 'webhook $OPS_HOOK', about: 'end' },
			...{ outcome: 'failed', reason: 'it answered HTTP 403' },
		},
		['! end: not sent to webhook $OPS_HOOK: it answered HTTP 403'],
	],
	[
		'what leaving costs, with a time',
		{ type: 'leaving', cost: { text: 're-pin a', milliseconds: 15_000 } },
		['leaving now costs: re-pin a (about 15 s)'],
	],
	[
		'what leaving costs, without',
		{ type: 'leaving', cost: { text: 'nothing', milliseconds: 0 } },
		['leaving now costs: nothing'],
	],
	[
		'logs that are followed',
		{ type: 'follow', services: ['api', 'db'], files: ['/a.log', '/d.log'] },
		['log of api: /a.log', 'log of db: /d.log'],
	],
	['a report', { type: 'report', markdown: '# R', file: '/r.md' }, ['report: /r.md']],
	[
		'a result, which the end of the run prints',
		{ type: 'result', result: { exit: 0, state: 'new version', text: ['x'] } },
		[],
	],
	[
		'progress in bytes',
		{ type: 'progress', progress: { ...progress, done: 1024, total: 2048, unit: 'bytes' } },
		['  images: 1 KiB of 2 KiB'],
	],
	[
		'progress in seconds, the whole unknown',
		{ type: 'progress', progress: { ...progress, note: 'for HTTP', done: 7, unit: 'seconds' } },
		['  images for HTTP: 7 s'],
	],
	[
		'progress in items',
		{ type: 'progress', progress: { ...progress, done: 3, total: 9, unit: 'items' } },
		['  images: 3 of 9'],
	],
	['lines of a log', { type: 'log', service: 'api', lines: ['one', 'two'] }, ['  api | one', '  api | two']],
])('%s', (_what, event, expected) => {
	expect(words(event)).toEqual(expected);
});

describe('a gate', () => {
	test('shows what runs, what it changes and the way back', () => {
		const gate = {
			...gates.confirm,
			text: ['Serves until here.'],
			commands: ['docker compose up'],
			changes: 'containers',
			wayBack: 're-pin',
		};
		expect(words({ type: 'gate', gate })).toEqual([
			'? Start?',
			'  Serves until here.',
			'  $ docker compose up',
			'  changes: containers',
			'  way back: re-pin',
		]);
	});

	test('that changes nothing says nothing of changes', () => {
		expect(words({ type: 'gate', gate: gates.type })).toEqual(['? Restore?']);
	});

	test('lists its items, with which is recommended and why one is not possible', () => {
		expect(words({ type: 'gate', gate: gates.choose })).toEqual([
			'? Which way?',
			'  leave: the leave',
			'  re-pin: the re-pin (not possible: the schema moved)',
			'  restore: the restore (recommended)',
		]);
	});
});

test.each<[Answer, string]>([
	[{ kind: 'yes' }, 'yes'],
	[{ kind: 'no' }, 'no'],
	[{ kind: 'acknowledged', items: ['disk', 'notes'] }, 'acknowledged disk, notes'],
	[{ kind: 'typed', text: 'specivo' }, 'typed specivo'],
	[{ kind: 'ticks', ticks: { search: 'works', 'sign-in': 'not made' } }, 'search: works, sign-in: not made'],
	[{ kind: 'chosen', item: 'restore' }, 'chose restore'],
])('an answer: %j', (answer, text) => {
	expect(words({ type: 'answer', gate: 'x', answer, by: 'terminal' })).toEqual([
		`answer: ${text} (terminal)`,
	]);
});

test('what a container writes cannot move the cursor or colour the terminal', () => {
	expect(
		words({ type: 'log', service: 'api', lines: ['\u001b[31mred\u001b[0m\u0007\r\u001b]0;title\u0007 end'] }),
	).toEqual(['  api | red end']);
});
