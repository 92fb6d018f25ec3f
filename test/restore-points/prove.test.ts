// Proofs of restore points without a database: what a failed one leaves in the manifest, and what prune makes of it.
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listRestorePoints } from '../../source/restore-points/list.ts';
import { isProven, partsOf } from '../../source/restore-points/manifest.ts';
import { readManifest } from '../../source/restore-points/manifest-file.ts';
import { proveRestorePoint } from '../../source/restore-points/prove.ts';
import { retain } from '../../source/restore-points/retention.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { retentionPoints } from '../../source/run/retention-of.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

const take = async (day: number) => {
	const now = new Date(Date.UTC(2026, 10, day));
	const { path, manifest } = await takeRestorePoint(bench.context, bench.wanted({ now }));
	await proveRestorePoint(bench.context, path, 'data');
	return { path, manifest };
};
const archive = (path: string, { manifest }: { manifest: Parameters<typeof partsOf>[0] }) =>
	join(path, partsOf(manifest, 'directory')[0]?.artifacts[0]?.file ?? '');

test('a proof that finds damage is noted: the damaged one no longer counts, and prune keeps the good one', async () => {
	const [good, damaged] = [await take(1), await take(2)];
	await truncate(archive(damaged.path, damaged), 100);
	await expect(proveRestorePoint(bench.context, damaged.path, 'read back')).rejects.toThrow();
	const manifest = await readManifest(damaged.path);
	expect(isProven(manifest)).toBe(false);
	expect(manifest.proof).toMatchObject({
		level: 'data',
		later: { level: 'read back', problem: expect.stringContaining('found 100') },
	});

	const points = retentionPoints(await listRestorePoints(bench.backups), () => undefined, undefined);
	const policy = { last: 1, daily: 0, weekly: 0 };
	const { keep } = retain(points, policy, new Date(Date.UTC(2026, 10, 20)));
	expect(keep.map(({ id }) => id)).toContain(good.manifest.id);
});

test('a proof that was stopped has found out nothing', async () => {
	const { path } = await take(1);
	const stop = new AbortController();
	stop.abort();
	const before = await readManifest(path);
	await expect(proveRestorePoint({ ...bench.context, signal: stop.signal }, path, 'full')).rejects.toThrow();
	expect(await readManifest(path)).toEqual(before);
});
