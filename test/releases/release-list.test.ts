import { describe, expect, test } from 'vitest';
import { namedAmong, readReleaseList, releasesAmong } from '../../source/releases/release-list.ts';

const read = (text: string) => releasesAmong(readReleaseList(text, 'list.json'), 'list.json');
const array = (...entries: unknown[]) => JSON.stringify(entries);

describe('versions of a list', () => {
	test.each<[string, string, readonly string[]]>([
		['texts', array('v1.0.0', '1.2.0', '1.10.0', '1.9.0'), ['1.0.0', '1.2.0', '1.9.0', '1.10.0']],
		['twice the same', array('1.0.0', 'v1.0.0'), ['1.0.0']],
		['tags of releases', array({ tag_name: 'v2.0.0', name: 'Anniversary' }), ['2.0.0']],
		['version', array({ version: '2.0.1' }), ['2.0.1']],
		['name, where the tag is none', array({ tag_name: 'stable', name: '2.0.2' }), ['2.0.2']],
		['a name that is null', array({ tag_name: '2.0.3', name: null }), ['2.0.3']],
		['a draft left out', array({ tag_name: '3.0.0', draft: true }, { tag_name: '2.0.0' }), ['2.0.0']],
		['what is no version left out', array('nightly', '1', '1.2.0'), ['1.2.0']],
		['a pre-release by its version', array('2.0.0-rc.1', '1.0.0'), ['1.0.0', '2.0.0-rc.1']],
		['one that the list calls so', array({ version: '2.0.0', prerelease: true }, '1.0.0'), ['1.0.0']],
		['lines', '1.0.0\nv1.1.0\n', ['1.0.0', '1.1.0']],
		['lines, the last unterminated', '1.0.0\n1.1.0', ['1.0.0', '1.1.0']],
		['lines of another system', '1.0.0\r\n1.1.0\r\n', ['1.0.0', '1.1.0']],
		['comments, blank lines', '# what may be had\n\n1.0.0 # the first\n', ['1.0.0']],
		['a byte order mark', '\uFEFF["1.0.0"]', ['1.0.0']],
		['white space before', '\n  ["1.0.0"]', ['1.0.0']],
	])('%s', (_condition, text, versions) => {
		expect(read(text).versions).toEqual(versions);
	});
});

test('dates are kept as moments, where they are dates', () => {
	const text = array(
		{ tag_name: 'v1.0.0', published_at: '2026-01-02T03:04:05Z' },
		{ version: '1.1.0', date: '2026-02-03' },
		{ version: '1.2.0', date: 'last spring' },
		'1.3.0',
	);
	expect(read(text).dates).toEqual({
		'1.0.0': '2026-01-02T03:04:05.000Z',
		'1.1.0': '2026-02-03T00:00:00.000Z',
	});
	expect(read('1.0.0 2026-04-05\n').dates).toEqual({ '1.0.0': '2026-04-05T00:00:00.000Z' });
	expect(read('1.0.0')).not.toHaveProperty('dates');
});

test('what the list alone calls a pre-release is a target only by its name', () => {
	const releases = read(array('1.0.0', { version: '2.0.0', prerelease: true }, '3.0.0'));
	expect(releases.prereleases).toEqual(['2.0.0']);
	expect(namedAmong(releases, '3.0.0')).toEqual(['1.0.0', '3.0.0']);
	expect(namedAmong(releases, 'v2.0.0')).toContain('2.0.0');
	expect(namedAmong(releases, '2.5.0')).not.toContain('2.5.0');
});

describe('refused', () => {
	test.each<[string, string, RegExp]>([
		['empty', '', /expected releases in list\.json, found none/],
		['an empty array', '[]', /found none/],
		['drafts alone', array({ tag_name: '1.0.0', draft: true }), /found none/],
		['no version at all', array('latest', 'edge'), /found none in 2 entries, the first of which is “latest”/],
		['control codes', array('\u001b[2Jboo'), /the first of which is “boo”/],
		['broken JSON', '[{"tag_name": "1.0', /expected JSON in list\.json, found some that is broken/],
		['a page', '<!doctype html><title>Sign in</title>', /found a page of HTML/],
		['a map that explains itself', '{"message": "Not Found"}', /found a map that says “Not Found”/],
		['a map', '{"releases": []}', /expected a list of releases .*, found a map$/],
		['a number in it', array('1.0.0', 7), /in entry 2 of list\.json, found 7/],
		['a list in it', array(['1.0.0']), /in entry 1 of list\.json, found a list/],
		['nothing in it', array(null), /in entry 1 of list\.json, found null/],
		['a map without a name', array({ id: 1 }), /expected tag_name, version or name in entry 1/],
		['a version of another kind', array({ version: 2 }), /entry 1 of list\.json, found a map whose version/],
	])('%s', (_condition, text, message) => {
		expect(() => read(text)).toThrow(message);
	});
});
