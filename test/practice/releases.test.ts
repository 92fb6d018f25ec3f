import { expect, test } from 'vitest';
import { imageCatalogue } from '../../source/practice/images.ts';
import { releasesWith } from '../../source/practice/releases.ts';

const heads = (releases: ReturnType<typeof releasesWith>) =>
	Object.fromEntries(releases.map(({ version, migrations }) => [version, migrations.at(-1)?.revision]));

test('the releases have the lab’s schema revisions', () => {
	expect(heads(releasesWith(undefined, '0.1.9'))).toEqual({
		'0.1.9': '0020',
		'0.1.10': '0020',
		'0.2.0': '0023',
		'0.3.0': '0025',
		'0.3.1': '0023',
		'0.3.2': '0023',
		'0.4.0': '0024',
	});
});

test('a failing migration is put into every release but the one that runs first', () => {
	const releases = releasesWith('migration-fails', '0.1.9');
	expect(releases[0]).toBe(releasesWith(undefined, '0.1.9')[0]);
	for (const { migrations } of releases.slice(1))
		expect(migrations.at(-1)?.statements.at(-1)).toContain('CREATE UNIQUE INDEX');
	// A release that brings no migration gets one of its own for it.
	expect(heads(releases)['0.1.10']).toBe('0021');
});

test('faults of health leave the migrations alone', () => {
	expect(releasesWith('unhealthy', '0.1.9').map(({ health }) => health)).toEqual([
		'ok',
		...Array(6).fill('never'),
	]);
	expect(heads(releasesWith('degraded', '0.1.9'))).toEqual(heads(releasesWith(undefined, '0.1.9')));
});

test('each release is an image of its own; they share all layers but one', () => {
	const images = imageCatalogue(releasesWith(undefined, '0.1.9'), 'amd64');
	const [old, next] = [images.get('specivo/specivo:0.1.9'), images.get('specivo/specivo:0.1.10')];
	expect(old?.id).not.toBe(next?.id);
	expect(old?.digest).not.toBe(next?.digest);
	expect(
		next?.layers.filter(({ digest }) => !old?.layers.some((layer) => layer.digest === digest)),
	).toHaveLength(1);
	expect(images.get('specivo/specivo:0.1')).toBe(next);
});
