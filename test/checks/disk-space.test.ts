import { describe, expect, test } from 'vitest';
import { diskSpace } from '../../source/checks/disk-space.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { databaseFixture, diskFixture, factsFixture } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const examine = (facts: Partial<Facts>, target: string | undefined = '0.1.10') =>
	diskSpace.examine({ ...inputFixture(facts), target });

/** All on one file system with so much free. */
const oneDisk = (freeBytes: number, totalBytes = 20 * gibibyte) =>
	(['restore points', 'stack', 'images'] as const).map((purpose) =>
		diskFixture(purpose, { freeBytes, totalBytes }),
	);

// The fixture needs 20 MiB dump + 144 MiB proof + 300 MiB archive + 300 MiB images + 4 KiB files.
const needed = 764 * mebibyte + 4096;

describe('one file system for all', () => {
	test.each([
		['plenty', 12 * gibibyte, 'pass'],
		['1 GiB would remain, 5 % of it', needed + gibibyte, 'pass'],
		['a byte less than 1 GiB would remain', needed + gibibyte - 1, 'warn'],
		['the floor would remain', needed + 512 * mebibyte, 'warn'],
		['a byte less than the floor would remain', needed + 512 * mebibyte - 1, 'fail'],
		['less than needed', 300 * mebibyte, 'fail'],
		['nothing free', 0, 'fail'],
	])('%s', (_condition, free, outcome) => {
		const finding = examine({ disks: oneDisk(free) });
		expect(finding.outcome).toBe(outcome);
		expect(finding.advice === undefined).toBe(outcome === 'pass');
	});

	test('is told once: needed in its parts, free, what would remain', () => {
		const { evidence, command } = examine({ disks: oneDisk(12 * gibibyte) });
		expect(evidence).toBe(
			'/var/backups/specivo, /opt/specivo and /var/lib/docker: about 764 MiB needed (dump of database specivo 20 MiB, proof of database specivo 144 MiB, archive of directory specivo-data 300 MiB, images of the target 300 MiB), 12 GiB free, 11 GiB would remain',
		);
		expect(command).toBe('df -h /var/backups/specivo /opt/specivo /var/lib/docker');
	});

	test('a failure says how much room to make, and by which estimate', () => {
		const { advice } = examine({ disks: oneDisk(needed) });
		expect(advice).toMatch(
			/^Make 512 MiB more room on .* estimates: a dump counts as 0\.5 .* 512 MiB has to remain\.$/,
		);
	});

	test('would hold each need alone, and not all together', () => {
		const parted = (['restore points', 'stack', 'images'] as const).map((purpose, index) =>
			diskFixture(purpose, { device: index, freeBytes: gibibyte, totalBytes: 2 * gibibyte }),
		);
		expect(examine({ disks: parted }).outcome).toBe('warn');
		expect(examine({ disks: oneDisk(gibibyte, 2 * gibibyte) }).outcome).toBe('fail');
	});
});

describe('several file systems', () => {
	const disks = (backups: number, images: number) => [
		diskFixture('restore points', { device: 1, freeBytes: backups }),
		diskFixture('stack', { device: 1, freeBytes: backups }),
		diskFixture('images', { device: 2, freeBytes: images }),
	];

	test('each is weighed with its own needs', () => {
		const { evidence, outcome } = examine({ disks: disks(5 * gibibyte, 9 * gibibyte) });
		expect(outcome).toBe('pass');
		expect(evidence).toMatch(
			/^\/var\/backups\/specivo and \/opt\/specivo: about 320 MiB needed .*; \/var\/lib\/docker: about 444 MiB needed/,
		);
	});

	test('the full one is named, and not the other', () => {
		const { advice, outcome } = examine({ disks: disks(9 * gibibyte, 100 * mebibyte) });
		expect(outcome).toBe('fail');
		expect(advice).toMatch(/more room on \/var\/lib\/docker\./);
		expect(advice).not.toMatch(/backups/);
	});

	test('one with nothing to write still keeps its floor', () => {
		const three = [
			diskFixture('restore points', { device: 1 }),
			diskFixture('stack', { device: 2, freeBytes: 100 * mebibyte }),
			diskFixture('images', { device: 3 }),
		];
		expect(examine({ disks: three })).toMatchObject({
			outcome: 'fail',
			evidence: expect.stringContaining('/opt/specivo: about 0 B needed, 100 MiB free'),
		});
	});
});

