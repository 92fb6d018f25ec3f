import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SwapTimes } from '../../source/restore-points/data-kind.ts';
import { kindOf } from '../../source/restore-points/data-kinds.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { ask, makeDatabase } from './sqlite/stack.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

const first = new Date('2026-11-22T08:00:00Z');
const second = new Date('2026-11-22T09:00:00Z');
const third = new Date('2026-11-22T10:00:00Z');

let bench: Workbench;
let files: readonly string[];
let taken: Awaited<ReturnType<typeof takeRestorePoint>>;
beforeEach(async () => {
	bench = await makeWorkbench();
	files = [join(bench.root, 'alone.db'), join(bench.data, 'within.db')];
	for (const file of files)
		makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('saved')", 'DELETE');
	taken = await takeRestorePoint(
		bench.context,
		bench.wanted({
			places: [
				...files.map((path) => ({ kind: 'sqlite' as const, path })),
				{ kind: 'directory', path: bench.data, except: ['postgresql'] },
			],
		}),
	);
	for (const file of files) ask(file, "INSERT INTO t VALUES ('failed') RETURNING a");
	await fs.writeFile(join(bench.data, 'attachments', 'one'), 'failed');
	for (const part of taken.manifest.parts)
		await kindOf(part).restoreBeside(bench.context, taken, part, first);
	await swap({ at: first });
});
afterEach(() => bench.remove());

async function swap(times: SwapTimes): Promise<void> {
	for (const part of taken.manifest.parts) await kindOf(part).demandReady?.(bench.context, part, times);
	for (const part of taken.manifest.parts) await kindOf(part).swap(bench.context, part, times);
}
/** Names of what is gone of what a swap at this time kept. */
const problems = async (at: Date) =>
	(
		await Promise.all(taken.manifest.parts.map((part) => kindOf(part).kept?.(bench.context, part, at)))
	).flatMap((kept) => (kept && !kept.isThere ? [kept.name] : []));
const look = async () => [
	...files.map((file) => ask(file, 'SELECT a FROM t').join()),
	await fs.readFile(join(bench.data, 'attachments', 'one'), 'utf8'),
];
const saved = ['saved', 'saved', 'first'];
const failed = ['saved,failed', 'saved,failed', 'failed'];

describe('what a swap kept', () => {
	test('comes back by another, which keeps what was there; and that one is undone in turn', async () => {
		expect(await look()).toEqual(saved);
		expect(await problems(first)).toEqual([]);
		for (const file of files) ask(file, "UPDATE t SET a = 'saved' RETURNING a");
		await swap({ at: second, undoes: first });
		expect(await look()).toEqual(failed);
		expect(await problems(first)).toHaveLength(3);
		expect(await problems(second)).toEqual([]);
		await swap({ at: second, undoes: first });
		expect(await look()).toEqual(failed);
		await swap({ at: third, undoes: second });
		expect(await look()).toEqual(saved);
		expect(await problems(third)).toEqual([]);
	});

	test('that is gone is named, and nothing is moved', async () => {
		await fs.rm(join(bench.data, '.lockkeeper-before-20261122T080000Z'), { recursive: true });
		expect(await problems(first)).toEqual([
			`directory ${bench.data}/.lockkeeper-before-20261122T080000Z`,
			`${bench.data}/.lockkeeper-before-20261122T080000Z/within.db`,
		]);
		await expect(swap({ at: second, undoes: first })).rejects.toThrow(/found nothing there/);
		expect(await look()).toEqual(saved);
	});

	test('with a write-ahead log beside is refused before anything is moved: no rename moves both at once', async () => {
		const kept = join(bench.root, '.lockkeeper-before-20261122T080000Z-alone.db');
		await fs.writeFile(`${kept}-wal`, 'frames');
		await expect(swap({ at: second, undoes: first })).rejects.toThrow(/Expected nothing beside .*-wal/);
		expect(await look()).toEqual(saved);
	});

	test('comes back by the commands shown, pasted into a shell', async () => {
		const commands = taken.manifest.parts.flatMap((part) =>
			kindOf(part).shown.swap(bench.context, part, { at: second, undoes: first }),
		);
		execFileSync('sh', ['-ec', commands.join('\n')]);
		expect(await look()).toEqual(failed);
		expect(await problems(second)).toEqual([]);
	});

	test('is removed by itself alone, and gone twice it is gone', async () => {
		const before = await look();
		for (const _ of [1, 2])
			for (const part of taken.manifest.parts) await kindOf(part).removeKept?.(bench.context, part, first);
		expect(await problems(first)).toHaveLength(3);
		expect(await look()).toEqual(before);
		expect((await fs.readdir(bench.root)).filter((name) => name.startsWith('.lockkeeper'))).toEqual([]);
		expect((await fs.readdir(bench.data)).filter((name) => name.startsWith('.lockkeeper'))).toEqual([]);
	});
});
