import { expect, test } from 'vitest';
import { releaseNotes } from '../../source/checks/release-notes.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { specivoChangelog } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const changelog = (text: string, place = 'CHANGELOG.md') => ({ ok: true, value: { text, place } }) as const;
const without = (version: string) =>
	changelog(specivoChangelog.replace(new RegExp(`^## \\[${version}\\].*$`, 'm'), '## Something else'));

test.each<[string, string | undefined, Partial<Facts>, string, RegExp]>([
	['the target has a section', '0.1.10', {}, 'pass', /^CHANGELOG\.md has 0\.1\.10; 0 lines marked$/],
	['all in between too', '0.2.0', {}, 'pass', /^CHANGELOG\.md has 0\.1\.10 and 0\.2\.0; 4 lines marked$/],
	[
		'the target is missing',
		'0.1.10',
		{ changelog: without('0\\.1\\.10') },
		'warn',
		/^CHANGELOG\.md says nothing about 0\.1\.10$/,
	],
	[
		'one in between is missing',
		'0.2.0',
		{ changelog: without('0\\.1\\.10') },
		'warn',
		/nothing about 0\.1\.10, only about 0\.2\.0$/,
	],
	[
		'no changelog',
		'0.1.10',
		{ changelog: { ok: false, problem: 'CHANGELOG.md: no such file' } },
		'warn',
		/^none at hand for 0\.1\.10: CHANGELOG\.md: no such file$/,
	],
	['an empty changelog', '0.1.10', { changelog: changelog('') }, 'warn', /nothing about 0\.1\.10/],
	[
		'no list of releases: the target counts',
		'0.1.10',
		{ releases: { ok: false, problem: 'down' } },
		'pass',
		/has 0\.1\.10/,
	],
	['none asked for', undefined, {}, 'skip', /no version was asked for/],
	['not a version', 'banana', {}, 'skip', /no version/],
	['running version unknown', '0.1.10', { version: { running: {}, pinPlace: '' } }, 'skip', /not known/],
	['older', '0.1.8', {}, 'skip', /not newer/],
])('%s', (_condition, target, facts, outcome, evidence) => {
	const finding = releaseNotes.examine({ ...inputFixture(facts), target });
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice !== undefined).toBe(outcome === 'warn');
});

test('the advice names the versions whose notes are missing', () => {
	const finding = releaseNotes.examine(inputFixture({ changelog: without('0\\.1\\.10') }));
	expect(finding.advice).toMatch(/notes of 0\.1\.10 elsewhere/);
});

test.each([
	['CHANGELOG.md', "grep -n '^## ' CHANGELOG.md"],
	['https://example.org/CHANGELOG.md', 'curl -fsSL https://example.org/CHANGELOG.md'],
])('the command reads %s', (place, command) => {
	const finding = releaseNotes.examine(inputFixture({ changelog: changelog(specivoChangelog, place) }));
	expect(finding.command).toBe(command);
});
