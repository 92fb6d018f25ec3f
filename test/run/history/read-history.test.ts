// Touches the world: reads journals of a temporary directory.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHistory, runIds } from '../../../source/run/history/read-history.ts';
import { nowOf, standingOf } from '../../../source/run/history/standing.ts';
import { gates } from '../gate-fixture.ts';
import { answered, begins, ends, header, ids, keepRun, plan, upgraded } from './journal-fixture.ts';

let stack: string;
beforeEach(() => {
	stack = mkdtempSync(join(tmpdir(), 'lockkeeper-history-'));
});
afterEach(() => rmSync(stack, { recursive: true, force: true }));

const standing = async (run: string, goingOn?: string) =>
	standingOf(await readHistory(stack, run), { goingOn, open: undefined });

test('an upgrade, whole', async () => {
	keepRun(stack, ids.upgrade, upgraded(ids.upgrade));
	const told = await readHistory(stack, ids.upgrade);
	expect(told).toMatchObject({
		...{ run: ids.upgrade, story: 'upgrade', app: 'Specivo', stack: 'specivo', from: '0.1.9', to: '0.1.10' },
		...{ began: '2026-06-15T02:10:00.000Z', last: '2026-06-15T02:10:17.000Z', stepsTook: 4500 },
		...{ downtime: [8700], unended: false, everChanged: true, damagedLines: 0, leftOut: 0 },
		restorePoints: [{ path: '/backups/specivo/20260615T021100Z-0.1.9', use: 'taken' }],
		logs: [{ service: 'api', file: `/opt/specivo/.lockkeeper/runs/${ids.upgrade}/logs/api.log` }],
		result: { exit: 0, state: 'new version' },
	});
	expect(told.entries.map(({ is }) => is)).toEqual([
		...['plan', 'gate', 'step', 'step', 'step', 'notice', 'result'],
	]);
	expect(told.entries[1]).toMatchObject({
		...{ is: 'gate', title: 'Start?', answer: { kind: 'yes' }, by: 'terminal of ada from 192.0.2.7' },
	});
	expect(standingOf(told, { goingOn: undefined, open: undefined })).toBe('done, exit 0');
});

test('several hops: from where the first began to where the last leads', async () => {
	const hops = [
		{ from: '0.1.9', to: '0.2.0', reason: 'the next minor' },
		{ from: '0.2.0', to: '0.3.0', reason: 'the next minor' },
	];
	keepRun(stack, ids.upgrade, [
		header(ids.upgrade),
		{ type: 'versions', from: '0.1.9', to: '0.2.0' },
		{ type: 'hop', number: 1, hops },
		begins('pin'),
		ends('pin'),
		{ type: 'hop', number: 2, hops },
		{ type: 'versions', from: '0.2.0', to: '0.3.0' },
	]);
	const told = await readHistory(stack, ids.upgrade);
	expect(told).toMatchObject({ from: '0.1.9', to: '0.3.0', changed: false, everChanged: true });
	// It is whole between two hops, and nothing to go on with.
	expect(nowOf([told], undefined).open).toBeUndefined();
});

test('ways back: what was offered, what was chosen, what was gone back to and kept', async () => {
	keepRun(stack, ids.newest, [
		header(ids.newest, { purpose: 'rollback' }),
		{ type: 'gate', gate: gates.choose },
		{ type: 'answer', gate: 'ways-back', answer: { kind: 'chosen', item: 'restore' }, by: 'terminal' },
		plan({
			...{ purpose: 'rollback', from: '0.1.10', to: '0.1.9' },
			steps: [{ ...plan2step(), parameters: { restorePoint: '/backups/one', undoes: 'x' } }],
		}),
		begins('swap'),
		ends('swap', { outputs: { kept: 'one_before\ntwo_before' } }),
	]);
	expect(await readHistory(stack, ids.newest)).toMatchObject({
		story: 'undo',
		restorePoints: [{ path: '/backups/one', use: 'gone back to' }],
		kept: ['one_before', 'two_before'],
		waysBack: [
			{
				ways: [
					{ id: 'leave', chosen: false },
					{ id: 're-pin', unavailable: 'the schema moved', chosen: false },
					{ id: 'restore', recommended: true, chosen: true },
				],
			},
		],
	});
});
const plan2step = () => {
	const made = plan();
	const [step] = made.type === 'plan' ? made.plan.steps : [];
	if (!step) throw new Error('the fixture has a step');
	return step;
};

