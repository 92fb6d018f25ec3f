import { expect, test } from 'vitest';
import { targetExists } from '../../source/checks/target-exists.ts';
import { versionPinned } from '../../source/checks/version-pinned.ts';
import type { Checkout } from '../../source/git/checkout.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const runbook = {
	...specivoRunbook,
	version: {
		...specivoRunbook.version,
		pin: { git: true as const, prefix: 'v' },
		available: { git: true as const },
	},
};
const checkout: Checkout = {
	...{ commit: 'a'.repeat(40), version: '0.1.9', described: 'v0.1.9' },
	...{ changed: [], ownCommits: 0, place: '', gitDirectory: '.git' },
};
const without = ({ version: _, ...rest }: Checkout): Checkout => rest;
const examine = (found: Checkout | string, current: string | undefined = '0.1.9') =>
	versionPinned.examine(
		inputFixture({
			runbook,
			version: {
				...{ running: { api: current ?? 'untagged' }, current, pinPlace: 'the tag checked out' },
				checkout: typeof found === 'string' ? { ok: false, problem: found } : { ok: true, value: found },
			},
		} as Parameters<typeof inputFixture>[0]),
	);

test.each<[string, Checkout | string, string | undefined, string, string]>([
	[
		'a tag',
		checkout,
		'0.1.9',
		'pass',
		'v0.1.9 is checked out (no branch, as after git checkout of a tag), no file of it changed',
	],
	[
		'a tag on a branch',
		{ ...checkout, branch: 'main' },
		'0.1.9',
		'pass',
		'v0.1.9 is checked out (branch main), no file of it changed',
	],
	['a changed file', { ...checkout, changed: ['a'] }, '0.1.9', 'fail', 'v0.1.9, and 1 file of it changed: a'],
	[
		'many changed files',
		{ ...checkout, changed: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
		'0.1.9',
		'fail',
		'v0.1.9, and 7 files of it changed: a, b, c, d, e and 2 more',
	],
	[
		'no release',
		without({ ...checkout, described: 'v0.1.8-3-gabc' }),
		'0.1.9',
		'fail',
		'v0.1.8-3-gabc (no branch, as after git checkout of a tag) is no release: no tag such as v1.2.3 is there',
	],
	[
		'commits of its own',
		without({ ...checkout, described: 'v0.1.9-2-gabc', branch: 'mine', ownCommits: 2 }),
		'0.1.9',
		'fail',
		'v0.1.9-2-gabc (branch mine): 2 commits that neither a tag nor a branch of the remote has',
	],
	[
		'another version than the one that runs',
		checkout,
		'0.1.8',
		'warn',
		'v0.1.9 is checked out, and 0.1.8 runs: the checkout was changed and not applied',
	],
	[
		'no checkout',
		'Expected a git checkout in /srv, found none.',
		'0.1.9',
		'fail',
		'Expected a git checkout in /srv, found none.',
	],
])('%s', (_condition, found, current, outcome, evidence) => {
	expect(examine(found, current)).toMatchObject({ outcome, evidence });
});

test('a target is a tag of the remote repository', () => {
	const releases = {
		ok: true as const,
		value: { versions: ['0.1.9', '0.1.10'], source: 'tags of the remote repository' },
	};
	// No registry is asked about images that are built here.
	const { targetImages: _, ...facts } = inputFixture({ runbook, releases }).facts;
	const input = (target: string) => ({ ...inputFixture(), facts, target });
	expect(targetExists.examine(input('0.1.10'))).toMatchObject({
		outcome: 'pass',
		command: 'git ls-remote --tags --refs',
	});
	expect(targetExists.examine(input('0.1.11')).outcome).toBe('fail');
});
