import { expect, test } from 'vitest';
import type { Manifest } from '../../source/restore-points/manifest.ts';
import {
	hasPhysical,
	savedAsCopyOnly,
	withoutPhysical,
} from '../../source/restore-points/without-physical.ts';

const dump = { role: 'dump', file: 'a.dump.zst', bytes: 1, sha256: '' };
const physical = { directory: 'physical-db' };
const manifest = (...parts: readonly object[]) => ({ parts }) as unknown as Manifest;
const files = { kind: 'files', artifacts: [] };

test.each([
	['a copy beside a dump', { kind: 'postgres', database: 'a', artifacts: [dump], physical }, []],
	['a copy alone', { kind: 'postgres', database: 'a', artifacts: [], physical }, ['a']],
	['a dump alone', { kind: 'postgres', database: 'a', artifacts: [dump] }, []],
])('what would arrive without its database: %s', (_, part, expected) => {
	expect(savedAsCopyOnly(manifest(files, part))).toEqual(expected);
});

test('a manifest that arrives elsewhere names no physical copy, and says why', () => {
	const whole = manifest(files, { kind: 'postgres', database: 'a', artifacts: [dump], physical });
	expect(hasPhysical(whole)).toBe(true);
	const arrived = withoutPhysical(whole);
	expect(hasPhysical(arrived)).toBe(false);
	expect(arrived.parts).toEqual([
		files,
		{
			...{ kind: 'postgres', database: 'a', artifacts: [dump] },
			withoutPhysical: 'it stayed on the host that took it',
		},
	]);
});
