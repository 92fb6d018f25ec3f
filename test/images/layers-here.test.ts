import { describe, expect, test } from 'vitest';
import { downloadOf, type LocalImage, sizeInWords, withLayersHere } from '../../source/images/layers-here.ts';
import { chainIds } from '../../source/releases/image-config.ts';
import type { TargetImageFact } from '../../source/survey/facts.ts';
import { digest } from '../survey/facts-fixture.ts';

/** An image in the registry, a layer for each digit: of as many MiB, its digest and its diff id of that digit. */
function image(digits: string, known = true): TargetImageFact {
	const chains = chainIds([...digits].map(digest));
	const layers = [...digits].map((digit, place) => ({
		digest: digest(digit),
		bytes: Number(digit) * 1024 ** 2,
		...(known ? { chain: chains[place] ?? '' } : {}),
	}));
	return { reference: 'acme/app:2', digest: digest('d'), bytes: 0, layers };
}

const local = (digits: string, digests: readonly string[] = ['acme/app@x']): LocalImage => ({
	id: digest('1'),
	tags: [],
	digests,
	diffIds: [...digits].map(digest),
});

const download = (images: readonly TargetImageFact[], here: readonly LocalImage[]) =>
	sizeInWords(downloadOf(withLayersHere(images, here)));

describe('a pull leaves out', () => {
	test.each<[string, string, readonly LocalImage[], string]>([
		['nothing on an empty host', '123', [], '6 MiB to download, none of it is here'],
		[
			'the layers below that a local image has',
			'123',
			[local('129')],
			'3 MiB to download of 6 MiB, 3 MiB are here',
		],
		[
			'as many as the image that has most',
			'123',
			[local('9'), local('1'), local('12')],
			'3 MiB to download of 6 MiB, 3 MiB are here',
		],
		['all of an image that is here', '123', [local('1234')], '6 MiB, all of it is here'],
		['no layer that lies on others there', '123', [local('23')], '6 MiB to download, none of it is here'],
		['no layer in another order', '12', [local('21')], '3 MiB to download, none of it is here'],
		[
			'none of an image that was only built here',
			'123',
			[local('123', [])],
			'6 MiB to download, none of it is here',
		],
	])('%s', (_what, digits, here, words) => {
		expect(download([image(digits)], here)).toBe(words);
	});
});

test('an image that is here as a whole is not fetched, wherever it came from', () => {
	const whole = { ...image('12', false), alsoKnownAs: [digest('7'), digest('8')] };
	const here = { ...local('', []), id: digest('8') };
	expect(download([whole], [here])).toBe('3 MiB, all of it is here');
});

test('a layer that two images share is counted once, and is here when it is for one of them', () => {
	expect(downloadOf(withLayersHere([image('12'), image('13')], []))).toMatchObject({
		bytes: 6 * 1024 ** 2,
		layers: 3,
		toDownload: 6 * 1024 ** 2,
	});
	for (const images of [
		[image('21'), image('1')],
		[image('1'), image('21')],
	])
		expect(download(images, [local('1')])).toBe('2 MiB to download of 3 MiB, 1 MiB are here');
});

test('where nobody can tell which layers are here, all count and no more is said', () => {
	expect(downloadOf(withLayersHere([image('12', false)], [local('12')]))).toMatchObject({
		toDownload: 3 * 1024 ** 2,
		isKnown: false,
	});
	expect(download([image('12', false)], [local('12')])).toBe('3 MiB');
	expect(download([image('')], [])).toBe('0 B');
});
