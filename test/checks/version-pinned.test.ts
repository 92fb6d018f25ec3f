import { expect, test } from 'vitest';
import { versionPinned } from '../../source/checks/version-pinned.ts';
import { inputFixture } from './input.ts';

const up = 'docker compose --env-file .env --env-file .env.local up --detach';
const fix = `Write SPECIVO_VERSION=0.1.9 in .env, then ${up}.`;

test.each([
	['an exact release', '0.1.9', '0.1.9', 'pass', 'SPECIVO_VERSION in .env is 0.1.9', undefined],
	['an exact release with v', 'v0.1.9', '0.1.9', 'pass', 'SPECIVO_VERSION in .env is v0.1.9', undefined],
	['latest', 'latest', '0.1.9', 'fail', 'SPECIVO_VERSION in .env is latest, a tag that moves', fix],
	['a minor', '0.1', '0.1.9', 'fail', 'SPECIVO_VERSION in .env is 0.1, a tag that moves', fix],
	['no pin', undefined, '0.1.9', 'fail', 'SPECIVO_VERSION in .env is not set', fix],
	['a commit', 'sha-12ab', '0.1.9', 'fail', 'SPECIVO_VERSION in .env is “sha-12ab”, no release', fix],
	['an empty pin', '', '0.1.9', 'fail', 'SPECIVO_VERSION in .env is “”, no release', fix],
	[
		'latest, with an unknown version',
		'latest',
		undefined,
		'fail',
		'SPECIVO_VERSION in .env is latest, a tag that moves',
		`Write SPECIVO_VERSION=<the release that runs> in .env, then ${up}.`,
	],
	[
		'a pin that was not applied',
		'0.1.10',
		'0.1.9',
		'warn',
		'SPECIVO_VERSION in .env is 0.1.10, and 0.1.9 runs: the pin was changed and not applied',
		`Write SPECIVO_VERSION=0.1.9 in .env, or apply the pin with ${up}.`,
	],
])('%s', (_condition, pinned, current, outcome, evidence, advice) => {
	const version = {
		pinned,
		current,
		running: { api: current ?? 'latest' },
		pinPlace: 'SPECIVO_VERSION in .env',
	};
	const finding = versionPinned.examine(inputFixture({ version }));
	expect(finding).toEqual({
		check: 'version-pinned',
		title: 'Version pinned',
		outcome,
		evidence,
		command: 'grep -n SPECIVO_VERSION .env',
		...(advice ? { advice } : {}),
	});
});

test('a tag that moves and is known by its digest: the fix names the release', () => {
	const version = {
		...{ pinned: 'latest', running: { api: 'latest' }, pinPlace: 'SPECIVO_VERSION in .env' },
		resolved: { ok: true, value: { release: '0.1.9', compared: 4 } },
	} as const;
	expect(versionPinned.examine(inputFixture({ version }))).toMatchObject({ outcome: 'fail', advice: fix });
});
