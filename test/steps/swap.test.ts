import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kindOf } from '../../source/restore-points/data-kinds.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { swap } from '../../source/steps/swap.ts';
import { ask, makeDatabase } from '../restore-points/sqlite/stack.ts';
import { makeWorkbench, type Workbench } from '../restore-points/workbench.ts';
import { contextFixture, stackFixture, stepFixture } from './context-fixture.ts';

const renames = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, done: 0 }));

// After the last rename allowed, the process is as if killed.
vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	return {
		...real,
		rename: async (from: string, to: string) => {
			if (renames.left-- <= 0) throw new Error('killed');
			renames.done += 1;
			await real.rename(from, to);
		},
	};
});

const at = new Date('2026-11-22T08:00:00Z');
let bench: Workbench;
let files: readonly string[];
let path: string;

async function prepare(): Promise<void> {
	renames.left = Number.POSITIVE_INFINITY;
	bench = await makeWorkbench();
	await fs.writeFile(join(bench.root, 'docker-compose.yml'), '');
	files = [join(bench.root, 'one.db')];
	for (const file of files)
		makeDatabase(file, "CREATE TABLE t (a); INSERT INTO t VALUES ('saved')", 'DELETE');
	const taken = await takeRestorePoint(
		bench.context,
		bench.wanted({
			places: [
				...files.map((file) => ({ kind: 'sqlite' as const, path: file })),
				{ kind: 'directory', path: bench.data, except: ['postgresql'] },
			],
		}),
	);
	path = taken.path;
	for (const file of files) ask(file, "INSERT INTO t VALUES ('failed') RETURNING a");
	await fs.writeFile(join(bench.data, 'attachments', 'one'), 'failed');
	for (const part of taken.manifest.parts) await kindOf(part).restoreBeside(bench.context, taken, part, at);
	renames.done = 0;
}
beforeEach(prepare);
afterEach(() => bench.remove());

const act = () =>
	swap.act(
		contextFixture(stackFixture(bench.root, bench.context.engine)),
		stepFixture('swap', { restorePoint: path, at: at.toISOString() }),
	);
const look = async () => [
	...files.map((file) => ask(file, 'SELECT a FROM t').join()),
	await fs.readFile(join(bench.data, 'attachments', 'one'), 'utf8'),
];

test('killed between any two renames, within a part or between two, the same step finishes all of them', async () => {
	await act();
	const all = renames.done;
	expect(all).toBeGreaterThan(4);
	for (let allowed = 0; allowed < all; allowed++) {
		await bench.remove();
		await prepare();
		renames.left = allowed;
		await expect(act(), `after ${allowed} renames`).rejects.toThrow('killed');
		renames.left = Number.POSITIVE_INFINITY;
		const { outputs } = await act();
		expect(await look(), `after ${allowed} renames`).toEqual(['saved', 'first']);
		expect(outputs?.kept?.split('\n'), `after ${allowed} renames`).toHaveLength(2);
	}
});
