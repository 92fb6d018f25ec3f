import { expect, test } from 'vitest';
import { exactVersion, exactVersions, minorOf, readTag } from '../../source/releases/versions.ts';

test.each([
	['0.1.10', 'release'],
	['v0.1.10', 'release'],
	['0.2.0-rc.1', 'release'],
	['latest', 'floating'],
	['stable', 'floating'],
	['latest-alpine', 'floating'],
	['1', 'floating'],
	['v1', 'floating'],
	['1.2', 'floating'],
	['7-alpine', 'floating'],
	['18.04-slim', 'floating'],
	['sha-3f2c1a9', 'other'],
	['01.2.3', 'other'],
	['1.2.3.4', 'other'],
	['banana', 'other'],
	['', 'other'],
	['=1.2.3', 'other'],
	['>=1.2.3', 'other'],
])('“%s” is %s', (tag, kind) => {
	expect(readTag(tag).kind).toBe(kind);
});

test('a release is known by its version without v, and a pre-release as one', () => {
	expect(readTag('v0.2.0-rc.1')).toEqual({
		kind: 'release',
		tag: 'v0.2.0-rc.1',
		version: '0.2.0-rc.1',
		prerelease: true,
	});
	expect(readTag('0.2.0')).toMatchObject({ prerelease: false });
});

test.each([
	[' v0.1.10\n', '0.1.10'],
	['0.1', undefined],
	['latest', undefined],
])('the exact version in %j is %s', (text, version) => {
	expect(exactVersion(text)).toBe(version);
});

test('releases are sorted as versions, not as text, each once', () => {
	const tags = ['0.1.9', 'latest', 'v0.1.10', '0.1.10', '0.10.0', '0.2.0', '0.2', '0.2.0-rc.1', 'sha-1'];
	expect(exactVersions(tags)).toEqual(['0.1.9', '0.1.10', '0.2.0-rc.1', '0.2.0', '0.10.0']);
});

test('the minor has both numbers', () => {
	expect(minorOf('1.12.3-rc.1')).toBe('1.12');
});
