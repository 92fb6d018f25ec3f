import { expect, test } from 'vitest';
import { hasDigest, isSameImage, ownDigests, tagsOfTarget } from '../../source/images/known-digests.ts';
import type { TargetImageFact } from '../../source/survey/facts.ts';
import { digest } from '../survey/facts-fixture.ts';

const known = {
	id: digest('1'),
	digests: [`mirror.example/acme/app@${digest('2')}`, `docker.io/acme/app@${digest('3')}`],
};
const target = (rest: Partial<TargetImageFact> = {}): TargetImageFact => ({
	...{ reference: 'acme/app:2.0.0', digest: digest('9'), bytes: 0, layers: [] },
	...rest,
});

test('an image has its own repository’s digests, and those of other names', () => {
	expect(ownDigests('acme/app:1', known)).toEqual([digest('3')]);
	expect(ownDigests('acme/other:1', known)).toEqual([]);
	expect(hasDigest(known, digest('2'))).toBe(true);
	expect(hasDigest(known, digest('1'))).toBe(false);
});

test.each([
	['the tag’s own digest', { digest: digest('3') }, true],
	['the same by another name', { digest: digest('2') }, true],
	['another index around the same manifest', { alsoKnownAs: [digest('3')] }, true],
	['another index around the same configuration, the engine’s id', { alsoKnownAs: [digest('1')] }, true],
	['another image', { alsoKnownAs: [digest('8'), digest('7')] }, false],
])('the registry’s image is this host’s by %s: %s', (_what, rest, same) => {
	expect(isSameImage(target(rest), known)).toBe(same);
});

test('the target’s tag is held against the image that is here under it, where one came from the registry', () => {
	const local = { ...known, tags: ['acme/app:2.0.0'], diffIds: [] };
	const there = (same: boolean, of: string) => ({ ok: true, value: { digest: of, same } });
	expect(tagsOfTarget([target()], [local])).toEqual([
		{ reference: 'acme/app:2.0.0', is: 'target', here: digest('3'), there: there(false, digest('9')) },
	]);
	expect(tagsOfTarget([target({ digest: digest('3') })], [local])).toMatchObject([
		{ there: there(true, digest('3')) },
	]);
	expect(tagsOfTarget([target()], [{ ...local, tags: ['acme/app:1.0.0'] }])).toEqual([]);
	expect(tagsOfTarget([target()], [{ ...local, digests: [] }])).toEqual([]);
});
