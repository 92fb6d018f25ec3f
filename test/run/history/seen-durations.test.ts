// Touches the world: reads journals of a temporary directory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seenDurations } from '../../../source/run/history/seen-durations.ts';
import { begins, ends, header, keepRun, plan } from './journal-fixture.ts';

let stack: string;
beforeEach(() => {
	stack = mkdtempSync(join(tmpdir(), 'lockkeeper-seen-'));
});
afterEach(() => rmSync(stack, { recursive: true, force: true }));

const run = (day: number, took: number, outcome = 'done') => {
	const id = `202606${String(day).padStart(2, '0')}T010000Z-run`;
	keepRun(stack, id, [header(id), plan(), begins('restore-point'), ends('restore-point', { took, outcome })]);
};

test('of a stack without runs nothing was seen', async () => {
	expect(await seenDurations(stack)).toEqual({});
});

test('the newest run that has done a step tells; one that failed at it does not', async () => {
	run(1, 1000);
	run(2, 2000);
	run(3, 3000, 'failed');
	expect(await seenDurations(stack)).toEqual({
		'restore-point': { title: expect.any(String), took: 2000, at: expect.stringMatching(/^2026-06-15T/) },
	});
});

test('what no one of the last five tells is too old', async () => {
	run(1, 1000);
	for (const day of [2, 3, 4, 5, 6]) run(day, 3000, 'failed');
	expect(await seenDurations(stack)).toEqual({});
});
