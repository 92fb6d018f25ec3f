import { cp, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listRestorePoints } from '../../source/restore-points/list.ts';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import { proveRestorePoint } from '../../source/restore-points/prove.ts';
import { sealOf } from '../../source/restore-points/seal.ts';
import { takeRestorePoint } from '../../source/restore-points/take.ts';
import { verifyArtifacts } from '../../source/restore-points/verify-artifacts.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
let whole: string;
let copy: string;
beforeAll(async () => {
	bench = await makeWorkbench();
	({ path: whole } = await takeRestorePoint(bench.context, bench.wanted()));
});
afterAll(() => bench.remove());
beforeEach(async () => {
	copy = `${whole}-copy`;
	await rm(copy, { recursive: true, force: true });
	await cp(whole, copy, { recursive: true });
});

const archive = 'directory-data.tar.zst';
const editManifest = async (edit: (manifest: Manifest) => void, seal = false) => {
	const file = join(copy, 'manifest.json');
	const manifest = JSON.parse(await readFile(file, 'utf8'));
	edit(manifest);
	await writeFile(file, JSON.stringify(seal ? { ...manifest, seal: sealOf(manifest) } : manifest));
};

describe('found before anything else happens, and named', () => {
	test.each<[string, () => Promise<unknown>, RegExp]>([
		[
			'a flipped bit',
			() => flip(join(copy, archive), 40),
			/directory-data\.tar\.zst: its content was changed/,
		],
		[
			'a cut tail',
			() => truncate(join(copy, archive), 60),
			/directory-data\.tar\.zst: expected \d+ bytes, found 60/,
		],
		['a missing file', () => rm(join(copy, archive)), /directory-data\.tar\.zst: cannot be read \(ENOENT\)/],
		[
			'a swapped file of the same length',
			() => writeFile(join(copy, 'files', '.env'), 'SPECIVO_VERSION=0.1.8\n'),
			/files\/\.env: its content was changed/,
		],
		[
			'an edited manifest',
			() => editManifest((manifest) => Object.assign(manifest, { version: '0.1.8' })),
			/manifest\.json: it was edited/,
		],
		[
			'a proof written in by hand',
			() => editManifest((manifest) => Object.assign(manifest.proof ?? {}, { level: 'full' })),
			/manifest\.json: it was edited/,
		],
		[
			'a seal taken off',
			() => editManifest((manifest) => delete manifest.seal),
			/manifest\.json: it was edited/,
		],
		[
			'a manifest that leads out',
			() =>
				editManifest(
					(manifest) => Object.assign(manifest.parts[1]?.artifacts[0] ?? {}, { file: '../../.env' }),
					true,
				),
			/names a file outside the restore point/,
		],
		['a manifest that is no JSON', () => truncate(join(copy, 'manifest.json'), 100), /expected JSON/],
		['no manifest', () => rm(join(copy, 'manifest.json')), /manifest\.json: cannot be read/],
		[
			'a manifest from a newer Lockkeeper',
			() => editManifest((manifest) => Object.assign(manifest, { format: 3 }), true),
			/format 3 is from a newer Lockkeeper/,
		],
		[
			'a manifest from an older Lockkeeper',
			() => editManifest((manifest) => Object.assign(manifest, { format: 1 }), true),
			/format 1 is from an older Lockkeeper/,
		],
	])('%s', async (_, damage, message) => {
		await damage();
		await expect(verifyArtifacts(copy)).rejects.toThrow(message);
		await expect(proveRestorePoint(bench.context, copy)).rejects.toThrow(message);
	});
});

test('the list tells whole ones from those without and those with a damaged manifest', async () => {
	await rename(copy, join(bench.backups, '20261121T101501Z-0.1.9'));
	await rm(join(bench.backups, '20261121T101501Z-0.1.9', 'manifest.json'));
	await cp(whole, join(bench.backups, '.20261121T101502Z-0.1.9.partial'), { recursive: true });
	await cp(whole, join(bench.backups, '20261121T101503Z-0.1.9'), { recursive: true });
	await writeFile(join(bench.backups, '20261121T101503Z-0.1.9', 'manifest.json'), '{}');
	await writeFile(join(bench.backups, 'notes.txt'), 'not ours');
	const found = await listRestorePoints(bench.backups);
	expect(found.complete.map(({ path }) => path)).toEqual([whole]);
	expect(found.incomplete.map((path) => path.split('/').at(-1)).sort()).toEqual([
		'.20261121T101502Z-0.1.9.partial',
		'20261121T101501Z-0.1.9',
	]);
	expect(found.unreadable).toMatchObject([{ problem: expect.stringContaining('expected a manifest') }]);
	expect(await listRestorePoints(join(bench.root, 'nothing'))).toEqual({
		complete: [],
		incomplete: [],
		unreadable: [],
	});
});

async function flip(file: string, position: number): Promise<void> {
	const handle = await open(file, 'r+');
	const byte = Buffer.alloc(1);
	await handle.read(byte, 0, 1, position);
	byte[0] = (byte[0] ?? 0) ^ 1;
	await handle.write(byte, 0, 1, position);
	await handle.close();
}
