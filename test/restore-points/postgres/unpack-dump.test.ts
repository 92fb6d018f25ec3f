import { expect, test } from 'vitest';
import { roomForProof } from '../../../source/restore-points/postgres/unpack-dump.ts';

const mebibyte = 1024 ** 2;
const host = (available: number | undefined, jobs = 2, engineIsHere = true) => ({
	...{ available: available === undefined ? undefined : available * mebibyte, engineIsHere, jobs },
});

// 1000 MiB of tables need 2256 MiB for their data and 1000 for the dump, and twice as much has to be free.
test.each<[string, ReturnType<typeof host>, boolean, number | undefined, number | undefined]>([
	['room for both', host(6600), false, 2256, 1000],
	['room for the data', host(6400), false, 2256, undefined],
	['room for neither', host(4400), false, undefined, undefined],
	['every index takes more', host(6600), true, 3256, undefined],
	['one processor: nobody to share with', host(60_000, 1), false, 2256, undefined],
	['an engine elsewhere', host(60_000, 2, false), false, undefined, undefined],
	['a host that does not tell', host(undefined), false, undefined, undefined],
])('%s', (_, there, indexes, data, dump) => {
	const inMebibytes = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / mebibyte);
	const room = roomForProof(1000 * mebibyte, indexes, there);
	expect([inMebibytes(room.data), inMebibytes(room.dump)]).toEqual([data, dump]);
});

test('what is small is loaded faster than it is unpacked', () => {
	expect(roomForProof(60 * mebibyte, false, host(60_000)).dump).toBeUndefined();
});
