import { describe, expect, test } from 'vitest';
import type { JournalEvent, PassingEvent, RunEvent } from '../../source/run/events.ts';
import { emptyView, nextView, type RunView } from '../../source/run/view.ts';
import { gates } from './gate-fixture.ts';

const at = '2026-06-15T02:10:00.000Z';
const stamp = (event: JournalEvent | PassingEvent, index: number): RunEvent => ({
	...event,
	sequence: index + 1,
	at,
});
const view = (...events: readonly (JournalEvent | PassingEvent)[]): RunView =>
	events.map(stamp).reduce(nextView, emptyView);

const run: JournalEvent = {
	type: 'run',
	run: 'r1',
	purpose: 'rollback',
	app: 'Specivo',
	stack: 'specivo',
	directory: '/opt/specivo',
	lockkeeper: '0.1.0',
	practice: true,
};
const ends = { type: 'step ends', step: 'pull', outcome: 'done', detail: 'fetched', took: 1200 } as const;
const progress = (label: string, done: number): PassingEvent => ({
	type: 'progress',
	progress: { step: 'pull', label, done, unit: 'bytes' },
});

test('before any event: nothing was changed, and leaving costs nothing', () => {
	expect(emptyView.leaving).toEqual({ text: 'nothing: nothing was changed', milliseconds: 0 });
});

test('a notice is there as long as it is open, and no longer than its step', () => {
	const notice = {
		type: 'notice',
		step: 'wait',
		text: ['held up'],
		commands: ['end it'],
		commandsDo: 'ends it',
		open: true,
	} as const;
	const begins = { type: 'step begins', step: 'wait', commands: [] } as const;
	expect(view(begins, notice).steps.wait).toMatchObject({
		state: 'running',
		notice: { commands: ['end it'] },
	});
	expect(view(begins, notice, { ...notice, open: false }).steps.wait).toEqual({
		...{ state: 'running', progress: {}, beganAt: at },
	});
	expect(view(begins, notice, { ...ends, step: 'wait' }).steps.wait).not.toHaveProperty('notice');
});

test('a run names what it is about', () => {
	expect(view(run)).toMatchObject({
		run: 'r1',
		purpose: 'rollback',
		app: 'Specivo',
		stack: 'specivo',
		directory: '/opt/specivo',
		practice: true,
	});
	expect(view(run).window).toBeUndefined();
	expect(view({ ...run, window: { from: '02:00', to: '04:00' } }).window).toEqual({
		from: '02:00',
		to: '04:00',
	});
});

test('versions become known one after the other', () => {
	expect(view({ type: 'versions', from: '0.1.9' })).toMatchObject({ from: '0.1.9' });
	expect(view({ type: 'versions', from: '0.1.9' }, { type: 'versions', to: '0.1.10' })).toMatchObject({
		from: '0.1.9',
		to: '0.1.10',
	});
});

test('a station that is entered again is listed once, and is the present one', () => {
	const after = view(
		{ type: 'phase', phase: 'Survey' },
		{ type: 'phase', phase: 'Checklist' },
		{ type: 'phase', phase: 'Survey' },
	);
	expect(after).toMatchObject({ phase: 'Survey', visited: ['Survey', 'Checklist'] });
});

test('a fact takes the place of the one with its id, and keeps the order', () => {
	const fact = (id: string, value?: string): JournalEvent => ({
		type: 'fact',
		fact: { id, label: id, ...(value ? { value } : {}) },
	});
	expect(view(fact('engine'), fact('stack'), fact('engine', 'Docker 27')).facts).toEqual([
		{ id: 'engine', label: 'engine', value: 'Docker 27' },
		{ id: 'stack', label: 'stack' },
	]);
});

test('a finding of a second look takes the place of the first', () => {
	const finding = (outcome: 'pass' | 'fail'): JournalEvent => ({
		type: 'finding',
		finding: { check: 'disk', title: 'Disk', outcome, evidence: outcome },
	});
	expect(view(finding('fail'), finding('pass')).findings.map(({ outcome }) => outcome)).toEqual(['pass']);
});

