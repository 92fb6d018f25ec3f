import { expect, test } from 'vitest';
import { backupObstacle } from '../../source/run/backup-obstacle.ts';
import { diskFixture, factsFixture } from '../survey/facts-fixture.ts';

const mebibyte = 1024 ** 2;
const withFree = (freeBytes: number) =>
	factsFixture({
		disks: (['restore points', 'stack', 'images'] as const).map((purpose) =>
			diskFixture(purpose, { freeBytes, totalBytes: 20_480 * mebibyte }),
		),
	});

// The fixture needs 20 MiB dump + 144 MiB proof + 300 MiB archive + 4 KiB files; 512 MiB have to remain.
test.each([
	['plenty', 12_000, 'data', false],
	['just enough', 977, 'data', false],
	['too little', 970, 'data', true],
	['enough without the proof', 840, 'read back', false],
	['too little for anything', 800, 'read back', true],
] as const)('%s', (_, free, level, stopped) => {
	expect(backupObstacle(withFree(free * mebibyte), level) !== undefined).toBe(stopped);
});

test('says what is needed and what is free, and the proof that would fit', () => {
	const { text, advice } = backupObstacle(withFree(900 * mebibyte), 'full') ?? { text: '', advice: [] };
	expect(text).toMatch(/^Disk space: .* about 464 MiB needed .* 900 MiB free, 436 MiB would remain\.$/);
	expect(advice[0]).toMatch(/^Make 76 MiB more room on /);
	expect(advice[1]).toContain('lockkeeper backup --prove quick');
	expect(backupObstacle(withFree(100 * mebibyte), 'full')?.advice).toHaveLength(1);
});

test('a directory that others may look into', () => {
	const facts = withFree(12_000 * mebibyte);
	const open = { ...facts, backupPlace: { ...facts.backupPlace, mode: 0o755 } };
	expect(backupObstacle(open, 'data')?.text).toContain('is open to other users (0755)');
});

test('room that is not known stops nothing', () => {
	const facts = factsFixture({ disks: [{ ok: false, problem: 'df failed' }] });
	expect(backupObstacle(facts, 'data')).toBeUndefined();
});
