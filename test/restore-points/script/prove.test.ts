// Touches the world: proves and exports what real shell scripts wrote; no engine.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { manifestLines } from '../../../source/commands/restore-points/manifest-lines.ts';
import { proofSentence, provenHow, warningsOf } from '../../../source/restore-points/describe.ts';
import { exportRestorePoint } from '../../../source/restore-points/export/export.ts';
import { isProven, type Manifest } from '../../../source/restore-points/manifest.ts';
import { writeManifest } from '../../../source/restore-points/manifest-file.ts';
import { proveRestorePoint } from '../../../source/restore-points/prove.ts';
import { takeRestorePoint } from '../../../source/restore-points/take.ts';
import { verifyArtifacts } from '../../../source/restore-points/verify-artifacts.ts';
import { makeWorkbench, type Workbench } from '../workbench.ts';
import * as sample from './samples.ts';
import { makeScript, placeOf, take } from './stack.ts';

let bench: Workbench;
beforeEach(async () => {
	bench = await makeWorkbench();
	await fs.writeFile(join(bench.root, 'dump.sql'), sample.pgDump);
	await fs.writeFile(join(bench.root, 'noise'), sample.noise(50_000));
	await makeScript(bench, 'gzip -c dump.sql > "$out/a b.gz"; gzip -c noise > $out/b.gz; cp noise $out/c');
});
afterEach(() => bench.remove());

const detail =
	'vendor’s script ./backup.sh, never loaded: script/a_b.gz: read to the end as SQL of pg_dump in gzip; script/b.gz: unpacked to the end as gzip, and what is inside is not known; script/c: its content is not known, only its bytes were compared';

test.each(['read back', 'data', 'full'] as const)(
	'at level “%s” it says how far each file was read, that nothing was loaded, and is not called proven',
	async (level) => {
		const { path } = await take(bench);
		const proven = await proveRestorePoint(bench.context, path, level);
		expect(proven.proof.detail).toBe(detail);
		expect(proven.proof.restoreTook).toBe(0);
		expect(isProven(proven)).toBe(false);
		expect(provenHow(proven)).toBe('not proven, only read back');
		expect(proofSentence(proven)).toMatch(/nothing was loaded: .*It is not proven\.$/);
	},
);

test('beside other data it neither proves nor hinders their proof', async () => {
	const places = [placeOf(bench), { kind: 'directory', path: bench.data, except: [] } as const];
	const { path } = await takeRestorePoint(bench.context, bench.wanted({ places }));
	const proven = await proveRestorePoint(bench.context, path, 'read back');
	expect(isProven(proven)).toBe(true);
	expect(proofSentence(proven)).toContain('vendor’s script ./backup.sh, never loaded:');
});

describe('damage is found by the proof', () => {
	const spoil = async (
		{ path, manifest }: { path: string; manifest: Manifest },
		change: (bytes: Buffer) => Buffer,
		sealed: boolean,
	) => {
		const file = join(path, 'script', 'a_b.gz');
		const bytes = change(await fs.readFile(file));
		await fs.writeFile(file, bytes);
		if (!sealed) return;
		const as = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
		const parts = manifest.parts.map((part) =>
			part.kind === 'script'
				? {
						...part,
						artifacts: part.artifacts.map((each) =>
							each.file.endsWith('a_b.gz') ? { ...each, ...as } : each,
						),
					}
				: part,
		);
		await writeManifest(path, { ...manifest, parts });
	};
	const flip = (bytes: Buffer) => {
		const at = bytes.length >> 1;
		bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
		return bytes;
	};
	const cut = (bytes: Buffer) => bytes.subarray(0, -9);

	test.each([
		['a flipped bit', flip, /script\/a_b\.gz.*its content was changed: expected sha256/s],
		['a cut tail', cut, /script\/a_b\.gz.*expected \d+ bytes, found \d+/s],
	])('%s, by the checksum', async (_what, change, message) => {
		const taken = await take(bench);
		await spoil(taken, change, false);
		await expect(proveRestorePoint(bench.context, taken.path, 'data')).rejects.toThrow(message);
	});

	test.each([
		['a flipped bit', flip, /"a b\.gz", written by .*expected a whole gzip file/],
		['a cut tail', cut, /"a b\.gz", written by .*expected a whole gzip file, found .*unexpected end of file/],
		[
			'a dump without its footer',
			() => gzipSync(sample.pgDump.slice(0, -60)),
			/expected a whole SQL of pg_dump, found it is cut/,
		],
	])('%s that was there when it was hashed, by its own format', async (_what, change, message) => {
		const taken = await take(bench);
		await spoil(taken, change, true);
		await expect(proveRestorePoint(bench.context, taken.path, 'read back')).rejects.toThrow(message);
	});
});

