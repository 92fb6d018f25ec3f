import { describe, expect, test } from 'vitest';
import { targetExists } from '../../source/checks/target-exists.ts';
import type { Runbook } from '../../source/runbook/schema.ts';
import type { Facts, TargetImageFact } from '../../source/survey/facts.ts';
import { digest, factsFixture, specivoRunbook } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const down = { ok: false, problem: 'the registry did not answer in time' } as const;
const gone = {
	ok: false,
	problem: 'the registry has no specivo/specivo/manifests/0.2.7',
	absent: true,
} as const;

test.each<[string, string | undefined, Partial<Facts>, string, RegExp, RegExp | undefined]>([
	[
		'there',
		'0.1.10',
		{},
		'pass',
		/^specivo\/specivo:0\.1\.10 \(sha256:d{12}\): 120 MiB \(2 layers\)$/,
		undefined,
	],
	['there, typed with v', 'v0.1.10', {}, 'pass', /0\.1\.10/, undefined],
	['there although the list could not be read', '0.1.10', { releases: down }, 'pass', /0\.1\.10/, undefined],
	['none asked for', undefined, {}, 'skip', /no version was asked for/, undefined],
	[
		'not a version',
		'banana',
		{},
		'fail',
		/expected an exact version such as 0\.1\.10, found “banana”/,
		/^Choose 0\.4\.0, 0\.2\.0 or 0\.1\.10; 0\.1\.10 is recommended\.$/,
	],
	['a floating tag', 'latest', {}, 'fail', /found “latest”/, /^Choose/],
	['a minor alone', '0.2', {}, 'fail', /found “0\.2”/, /^Choose/],
	['empty', '', {}, 'fail', /found “”/, /^Choose/],
	['the registry says it is not there', '0.2.7', { targetImages: gone }, 'fail', /has no specivo/, /^Choose/],
	[
		'not in the list, image not asked for',
		'0.2.7',
		{ targetImages: undefined },
		'fail',
		/^0\.2\.7 is not among the 8 releases of tags of specivo\/specivo$/,
		/^Choose/,
	],
	['not in the list, image not readable', '0.2.7', { targetImages: down }, 'fail', /not among/, /^Choose/],
	['in the list, and gone by now', '0.2.0', { targetImages: gone }, 'fail', /has no/, /^Choose/],
	[
		'in the list, image not readable',
		'0.2.0',
		{ targetImages: down },
		'warn',
		/^0\.2\.0 is listed .* could not be read: the registry did not answer in time$/,
		/pull will tell, before anything is stopped/,
	],
	[
		'registry down',
		'0.2.0',
		{ targetImages: down, releases: down },
		'warn',
		/could not be asked about 0\.2\.0: the registry did not answer/,
		/pull will tell/,
	],
	[
		'registry down, image not asked for',
		'0.2.0',
		{ targetImages: undefined, releases: down },
		'warn',
		/could not be asked about 0\.2\.0: the registry/,
		/pull/,
	],
	['no image of it', '0.2.0', { targetImages: { ok: true, value: [] } }, 'warn', /is listed/, /pull/],
	[
		'not a version, registry down',
		'banana',
		{ releases: down },
		'fail',
		/banana/,
		/as the vendor lists them/,
	],
	[
		'not a version, running version unknown',
		'banana',
		{ version: { running: {}, pinPlace: '' } },
		'fail',
		/banana/,
		/e\.g\. 0\.4\.0/,
	],
	[
		'not a version, the newest runs',
		'banana',
		{ version: { current: '0.4.0', running: {}, pinPlace: '' } },
		'fail',
		/banana/,
		/no release newer than 0\.4\.0/,
	],
])('%s', (_condition, target, facts, outcome, evidence, advice) => {
	const finding = targetExists.examine({ ...inputFixture(facts), target });
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	if (advice) expect(finding.advice).toMatch(advice);
	else expect(finding.advice).toBeUndefined();
});

test.each([
	['Docker Hub', [], 'docker manifest inspect specivo/specivo:0.1.10'],
	['a mirror', ['http://127.0.0.1:5000/'], 'curl -fsS http://127.0.0.1:5000/v2/specivo/specivo/tags/list'],
])('the command asks %s', (_where, mirrors, command) => {
	const engine = { ...factsFixture().engine, mirrors };
	expect(targetExists.examine(inputFixture({ engine })).command).toBe(command);
});

const runbookWith = (version: Partial<Runbook['version']>) => ({
	...specivoRunbook,
	version: { ...specivoRunbook.version, ...version },
});

test.each<[string, Runbook['version']['available'], string[] | undefined, string]>([
	[
		'an image of it',
		{ list: 'https://example.org/a?b&c' },
		undefined,
		'docker manifest inspect specivo/specivo:0.1.10',
	],
	[
		'the list by address',
		{ list: 'https://example.org/a?b&c' },
		[],
		"curl -fsSL 'https://example.org/a?b&c'",
	],
	['the list in a file', { file: 'my versions' }, [], "cat 'my versions'"],
])('of releases from a list the command asks for %s', (_what, available, images, command) => {
	const runbook = runbookWith({ available, ...(images ? { images } : {}) });
	expect(targetExists.examine(inputFixture({ runbook })).command).toBe(command);
});

test('one that the list alone calls a pre-release is there by its name', () => {
	const value = { versions: ['0.1.9'], prereleases: ['0.1.10'], source: 'entries of versions.json' };
	const facts = { releases: { ok: true, value }, targetImages: down } as const;
	expect(targetExists.examine(inputFixture(facts))).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringMatching(/^0\.1\.10 is listed \(entries of versions\.json\)/),
	});
});

describe('the image as the registry tells it', () => {
	const image = (rest: Partial<TargetImageFact>): Partial<Facts> => ({
		targetImages: {
			ok: true,
			value: [
				{
					reference: 'specivo/specivo:0.1.10',
					digest: digest('d'),
					bytes: 640 * 1024 ** 2,
					layers: [
						{ digest: digest('e'), bytes: 228 * 1024 ** 2, here: true },
						{ digest: digest('f'), bytes: 412 * 1024 ** 2, here: false },
					],
					...rest,
				},
			],
		},
	});
	const says = (platform: string) =>
		({
			ok: true,
			value: {
				platform,
				created: '2026-03-02T10:00:00.000Z',
				labels: { version: '0.1.10', revision: 'r'.repeat(70), title: 'Specivo' },
			},
		}) as const;

	test('what is to be downloaded and what is here, its age, its labels cut short', () => {
		expect(targetExists.examine(inputFixture(image({ says: says('linux/amd64') })))).toMatchObject({
			outcome: 'pass',
			evidence: `specivo/specivo:0.1.10 (sha256:dddddddddddd): 412 MiB to download of 640 MiB, 228 MiB are here (2 layers); for linux/amd64, made 2026-03-02; labelled version 0.1.10, revision ${'r'.repeat(60)}…`,
		});
	});

	test('of another architecture is a warning: the engine pulls it, and it does not start', () => {
		expect(targetExists.examine(inputFixture(image({ says: says('linux/arm64/v8') })))).toMatchObject({
			outcome: 'warn',
			evidence: expect.stringContaining('for linux/arm64/v8'),
			advice: expect.stringMatching(/^This host is linux\/amd64: .*\.$/),
		});
	});

	test('that does not tell of itself is told as that, and no reason to stop', () => {
		expect(
			targetExists.examine(inputFixture(image({ says: { ok: false, problem: 'it is damaged' } }))),
		).toMatchObject({
			outcome: 'pass',
			evidence: expect.stringMatching(/; what it says of itself is not known: it is damaged$/),
		});
	});
});