describe('gates', () => {
	test('a gate is open until its answer, which is kept with it', () => {
		const answer: JournalEvent = { type: 'answer', gate: 'plan', answer: { kind: 'yes' }, by: 'terminal' };
		expect(view({ type: 'gate', gate: gates.confirm }).gate).toEqual(gates.confirm);
		const after = view({ type: 'gate', gate: gates.confirm }, answer);
		expect('gate' in after).toBe(false);
		expect(after.answers).toEqual([{ gate: gates.confirm, answer: { kind: 'yes' }, by: 'terminal' }]);
	});

	test('an answer to another gate closes nothing', () => {
		const answer: JournalEvent = { type: 'answer', gate: 'other', answer: { kind: 'yes' }, by: 'x' };
		expect(view({ type: 'gate', gate: gates.confirm }, answer)).toMatchObject({
			gate: gates.confirm,
			answers: [],
		});
	});
});

describe('steps', () => {
	const begins: JournalEvent = { type: 'step begins', step: 'pull', commands: ['docker compose pull'] };

	test('run from when they begin, and keep what they said when they end', () => {
		expect(view(begins).steps.pull).toEqual({ state: 'running', beganAt: at, progress: {} });
		expect(view(begins, ends).steps.pull).toEqual({
			state: 'done',
			beganAt: at,
			detail: 'fetched',
			took: 1200,
			progress: {},
		});
	});

	test.each(['done', 'failed', 'skipped'] as const)('end as %s', (outcome) => {
		expect(view(begins, { ...ends, outcome }).steps.pull?.state).toBe(outcome);
	});

	test('have a bar for each label; the newest of a label counts', () => {
		const after = view(begins, progress('images', 1), progress('layers', 2), progress('images', 3));
		expect(Object.values(after.steps.pull?.progress ?? {}).map(({ label, done }) => [label, done])).toEqual([
			['images', 3],
			['layers', 2],
		]);
	});

	test('a bar knows when it last moved, whatever is told of it since', () => {
		const told = [1, 2, 2].map((done, index) => ({
			...progress('images', done),
			...{ sequence: 1, at: `2026-06-15T03:00:0${index}.000Z` },
		}));
		const after = told.reduce(nextView, view(begins));
		expect(after.steps.pull?.progress.images).toMatchObject({ done: 2, movedAt: '2026-06-15T03:00:01.000Z' });
	});

	test('what it is at is told anew: that is a movement too', () => {
		const told = ['a', 'b', 'b'].map((note, index) => ({
			...{ type: 'progress' as const, sequence: 1, at: `2026-06-15T03:00:0${index}.000Z` },
			progress: { step: 'pull', label: 'images', note, done: 1, unit: 'bytes' as const },
		}));
		const after = told.reduce(nextView, view(begins));
		expect(after.steps.pull?.progress.images).toMatchObject({ movedAt: '2026-06-15T03:00:01.000Z' });
	});

	const bar = (...told: readonly (readonly [second: number, done: number, more?: object])[]) =>
		told
			.map(([second, done, more]) => ({
				...{
					type: 'progress' as const,
					sequence: 1,
					at: new Date(Date.UTC(2026, 5, 15, 3, 0, second)).toISOString(),
				},
				progress: { step: 'pull', label: 'dump', done, total: 100, unit: 'bytes' as const, ...more },
			}))
			.reduce(nextView, view(begins)).steps.pull?.progress.dump;

	test.each([
		[
			'after a moment it is chance',
			[
				[0, 0],
				[1, 50],
			],
			{},
		],
		[
			'what came since its beginning',
			[
				[0, 0],
				[4, 20],
			],
			{ rate: 5, left: 16_000 },
		],
		[
			'what was there at first is not counted',
			[
				[0, 40],
				[3, 70],
			],
			{ rate: 10, left: 3000 },
		],
		[
			'without progress there is none',
			[
				[0, 5],
				[9, 5],
			],
			{},
		],
		[
			'anew from where it went back',
			[
				[0, 0],
				[5, 90],
				[6, 10],
				[8, 20],
			],
			{ rate: 5, left: 16_000 },
		],
		[
			'what the step tells is believed',
			[
				[0, 0],
				[5, 20, { rate: 7, left: 1 }],
			],
			{ rate: 7, left: 1 },
		],
		[
			'seconds have no rate',
			[
				[0, 0, { unit: 'seconds' }],
				[5, 5, { unit: 'seconds' }],
			],
			{},
		],
	] as const)('the rate of a bar: %s', (_, told, expected) => {
		const { rate, left } = bar(...told) ?? {};
		expect({ ...(rate === undefined ? {} : { rate }), ...(left === undefined ? {} : { left }) }).toEqual(
			expected,
		);
	});

	test('begun again, they show nothing of the time before', () => {
		expect(view(begins, progress('images', 1), ends, begins).steps.pull).toEqual({
			state: 'running',
			beganAt: at,
			progress: {},
		});
	});

	test('that ended without having begun are shown all the same', () => {
		expect(view({ ...ends, outcome: 'skipped' }).steps.pull).toMatchObject({
			state: 'skipped',
			detail: 'fetched',
		});
	});
});