describe('what is close grows with the file system, within limits', () => {
	test.each([
		['5 % of 100 GiB', 100 * gibibyte, 5 * gibibyte, 'pass'],
		['less than 5 % of 100 GiB', 100 * gibibyte, 5 * gibibyte - 1, 'warn'],
		['10 GiB of 4 TiB', 4096 * gibibyte, 10 * gibibyte, 'pass'],
		['less than 10 GiB of 4 TiB', 4096 * gibibyte, 10 * gibibyte - 1, 'warn'],
	])('%s', (_condition, total, remains, outcome) => {
		expect(examine({ disks: oneDisk(needed + remains, total) }).outcome).toBe(outcome);
	});
});

describe('needs', () => {
	test('the log of a large database’s proof stops at 1 GiB', () => {
		const data = [{ ok: true, value: { ...databaseFixture, bytes: 10 * gibibyte } }] as const;
		const { evidence } = examine({ data, disks: oneDisk(100 * gibibyte, 200 * gibibyte) });
		expect(evidence).toMatch(/dump of database specivo 5 GiB, proof of database specivo 11 GiB/);
	});

	test('a layer shared by two images is counted once', () => {
		const { targetImages } = factsFixture();
		if (!targetImages?.ok) throw new Error('the fixture has target images');
		const twice = { ok: true, value: [...targetImages.value, ...targetImages.value] } as const;
		expect(examine({ targetImages: twice }).evidence).toMatch(/images of the target 300 MiB/);
	});

	test('a layer that is here already needs no room', () => {
		const { targetImages } = factsFixture();
		if (!targetImages?.ok) throw new Error('the fixture has target images');
		const value = targetImages.value.map((image) => ({
			...image,
			layers: image.layers.map((layer, index) => ({ ...layer, here: index === 0 })),
		}));
		expect(examine({ targetImages: { ok: true, value } }).evidence).toMatch(/images of the target 50 MiB/);
	});

	test('without a target no image is weighed, and none is missed', () => {
		const { facts, now } = inputFixture({ targetImages: undefined });
		const finding = diskSpace.examine({ facts, now });
		expect(finding.outcome).toBe('pass');
		expect(finding.evidence).not.toMatch(/target/);
	});
});

describe('what is not known is a warning that says so', () => {
	const failed = { ok: false, problem: 'statfs: permission denied' } as const;
	test.each<[string, Partial<Facts>, RegExp]>([
		[
			'a file system',
			{ disks: [...oneDisk(12 * gibibyte).slice(0, 2), failed] },
			/not known: statfs: permission denied/,
		],
		[
			'a purpose nobody looked at',
			{ disks: oneDisk(12 * gibibyte).slice(0, 2) },
			/free room for images is not known/,
		],
		['the size of the data', { data: [failed] }, /not known: statfs/],
		['the size of the target', { targetImages: failed }, /size of the target is not known/],
		['the size of a target nobody asked for', { targetImages: undefined }, /size of the target is not known/],
		['any file system', { disks: [] }, /free room for restore points is not known/],
	])('%s', (_what, facts, evidence) => {
		const finding = examine(facts);
		expect(finding.outcome).toBe('warn');
		expect(finding.evidence).toMatch(evidence);
	});

	test('and a full disk is still a failure', () => {
		expect(examine({ disks: oneDisk(0), data: [failed] }).outcome).toBe('fail');
	});
});
