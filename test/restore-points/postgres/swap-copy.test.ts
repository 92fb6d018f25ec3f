import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PostgresPart } from '../../../source/restore-points/postgres/part.ts';
import { swapCopy } from '../../../source/restore-points/postgres/swap-copy.ts';
import { type StubDocker, stubDocker } from '../../docker/stub-docker.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';

const renames = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));

// After the last rename allowed, the process is as if killed.
vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	return {
		...real,
		rename: async (from: string, to: string) => {
			if (renames.left-- <= 0) throw new Error('killed');
			await real.rename(from, to);
		},
	};
});

const at = new Date('2026-11-21T10:15:00Z');
const beside = '.lockkeeper-restored-20261121T101500Z-postgresql';
const kept = '.lockkeeper-before-20261121T101500Z-postgresql';
let bench: Workbench;
let docker: StubDocker;

beforeEach(async () => {
	bench = await makeWorkbench();
	docker = stubDocker();
	docker.answers([{ when: 'stop db' }, { when: 'start db' }, { when: 'psql', stdout: '1' }]);
	await writeFile(join(bench.data, 'postgresql', 'live'), 'before');
	await mkdir(join(bench.data, beside));
	await writeFile(join(bench.data, beside, 'live'), 'restored');
});
afterEach(async () => {
	renames.left = Number.POSITIVE_INFINITY;
	docker.remove();
	await bench.remove();
});

const swap = () =>
	swapCopy(
		{ ...bench.context, engine: docker.engine },
		{ service: 'db', user: 'specivo', database: 'specivo' } as PostgresPart,
		{ path: join(bench.data, 'postgresql'), uid: 0, gid: 0 },
		{ at },
	);
const lines = () => docker.calls().map((words) => words.slice(1, 3).join(' '));

test.each([0, 1])('killed after %i of its two renames it is finished by the next call', async (allowed) => {
	renames.left = allowed;
	await expect(swap()).rejects.toThrow('killed');
	renames.left = Number.POSITIVE_INFINITY;
	await swap();
	expect(await readFile(join(bench.data, 'postgresql', 'live'), 'utf8')).toBe('restored');
	expect(await readFile(join(bench.data, kept, 'live'), 'utf8')).toBe('before');
	expect((await readdir(bench.data)).sort()).toEqual([kept, 'attachments', 'postgresql']);
	expect(lines().slice(-2)).toEqual(['start db', 'exec -T']);
});

test('killed before it had started the server again: that is all that is left to do', async () => {
	await swap();
	const before = lines().length;
	await swap();
	expect(lines().slice(before)).toEqual(['start db', 'exec -T']);
	expect(await readFile(join(bench.data, kept, 'live'), 'utf8')).toBe('before');
});
