import { expect, test } from 'vitest';
import { versionKnown } from '../../source/checks/version-known.ts';
import type { VersionFact } from '../../source/survey/facts.ts';
import { inputFixture } from './input.ts';

const pinPlace = 'SPECIVO_VERSION in .env';

test.each<[string, Partial<VersionFact>, string, RegExp]>([
	[
		'one exact version',
		{ current: '0.1.9', running: { api: '0.1.9' } },
		'pass',
		/^Specivo 0\.1\.9: api 0\.1\.9$/,
	],
	['mixed versions', { running: { api: '0.1.9', worker: '0.1.10' } }, 'fail', /api 0\.1\.9, worker 0\.1\.10/],
	['a floating tag', { running: { api: 'latest' } }, 'fail', /not one exact version: api latest/],
	['a floating tag taken for a version', { current: '0.1', running: { api: '0.1' } }, 'fail', /api 0\.1$/],
	['nothing runs', { running: {} }, 'fail', /no service of the app runs/],
	[
		'a floating tag, told by its digest',
		{ running: { api: 'latest' }, resolved: { ok: true, value: { release: '1.4.2', compared: 3 } } },
		'fail',
		/api latest, which is 1\.4\.2 \(same digest\)$/,
	],
])('%s', (_condition, version, outcome, evidence) => {
	const finding = versionKnown.examine(inputFixture({ version: { running: {}, ...version, pinPlace } }));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice === undefined).toBe(outcome === 'pass');
});

test('the advice names the release that a tag stands for', () => {
	const resolved = { ok: true, value: { release: '1.4.2', compared: 3 } } as const;
	const version = { running: { api: 'latest' }, resolved, pinPlace };
	expect(versionKnown.examine(inputFixture({ version })).advice).toMatch(
		/^Pin 1\.4\.2 \(SPECIVO_VERSION in \.env\)/,
	);
});
