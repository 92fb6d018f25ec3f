import { expect, test } from 'vitest';
import { candidatesFor, releaseOf, resolvedInWords } from '../../source/releases/floating-tag.ts';

const versions = [
	'1.1.9',
	'1.2.0',
	'1.2.1-alpine',
	'1.2.1',
	'1.2.2-rc.1',
	'1.10.0',
	'12.0.0',
	'13.0.0-alpine',
	'13.0.0-rc.1',
	'13.0.0',
];

test.each([
	['latest', ['13.0.0', '12.0.0', '1.10.0', '1.2.1', '1.2.0', '1.1.9']],
	['1.2', ['1.2.1', '1.2.0']],
	['v1.2', ['1.2.1', '1.2.0']],
	['1', ['1.10.0', '1.2.1', '1.2.0', '1.1.9']],
	['1.2-alpine', ['1.2.1-alpine']],
	['latest-alpine', ['13.0.0-alpine', '1.2.1-alpine']],
	['a digest', ['13.0.0', '12.0.0', '1.10.0', '1.2.1', '1.2.0', '1.1.9']],
	['sha-3f2c1a9', ['13.0.0', '12.0.0', '1.10.0', '1.2.1', '1.2.0', '1.1.9']],
	['7', []],
])('%s may stand for releases of its own, the newest first', (tag, candidates) => {
	expect(candidatesFor(tag, versions)).toEqual(candidates);
});

test('a word for what is early may stand for a pre-release', () => {
	expect(candidatesFor('edge', versions)).toHaveLength(versions.length);
});

test('where only pre-releases fit, they are what is compared', () => {
	expect(candidatesFor('2', ['1.0.0', '2.0.0-rc.1'])).toEqual(['2.0.0-rc.1']);
});

test('no more than 20 are compared', () => {
	const many = Array.from({ length: 200 }, (_each, index) => `1.0.${index}`);
	const candidates = candidatesFor('stable', many);
	expect(candidates).toHaveLength(20);
	expect(candidates[0]).toBe('1.0.199');
});

test.each([
	['not asked', undefined, '', undefined],
	[
		'found',
		{ ok: true, value: { release: '1.4.2', compared: 3 } },
		', which is 1.4.2 (same digest)',
		'1.4.2',
	],
	[
		'not found',
		{ ok: true, value: { compared: 20 } },
		'; none of the 20 releases compared has its digest',
		undefined,
	],
	['one', { ok: true, value: { compared: 1 } }, '; the one release compared has another digest', undefined],
	[
		'no release to compare',
		{ ok: true, value: { compared: 0 } },
		'; there is no release to compare it with',
		undefined,
	],
	[
		'not to be told',
		{ ok: false, problem: 'the registry is down' },
		'; which release that is could not be told: the registry is down',
		undefined,
	],
] as const)('in words: %s', (_what, resolved, words, release) => {
	expect(resolvedInWords(resolved)).toBe(words);
	expect(releaseOf(resolved)).toBe(release);
});
