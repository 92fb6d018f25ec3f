import { describe, expect, test } from 'vitest';
import type { Plan } from '../../source/plan/plan.ts';
import type { JournalEvent } from '../../source/run/events.ts';
import {
	keptStateName,
	keptStatesOf,
	newestKeptState,
	unfinishedUndo,
	versionOfData,
} from '../../source/run/kept-state.ts';

const at = '2026-06-15T02:10:00.000Z';
const plan = (from: string, to: string, parameters?: Record<string, string>): JournalEvent =>
	({
		type: 'plan',
		plan: {
			...{ purpose: 'rollback', from, to, directory: '/opt/specivo' },
			steps: parameters ? [{ id: 'swap', kind: 'swap', parameters }] : [],
		} as unknown as Plan,
	}) as JournalEvent;
const begins = (step: string) => ({ type: 'step begins', step, commands: [] }) as unknown as JournalEvent;
const ends = (step: string, outcome: 'done' | 'failed' = 'done') =>
	({ type: 'step ends', step, outcome, detail: '', took: 1 }) as unknown as JournalEvent;
const record = (...events: JournalEvent[]) => ({
	run: 'r',
	events,
	damaged: false,
	keptRemoved: [] as string[],
});

const later = '2026-06-15T05:00:00.000Z';
const parameters = { restorePoint: '/backups/20260615T020000Z-0.2.0', at };
const restored = record(
	plan('0.3.0', '0.2.0', parameters),
	begins('pin'),
	ends('pin'),
	begins('swap'),
	ends('swap'),
);

describe('what the newest swap has kept', () => {
	test('is of the version that was pinned before it', () => {
		expect(newestKeptState([restored])).toEqual({ run: 'r', version: '0.3.0', ...parameters });
	});

	test('carries where copied files took the place of others', () => {
		const copies = '{"db":{"path":"/srv/db","uid":999,"gid":999}}';
		const events = [plan('0.3.0', '0.2.0', { ...parameters, copies }), begins('swap'), ends('swap')];
		expect(newestKeptState([record(...events)])?.copies).toBe(copies);
	});

	test('tells which part it is of, where the others were left as they were', () => {
		const alone = {
			parts: '1',
			of: 'files',
			only: 'directory /srv/data',
			stays: 'database specivo',
		} as const;
		const events = [plan('0.3.0', '0.3.0', { ...parameters, ...alone }), begins('swap'), ends('swap')];
		expect(newestKeptState([record(...events)])?.alone).toEqual(alone);
		expect(newestKeptState([restored])?.alone).toBeUndefined();
	});

	test('of an undo is the state that the undone restore had brought', () => {
		const undone = record(
			...[plan('0.2.0', '0.3.0', { ...parameters, at: '2026-06-15T03:00:00.000Z', undoes: at })],
			...[begins('pin'), ends('pin'), begins('swap'), ends('swap')],
		);
		expect(newestKeptState([restored, undone])).toMatchObject({
			version: '0.2.0',
			at: '2026-06-15T03:00:00.000Z',
		});
	});

	test.each<[string, readonly JournalEvent[]]>([
		['a version was pinned since', [plan('0.2.0', '0.3.0'), begins('pin')]],
		['another swap was begun and did not end', [plan('0.2.0', '0.3.0', parameters), begins('swap')]],
		['another swap failed', [plan('0.2.0', '0.3.0', parameters), begins('swap'), ends('swap', 'failed')]],
	])('is nothing when %s', (_, events) => {
		expect(newestKeptState([restored, record(...events)])).toBeUndefined();
	});

	test('stays when the same version was pinned once more, or another swap was not begun after its pin', () => {
		const again = record(plan('0.3.0', '0.2.0'), begins('pin'), ends('pin'), begins('up'));
		const killed = record(plan('0.2.0', '0.3.0', { ...parameters, at: later, undoes: at }), begins('pin'));
		expect(newestKeptState([restored, again])?.at).toBe(at);
		expect(newestKeptState([restored, killed])?.at).toBe(at);
		expect(unfinishedUndo([restored, killed])).toBe(at);
		expect(unfinishedUndo([restored])).toBeUndefined();
	});

	test('is of the version whose data it is, not of the one that the last upgrade was to', () => {
		expect(versionOfData([])).toBeUndefined();
		const upgraded = record(plan('0.2.0', '0.3.0'), begins('pin'), begins('up'));
		const killed = record(plan('0.3.0', '0.2.0', parameters), begins('pin'));
		expect(versionOfData([upgraded])).toBe('0.3.0');
		expect(versionOfData([upgraded, killed])).toBe('0.3.0');
		expect(versionOfData([upgraded, restored])).toBe('0.2.0');
		const second = [
			plan('0.3.0', '0.2.0', { ...parameters, at: later, keeps: '0.2.0' }),
			begins('swap'),
			ends('swap'),
		];
		expect(newestKeptState([upgraded, restored, record(...second)])).toMatchObject({
			version: '0.2.0',
			at: later,
		});
	});

	test('stays when a later run changed nothing', () => {
		expect(
			newestKeptState([restored, record(plan('0.2.0', '0.2.0'), begins('restore-point'))]),
		).toBeDefined();
	});
});

describe('all that was kept', () => {
	const second = '2026-06-15T03:00:00.000Z';
	const third = '2026-06-15T04:00:00.000Z';
	const swapped = (from: string, to: string, changed: Record<string, string>) =>
		record(plan(from, to, { ...parameters, ...changed }), begins('swap'), ends('swap'));

	test('is one a swap, by the name of its time', () => {
		const states = keptStatesOf([restored, swapped('0.4.0', '0.2.0', { at: second })]);
		expect(states.map(({ version }) => version)).toEqual(['0.3.0', '0.4.0']);
		expect(states.map(keptStateName)).toEqual(['before-20260615T021000Z', 'before-20260615T030000Z']);
	});

	test('is less what an undo has used up, and more what it kept itself', () => {
		const undone = swapped('0.2.0', '0.3.0', { at: second, undoes: at });
		expect(keptStatesOf([restored, undone]).map((state) => state.at)).toEqual([second]);
		const again = swapped('0.3.0', '0.2.0', { at: third, undoes: second });
		expect(keptStatesOf([restored, undone, again]).map((state) => state.at)).toEqual([third]);
	});

	test('is less what somebody removed by its name', () => {
		const removed = { ...restored, keptRemoved: ['before-20260615T021000Z'] };
		expect(keptStatesOf([removed])).toEqual([]);
		expect(newestKeptState([removed])).toBeUndefined();
	});

	test('stays while a later swap was begun and did not end', () => {
		const begun = record(plan('0.2.0', '0.3.0', { ...parameters, at: second, undoes: at }), begins('swap'));
		expect(keptStatesOf([restored, begun]).map((state) => state.at)).toEqual([at]);
	});
});
