import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../../source/host/errors.ts';
import type { RestoredBeside } from '../../../source/restore-points/data-kind.ts';
import { kindOf } from '../../../source/restore-points/data-kinds.ts';
import type { Part } from '../../../source/restore-points/manifest.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { exportWrites } from '../../../source/restore-points/writes/export-writes.ts';
import { canMount, makeWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
let point: RestoredBeside;
const at = new Date('2026-06-15T03:00:00Z');
const exports = () => join(bench.root, '.lockkeeper', 'exports');

beforeEach(async () => {
	bench = await makeWorkbench();
	point = { ...(await takeRestorePoint(bench.context, bench.wanted())), at };
	for (const part of point.manifest.parts) await kindOf(part).restoreBeside(bench.context, point, part, at);
});
afterEach(() => bench.remove());

const writes = async () => {
	await mkdir(join(bench.data, 'new'));
	await writeFile(join(bench.data, 'new', '--checkpoint=1'), 'an odd name', { mode: 0o640 });
	await symlink('nowhere', join(bench.data, 'new', 'link'));
	await writeFile(join(bench.data, 'attachments', 'one'), 'another content');
};

describe('what was written since', () => {
	test('is exported under its owner’s eyes alone, and unpacks to the same files', async () => {
		await writes();
		const made = await exportWrites(bench.context, point, exports());
		expect(made).toMatchObject({ rows: 0, files: 3 });
		expect(await readdir(exports())).toEqual([made.path.split('/').at(-1)]);
		expect(await readdir(made.path)).toEqual(['README.md', 'files-data.tar']);
		expect((await stat(made.path)).mode & 0o777).toBe(0o700);
		for (const name of await readdir(made.path))
			expect((await stat(join(made.path, name))).mode & 0o777, name).toBe(0o600);

		for (const name of ['new', 'attachments']) await rm(join(bench.data, name), { recursive: true });
		const command = (await readFile(join(made.path, 'README.md'), 'utf8'))
			.split('\n')
			.find((line) => line.startsWith('    tar '));
		execFileSync('sh', ['-c', command ?? 'false'], { cwd: bench.root });
		expect(await readFile(join(bench.data, 'new', '--checkpoint=1'), 'utf8')).toBe('an odd name');
		expect((await stat(join(bench.data, 'new', '--checkpoint=1'))).mode & 0o777).toBe(0o640);
		expect(await readFile(join(bench.data, 'attachments', 'one'), 'utf8')).toBe('another content');
	});

	test('names of removed files are exported, and nothing else of them', async () => {
		await rm(join(bench.data, 'attachments', 'one'));
		const made = await exportWrites(bench.context, point, exports());
		expect(await readdir(made.path)).toEqual(['README.md', 'files-data.removed']);
		expect(await readFile(join(made.path, 'files-data.removed'), 'utf8')).toBe('./attachments/one\0');
	});

	test('two exports of one second have names of their own; what a killed one left is taken away', async () => {
		await writes();
		await mkdir(join(exports(), '20260614T000000Z.partial', 'half'), { recursive: true });
		const [one, two] = [
			await exportWrites(bench.context, point, exports()),
			await exportWrites(bench.context, point, exports()),
		];
		expect(one.path).not.toBe(two.path);
		expect(await readdir(exports())).toHaveLength(2);
	});

	test('what cannot be compared is named as not exported', async () => {
		const other = { kind: 'mariadb', database: 'shop', artifacts: [] } as unknown as Part;
		point = { ...point, manifest: { ...point.manifest, parts: [...point.manifest.parts, other] } };
		const made = await exportWrites(bench.context, point, exports());
		const readme = await readFile(join(made.path, 'README.md'), 'utf8');
		expect(readme).toMatch(/database shop\n\nNot exported: /);
		expect(readme).not.toContain('configuration files');
	});

	test.runIf(canMount())('on a full disk nothing of it stays, and the error says so', async () => {
		await writes();
		await writeFile(join(bench.data, 'new', 'large'), Buffer.alloc(1_000_000, 'x'));
		await mkdir(exports(), { recursive: true });
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', exports()]);
		try {
			const refused = await exportWrites(bench.context, point, exports()).catch((error) => error);
			expect(refused).toBeInstanceOf(OperatorError);
			expect(refused.message).toMatch(/is full, and what was exported was removed again/);
			expect(await readdir(exports())).toEqual([]);
		} finally {
			execFileSync('umount', [exports()]);
		}
	});
});
