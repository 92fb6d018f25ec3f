import { expect, test } from 'vitest';
import { notesBetween } from '../../../source/releases/read-changelog.ts';
import { allBetween, millionLines, twentyMegabytes } from './changelogs.ts';

test('the changelogs of the bench are as large as they are called, and ten versions of them are read', () => {
	const [large, long] = [twentyMegabytes(), millionLines()];
	expect(large.text.length).toBeGreaterThan(20e6);
	expect(long.text.match(/\n/g)?.length).toBeGreaterThanOrEqual(1e6);
	for (const { text, from, to } of [large, long])
		expect(notesBetween({ text, place: 'CHANGELOG.md' }, from, to).sections).toHaveLength(10);
});

test('what is too much to read is refused', () => {
	const { text, from, to } = allBetween();
	expect(notesBetween({ text, place: 'CHANGELOG.md' }, from, to).refused).toMatch(/at most 4 MiB are shown/);
});