test('show tells what was written, and warns of a script that was not run', async () => {
	const { manifest, path } = await take(bench);
	const text = manifestLines(manifest, path, undefined).join('\n');
	expect(text).toContain(
		`Vendor’s script ./backup.sh\n  writes into ${join(bench.root, 'vendor')}\n  "a b.gz": read to the end as SQL of pg_dump in gzip\n`,
	);
	expect(warningsOf(manifest)).toEqual([]);
	const skipped = await take(bench, placeOf(bench, { skipped: 'pg_dump is not on PATH' }));
	expect(warningsOf(skipped.manifest)).toEqual([
		'vendor’s script ./backup.sh: not run: pg_dump is not on PATH. What Lockkeeper saves itself does not need it.',
	]);
	expect(manifestLines(skipped.manifest, path, undefined).join('\n')).toContain(
		'Warnings\n  vendor’s script',
	);
	const proven = await proveRestorePoint(bench.context, skipped.path, 'data');
	expect(isProven(proven)).toBe(false);
	expect((await verifyArtifacts(skipped.path)).parts[0]).toMatchObject({ skipped: 'pg_dump is not on PATH' });
});

test('a way back does not touch what the script wrote, nor need it', async () => {
	const { kindOf } = await import('../../../source/restore-points/data-kinds.ts');
	const taken = await take(bench);
	const at = new Date('2026-11-22T08:00:00Z');
	const before = await fs.readdir(bench.root, { recursive: true });
	expect(await kindOf(taken.part).restoreBeside(bench.context, taken, taken.part, at)).toEqual({
		took: 0,
		made: [],
	});
	expect(await kindOf(taken.part).swap(bench.context, taken.part, { at })).toEqual([]);
	expect(await fs.readdir(bench.root, { recursive: true })).toEqual(before);
});

test('export copies it, private, and says in words whose it is to bring back', async () => {
	const { path } = await take(bench);
	const target = await exportRestorePoint(bench.context, path, join(bench.root, 'export'), []);
	for (const [name, original] of [
		['a_b.gz', 'a b.gz'],
		['b.gz', 'b.gz'],
		['c', 'c'],
	] as const) {
		const copy = join(target, 'script', name);
		expect((await fs.readFile(copy)).equals(await fs.readFile(join(bench.root, 'vendor', original)))).toBe(
			true,
		);
		expect((await fs.stat(copy)).mode & 0o777).toBe(0o600);
	}
	const readme = await fs.readFile(join(target, 'README.md'), 'utf8');
	expect(readme).toContain('What the vendor’s script wrote; bring it back the vendor’s way.');
	expect(readme).toContain(
		`- \`script/a_b.gz\` was "a b.gz" in ${join(bench.root, 'vendor')}: read to the end as SQL of pg_dump`,
	);

	const skipped = await take(bench, placeOf(bench, { skipped: 'pg_dump is not on PATH' }));
	const empty = await exportRestorePoint(bench.context, skipped.path, join(bench.root, 'export-2'), []);
	expect(await fs.readFile(join(empty, 'README.md'), 'utf8')).toContain(
		'It was not run: pg_dump is not on PATH.',
	);
});