test.each<[string, JournalEvent, Partial<RunView>]>([
	[
		'notes',
		{ type: 'notes', notes: { sections: [], missing: ['0.1.10'], place: 'CHANGELOG.md' } },
		{ notes: { sections: [], missing: ['0.1.10'], place: 'CHANGELOG.md' } },
	],
	[
		'a plan',
		{ type: 'plan', plan: { purpose: 'upgrade', from: 'a', to: 'b', directory: '/', steps: [] } },
		{ plan: { purpose: 'upgrade', from: 'a', to: 'b', directory: '/', steps: [] } },
	],
	[
		'what leaving costs',
		{ type: 'leaving', cost: { text: 're-pin', milliseconds: 5 } },
		{ leaving: { text: 're-pin', milliseconds: 5 } },
	],
	[
		'logs that are followed',
		{ type: 'follow', services: ['api', 'db'], files: ['/a', '/d'] },
		{ followed: ['api', 'db'], logFiles: ['/a', '/d'] },
	],
	[
		'a report',
		{ type: 'report', markdown: '# R', file: '/r.md' },
		{ report: { markdown: '# R', file: '/r.md' } },
	],
	[
		'a result',
		{ type: 'result', result: { exit: 0, state: 'new version', text: [] } },
		{ result: { exit: 0, state: 'new version', text: [] } },
	],
])('%s: the newest stands', (_what, event, expected) => {
	expect(view(event)).toMatchObject(expected);
});

test('log lines are not kept: a million of them leave the view as it is', () => {
	const before = view(run);
	expect(nextView(before, { type: 'log', service: 'api', lines: ['a'], sequence: 1, at })).toBe(before);
});

test('a view is never changed, only followed by another', () => {
	const frozen = Object.freeze({ ...emptyView, steps: Object.freeze({}), facts: Object.freeze([]) as never });
	const events: readonly JournalEvent[] = [
		run,
		{ type: 'phase', phase: 'Plan' },
		{ type: 'gate', gate: gates.type },
		ends,
	];
	expect(() => events.map(stamp).reduce(nextView, frozen)).not.toThrow();
	expect(frozen.steps).toEqual({});
});

test('a run that is open again asks no old question, is not over, and nothing of it runs', () => {
	const seen = view(
		{ type: 'step begins', step: 'pin', commands: [] },
		{ type: 'step ends', step: 'pin', outcome: 'done', detail: 'pinned', took: 5 },
		{ type: 'step begins', step: 'up', commands: [] },
		{ type: 'gate', gate: gates.confirm },
		{ type: 'result', result: { exit: 3, state: 'in between', text: [], interrupted: true } },
		{ type: 'resumed', interruptedAt: '', where: '', lockkeeper: '0.1.0' },
	);
	expect([seen.gate, seen.result]).toEqual([undefined, undefined]);
	expect(seen.steps).toMatchObject({ pin: { state: 'done' }, up: { state: 'waiting' } });
});

describe('of several hops', () => {
	const hops = [
		{ from: '0.1.9', to: '0.1.10', reason: 'first' },
		{ from: '0.1.10', to: '0.2.0', reason: 'then' },
	];
	const serves = { text: 'nothing: 0.1.10 serves and was verified', milliseconds: 0 };
	const first = [
		{ ...run, purpose: 'upgrade' as const },
		{ type: 'hop', number: 1, hops },
		{ type: 'versions', from: '0.1.9', to: '0.1.10' },
		{ type: 'phase', phase: 'Verify' },
		ends,
		{ type: 'leaving', cost: serves },
	] as const;

	test('the first changes nothing of what is on screen but which it is', () => {
		expect(view(...first)).toMatchObject({ hop: { number: 1 }, to: '0.1.10', visited: ['Verify'] });
	});

	test('the next begins anew, and what leaving costs is what it cost before', () => {
		const next = view(...first, { type: 'hop', number: 2, hops });
		expect(next).toMatchObject({ run: 'r1', stack: 'specivo', hop: { number: 2, hops }, leaving: serves });
		expect(next).toMatchObject({ visited: [], steps: {}, findings: [] });
		expect(next.to).toBeUndefined();
	});
});
