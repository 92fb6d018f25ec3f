import { expect, test } from 'vitest';
import { describePostgres } from '../../../source/restore-points/postgres/describe.ts';
import type { PhysicalCopy, PostgresPart } from '../../../source/restore-points/postgres/part.ts';
import { physicalDetail } from '../../../source/restore-points/postgres/prove-physical.ts';

const saved = { name: 'public.issues', rows: 3, digest: '7' };
const written = { ...saved, rows: 4, digest: '9' };
const cache = { name: 'public.cache', rows: 5, digest: '8' };
const emptied = { ...cache, rows: 0, digest: '0' };

const copy = (some: Partial<PhysicalCopy>): PhysicalCopy => ({
	...{ directory: 'physical-db', files: 1, bytes: 1, manifestSha256: '', unlogged: [], writesAfterDump: 11 },
	...some,
});
const part = (tables: PostgresPart['tables']) =>
	({
		...{ database: 'specivo', tables, objects: { indexes: 1 }, roles: [], server: '17', service: 'db' },
		...{ user: 'specivo', settings: { owner: 'specivo' } },
	}) as unknown as PostgresPart;
const found = (tables: PostgresPart['tables'], indexes = 1) => ({
	...{ tables, objects: { indexes }, revision: undefined },
});

test('transactions that changed no row, autovacuum’s, leave the rows of the dump', () => {
	expect(physicalDetail(part([saved]), copy({}), found([saved]))).toBe(
		'its physical copy started: the same rows',
	);
});

test('rows that a write explains are said; nobody wrote: an error', () => {
	expect(physicalDetail(part([saved]), copy({}), found([written], 2))).toBe(
		'its physical copy started: 1 tables read to their end; up to 11 transactions wrote after the dump',
	);
	expect(() => physicalDetail(part([saved]), copy({ writesAfterDump: 0 }), found([written]))).toThrow(
		'table public.issues: 3 rows expected, 4 found',
	);
});

test('proven once, it is known what the copy holds', () => {
	const known = copy({ tables: [written] });
	expect(physicalDetail(part([saved]), known, found([written]))).toContain('up to 11 transactions');
	expect(() => physicalDetail(part([saved]), known, found([{ ...written, digest: '10' }]))).toThrow(
		'have another content',
	);
});

test('unlogged tables come back empty, and are named', () => {
	const unlogged = copy({ unlogged: ['public.cache', 'public.queue'] });
	const all = [saved, cache, { ...cache, name: 'public.queue' }];
	expect(
		physicalDetail(part(all), unlogged, found([saved, emptied, { ...emptied, name: 'public.queue' }])),
	).toBe(
		'its physical copy started: the same rows but those of public.cache and public.queue, which are unlogged',
	);
	expect(() => physicalDetail(part(all), copy({ writesAfterDump: 0 }), found([saved, emptied]))).toThrow();
});

test.each([
	['nothing wrote', copy({ writesAfterDump: 0 }), 'the same rows as the dump'],
	['never started', copy({}), 'up to 11 transactions wrote between dump and copy'],
	['started: the same', copy({ tables: [saved] }), 'the same rows as the dump'],
	['started: others', copy({ tables: [written] }), 'up to 11 transactions wrote between dump and copy'],
	['not counted', copy({ writesAfterDump: undefined }), 'whether it holds the rows of the dump is not known'],
])('what is said of a copy: %s', (_, physical, words) => {
	const lines = describePostgres({
		...part([saved, cache]),
		physical: { ...physical, unlogged: ['public.cache'] },
	});
	expect(lines.at(-1)).toContain(words);
});
