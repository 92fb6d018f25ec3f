import { expect, test } from 'vitest';
import type { Suggestion } from '../../source/releases/suggestions.ts';
import { targetItem } from '../../source/run/target-item.ts';
import { factsFixture } from '../survey/facts-fixture.ts';

const now = new Date('2026-06-15T02:00:00Z');
const suggestion: Suggestion = {
	version: '0.2.0',
	reason: 'newest of 0.2, the next minor',
	recommended: true,
	landmark: true,
	hops: [{ from: '0.1.9', to: '0.2.0', reason: 'next' }],
	releases: 2,
};
const image = {
	...{ reference: 'specivo/specivo:0.2.0', digest: 'sha256:1', bytes: 45_000_000 },
	layers: [{ digest: 'sha256:2', bytes: 45_000_000 }],
};
const changelog = {
	ok: true,
	value: { text: '## [0.2.0] - 2026-03-02\n### Removed\n- a\n### Fixed\n- b\n', place: 'CHANGELOG.md' },
} as const;
const releases = { ok: true, value: { versions: ['0.1.9', '0.1.10', '0.2.0'], source: 'registry' } } as const;
const looked = factsFixture({ changelog, releases, targetImages: { ok: true, value: [image] } });

test('date and age, what it takes in, its notes and its image', () => {
	expect(targetItem('0.1.9', suggestion, looked, now)).toEqual({
		id: '0.2.0',
		label: '0.2.0',
		recommended: true,
		detail: [
			'newest of 0.2, the next minor',
			'Released 2026-03-02, 3 months ago.',
			'It takes in 2 releases since 0.1.9.',
			'Notes: 4 lines, 1 of them marked.',
			'There are no notes for 0.1.10.',
			'Its image is there for amd64, 43 MiB.',
		],
	});
});

test('the source of the releases knows the date best', () => {
	const dates = { '0.2.0': '2026-04-01T10:00:00Z' };
	const facts = { ...looked, releases: { ok: true, value: { ...releases.value, dates } } } as const;
	expect(targetItem('0.1.9', suggestion, facts, now).detail).toContain('Released 2026-04-01, 2 months ago.');
});

test('of its image only a part may be left to download', () => {
	const layers = [
		{ digest: 'sha256:2', bytes: 30 * 1024 ** 2, here: true },
		{ digest: 'sha256:3', bytes: 13 * 1024 ** 2, here: false },
	];
	const facts = { ...looked, targetImages: { ok: true, value: [{ ...image, layers }] } } as const;
	expect(targetItem('0.1.9', suggestion, facts, now).detail.at(-1)).toBe(
		'Its image is there for amd64, 13 MiB to download of 43 MiB, 30 MiB are here.',
	);
});

test('one that the registry does not have for this machine cannot be chosen; one that could not be asked for can', () => {
	const absent = { ok: false, problem: 'has no image for linux/amd64', absent: true } as const;
	expect(targetItem('0.1.9', suggestion, { ...looked, targetImages: absent }, now).unavailable).toBe(
		'has no image for linux/amd64',
	);
	const down = targetItem(
		'0.1.9',
		suggestion,
		{ ...looked, targetImages: { ok: false, problem: 'down' } },
		now,
	);
	expect(down.unavailable).toBeUndefined();
	expect(down.detail).toContain('Its image could not be asked for: down.');
});

test('several hops are told one by one, and what was not looked at says no more than it knows', () => {
	const hops = [
		{ from: '0.1.9', to: '0.1.10', reason: 'first' },
		{ from: '0.1.10', to: '0.2.0', reason: 'then' },
	];
	expect(targetItem('0.1.9', { ...suggestion, hops, releases: 1 }, undefined, now).detail).toEqual([
		'newest of 0.2, the next minor',
		'It is the next release after 0.1.9.',
		'0.1.9 → 0.1.10: first.',
		'0.1.10 → 0.2.0: then.',
	]);
});
