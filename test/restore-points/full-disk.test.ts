import { expect, test } from 'vitest';
import { floorOf, fullDiskError, isFullDisk } from '../../source/restore-points/full-disk.ts';

test.each([
	[100 * 1024 ** 3, 256 * 1024 ** 2],
	[1024 ** 3, 21474836],
])('of a disk of %i bytes %i are left alone', (total, floor) => {
	expect(floorOf(total)).toBe(floor);
});

test.each([
	[Object.assign(new Error('x'), { code: 'ENOSPC' }), true],
	[Object.assign(new Error('x'), { code: 'EDQUOT' }), true],
	[new Error('tar ended with exit code 2: "x": Cannot write: No space left on device'), true],
	[Object.assign(new Error('x'), { code: 'EACCES' }), false],
])('%s is a full disk: %s', (error, expected) => {
	expect(isFullDisk(error)).toBe(expected);
});

test('the sentence names what is known to be missing and claims no more', () => {
	const error = fullDiskError(
		'/backups',
		4096,
		[
			{ label: 'archive of data', unit: 'bytes', done: 1000, total: 5000 },
			{ label: 'archive of media', unit: 'bytes', done: 5000, total: 5000 },
			{ label: 'dump of specivo', unit: 'bytes', done: 77 },
		],
		undefined,
	);
	expect(error.message).toBe(
		'The disk that holds /backups is full: 4096 bytes of a restore point were written, the archive of data needed at most 4000 bytes more, the dump of specivo needed more, how much cannot be told. The part was removed; earlier restore points are untouched.',
	);
});
