import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listRestorePoints } from '../../source/restore-points/list.ts';
import { proofDirectoryName } from '../../source/restore-points/names.ts';
import { entryOfBackups } from '../../source/restore-points/place.ts';
import { inProofDirectory } from '../../source/restore-points/proof-directory.ts';
import { proveRestorePoint } from '../../source/restore-points/prove.ts';
import { removeRestorePoint } from '../../source/restore-points/remove.ts';
import { retain, retentionSchema } from '../../source/restore-points/retention.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { NotStarted } from '../../source/restore-points/throw-away-server.ts';
import { makeDatabase, take } from './sqlite/stack.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
});
afterEach(() => bench.remove());

/** As a proof that was killed leaves it: a whole database, unpacked. */
async function leaveProof(backups: string, id = '20250101T000000Z-0.1.8'): Promise<string> {
	const left = join(backups, proofDirectoryName(id));
	await mkdir(left, { recursive: true });
	await writeFile(join(left, 'database.db'), 'the whole database');
	return left;
}

test('all that a proof of a SQLite database unpacks lies in one private directory of a known name', async () => {
	makeDatabase(join(bench.root, 'app.db'));
	const { path, manifest } = await take(bench);
	const seen = new Set<string>();
	const context = {
		...bench.context,
		onProgress() {
			for (const name of readdirSync(bench.backups)) seen.add(name);
		},
	};
	await proveRestorePoint(context, path, 'full');
	expect([...seen].sort()).toEqual([proofDirectoryName(manifest.id), manifest.id]);
	expect(await readdir(bench.backups)).toEqual([manifest.id]);
	await inProofDirectory(path, async (directory) => {
		expect((await stat(directory)).mode & 0o777).toBe(0o700);
	});
});

test('what a failed proof unpacked is gone, and what a killed one left of the same restore point is in nobody’s way', async () => {
	const left = await leaveProof(bench.backups);
	const path = join(bench.backups, '20250101T000000Z-0.1.8');
	const failing = inProofDirectory(path, async (directory) => {
		expect(await readdir(directory)).toEqual([]);
		throw new Error('it is not what was saved');
	});
	await expect(failing).rejects.toThrow('not what was saved');
	expect(existsSync(left)).toBe(false);
});

test.each([
	[
		'the disk is full',
		Object.assign(new Error('write'), { code: 'ENOSPC' }),
		/not proven: the disk that holds .* is full/,
	],
	['it was found wrong', new Error('it is not what was saved'), /^it is not what was saved$/],
])('that %s is told as what it is', async (_, error, message) => {
	const { path } = await takeRestorePoint(bench.context, bench.wanted());
	await expect(inProofDirectory(path, () => Promise.reject(error))).rejects.toThrow(message);
	expect(existsSync(join(bench.backups, proofDirectoryName(path.slice(bench.backups.length + 1))))).toBe(
		false,
	);
});

test('without room for the directory nothing is said against the restore point', async () => {
	const gone = inProofDirectory(join(bench.root, 'gone', '20250101T000000Z-0.1.8'), async () => {});
	await expect(gone).rejects.toBeInstanceOf(NotStarted);
});

test('what a killed proof left is listed, offered for removal with its reason, and removed by name', async () => {
	const left = await leaveProof(bench.backups);
	const name = proofDirectoryName('20250101T000000Z-0.1.8');
	expect(await listRestorePoints(bench.backups)).toEqual({
		complete: [],
		incomplete: [left],
		unreadable: [],
	});
	const { remove } = retain([{ is: 'incomplete', id: name }], retentionSchema.parse({}), new Date());
	expect(remove).toEqual([{ id: name, reason: 'a proof unpacked into it: it never was a restore point' }]);
	await removeRestorePoint(left);
	expect(await readdir(bench.backups)).toEqual([]);
});

test.each(['take', 'proof'] as const)(
	'the next %s on the stack removes what a killed proof left, of whatever restore point',
	async (act) => {
		const { path, manifest } = await takeRestorePoint(bench.context, bench.wanted());
		await leaveProof(bench.backups);
		await mkdir(join(bench.backups, '.20250101T000000Z-0.1.8.partial'));
		if (act === 'take') await takeRestorePoint(bench.context, bench.wanted());
		else await proveRestorePoint(bench.context, path);
		const names = await readdir(bench.backups);
		expect(names).toContain(manifest.id);
		expect(names.filter((name) => name.startsWith('.'))).toEqual(['.20250101T000000Z-0.1.8.partial']);
	},
);

test('inside an archived directory it counts as ours: the entry is left out', async () => {
	const backups = join(bench.data, 'points', 'specivo');
	await leaveProof(backups);
	expect(await entryOfBackups(bench.data, [], backups)).toBe('points');
});
