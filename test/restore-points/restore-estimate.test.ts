import { expect, test } from 'vitest';
import { isProven, type Manifest } from '../../source/restore-points/manifest.ts';
import type { PostgresPart } from '../../source/restore-points/postgres/part.ts';
import { memoryForProof } from '../../source/restore-points/proof-memory.ts';
import { indexesTake, restoreEstimate } from '../../source/restore-points/restore-estimate.ts';

const database = { kind: 'postgres', tableBytes: 220e6, secondaryIndexBytes: 300e6 } as PostgresPart;
const archive = {
	kind: 'directory',
	artifacts: [{ role: 'archive', file: 'a', sha256: '', bytes: 200e6, rawBytes: 500e6 }],
} as unknown as Manifest['parts'][number];
const manifest = (level: Manifest['proof']['level'], parts: Manifest['parts'] = [database]) => ({
	parts,
	proof: { level, at: '', restoreTook: 8000, detail: '' },
});

test.each<[string, Parameters<typeof restoreEstimate>[0], number]>([
	['a proof of the data: the indexes it left out come on top', manifest('data'), 18_000],
	['a full proof: as measured', manifest('full'), 8000],
	['a proof of the data without such indexes', manifest('data', []), 8000],
	['nothing was loaded: tables and indexes are reckoned', manifest('read back'), 10_000 + 10_000],
	['archives come on top, as they are unpacked', manifest('full', [database, archive]), 8000 + 5000],
	['archives alone', manifest('read back', [archive]), 5000],
])('%s', (_, given, expected) => {
	expect(restoreEstimate(given)).toBe(expected);
});

test('indexes are reckoned at 30 MB/s', () => {
	expect(indexesTake({ parts: [database, database] })).toBe(20_000);
});

const directory = { kind: 'directory' } as Manifest['parts'][number];
test.each<[string, Parameters<typeof isProven>[0], boolean]>([
	['a database that was only read back', manifest('read back'), false],
	['a database that was loaded', manifest('data'), true],
	['a directory that was read back', manifest('read back', [directory]), true],
	[
		'a directory beside a database that was only read back',
		manifest('read back', [directory, database]),
		false,
	],
	['nothing in it', manifest('read back', []), false],
	['nothing read', manifest('none', [directory]), false],
])('proven: %s', (_, given, expected) => {
	expect(isProven(given)).toBe(expected);
});

const gigabyte = 1e9;
test.each<[string, number, number | undefined, boolean, boolean]>([
	['1 GB of tables, 16 GB free', gigabyte, 16 * gigabyte, true, true],
	['1 GB of tables, 2 GB free', gigabyte, 2 * gigabyte, true, false],
	['the engine is elsewhere', gigabyte, 16 * gigabyte, false, false],
	['the host does not tell', gigabyte, undefined, true, false],
])('proof in memory: %s', (_, bytes, available, here, expected) => {
	expect(memoryForProof(bytes, available, here) !== undefined).toBe(expected);
});
