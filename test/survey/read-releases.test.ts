import { expect, test } from 'vitest';
import { describeReleases } from '../../source/survey/read-releases.ts';

test.each([
	[
		'a registry',
		{ versions: ['1.0.0', '1.1.0'], source: 'tags of a/b in the registry' },
		'1.1.0 is the newest of 2 in the registry',
	],
	[
		'a file',
		{ versions: ['1.0.0'], source: 'entries of versions.txt' },
		'1.0.0 is the newest of 1 entries of versions.txt',
	],
	[
		'a pre-release is not the newest',
		{ versions: ['1.0.0', '2.0.0-rc.1'], source: 'tags' },
		'1.0.0 is the newest of 2 tags',
	],
	[
		'unless there is nothing else',
		{ versions: ['2.0.0-rc.1'], source: 'tags' },
		'2.0.0-rc.1 is the newest of 1 tags',
	],
	[
		'a login that is kept and could not be used',
		{ versions: ['1.0.0'], source: 'tags of a/b in the registry', note: 'the login was not used' },
		'1.0.0 is the newest of 1 in the registry; the login was not used',
	],
	['none', { versions: [], source: 'tags' }, 'none is the newest of 0 tags'],
])('%s', (_condition, releases, line) => {
	expect(describeReleases(releases)).toBe(line);
});