describe('one that did not end', () => {
	const half = [
		header(ids.upgrade),
		plan(),
		...answered(),
		begins('restore-point'),
		ends('restore-point'),
		begins('pin'),
	];

	test('is told with the step it was in, and is what can be gone on with', async () => {
		keepRun(stack, ids.upgrade, half, '{"checksum":"01');
		expect(await standing(ids.upgrade)).toMatch(/^did not end, it was interrupted at “.*”$/);
		const told = await readHistory(stack, ids.upgrade);
		expect(told.damagedLines).toBe(0);
		expect(told.entries.at(-1)).toMatchObject({ is: 'step', step: 'pin', outcome: 'begun' });
		expect(nowOf([told], undefined).open).toBe(ids.upgrade);
		expect(nowOf([told], ids.upgrade).open).toBeUndefined();
	});
	test('whose process is alive goes on', async () => {
		keepRun(stack, ids.upgrade, half);
		expect(await standing(ids.upgrade, ids.upgrade)).toMatch(/^going on, at “/);
	});
	test('waits at its question', async () => {
		keepRun(stack, ids.upgrade, [header(ids.upgrade), { type: 'gate', gate: gates.confirm }]);
		expect(await standing(ids.upgrade)).toBe('did not end, it was interrupted at the question “Start?”');
	});
	test('says so itself, where it could', async () => {
		keepRun(stack, ids.upgrade, [
			...half,
			{ type: 'result', result: { exit: 3, state: 'in between', text: ['stop'], interrupted: true } },
		]);
		expect(await standing(ids.upgrade)).toMatch(/^stopped in between, exit 3, at “/);
	});
});

describe('what cannot be read is named, and hides nothing else', () => {
	test('a damaged line in the middle', async () => {
		const directory = keepRun(stack, ids.upgrade, upgraded(ids.upgrade).slice(0, 4), 'damage\n');
		appendFileSync(join(directory, 'journal.jsonl'), '{"checksum":"0123456789abcdef","sequence":6}\n');
		const told = await readHistory(stack, ids.upgrade);
		expect(told).toMatchObject({ from: '0.1.9', damaged: [5, 6], damagedLines: 2 });
		expect(await standing(ids.upgrade)).toContain('its journal is damaged in 2 lines, the first is 5');
	});
	test.each<[string, (directory: string) => void, string]>([
		['no journal', () => {}, 'there is none'],
		[
			'a link in place of the journal',
			(directory) => {
				writeFileSync(join(stack, 'elsewhere'), 'secret\n');
				symlinkSync(join(stack, 'elsewhere'), join(directory, 'journal.jsonl'));
			},
			'it is a link, and is not followed',
		],
		['a directory', (directory) => mkdirSync(join(directory, 'journal.jsonl')), 'it is no file'],
		[
			'a pipe, which would never answer',
			(directory) => execFileSync('mkfifo', [join(directory, 'journal.jsonl')]),
			'it is no file',
		],
	])('%s', async (_what, make, problem) => {
		const directory = join(stack, '.lockkeeper', 'runs', ids.upgrade);
		mkdirSync(directory, { recursive: true });
		make(directory);
		expect(await standing(ids.upgrade)).toBe(`its journal cannot be read: ${problem}`);
	});
	test('a link in place of the run’s directory', async () => {
		keepRun(join(stack, 'other'), ids.upgrade, upgraded(ids.upgrade));
		mkdirSync(join(stack, '.lockkeeper', 'runs'), { recursive: true });
		symlinkSync(
			join(stack, 'other', '.lockkeeper', 'runs', ids.upgrade),
			join(stack, '.lockkeeper', 'runs', ids.upgrade),
		);
		expect(await standing(ids.upgrade)).toBe('its journal cannot be read: it is no directory of a run');
	});
	test('something that is no directory in place of all runs', async () => {
		mkdirSync(join(stack, '.lockkeeper'));
		writeFileSync(join(stack, '.lockkeeper', 'runs'), '');
		await expect(runIds(stack)).rejects.toThrow(/^Expected a directory at .*, found something else\.$/);
	});
});

test('no run yet is no fault', async () => {
	expect(await runIds(stack)).toEqual([]);
});

test('of a journal that is longer than is held, the first lines are told and the others counted', async () => {
	const many = Array.from({ length: 6000 }, () => ends('pin', { took: 1 }));
	keepRun(stack, ids.upgrade, [header(ids.upgrade), ...many]);
	const told = await readHistory(stack, ids.upgrade);
	expect([told.entries.length, told.leftOut, told.stepsTook]).toEqual([5000, 1000, 6000]);
	expect((await readHistory(stack, ids.upgrade, 'in short')).entries).toEqual([]);
});
