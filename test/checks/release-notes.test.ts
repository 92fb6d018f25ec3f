import { expect, test } from 'vitest';
import { releaseNotes } from '../../source/checks/release-notes.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { specivoChangelog } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const changelog = (text: string, place = 'CHANGELOG.md') => ({ ok: true, value: { text, place } }) as const;
const kept = (at: string) =>
	({
		ok: true,
		value: { ...changelog(specivoChangelog).value, kept: { at, why: 'it could not be asked: down' } },
	}) as const;
const hoursBefore = (hours: number) =>
	new Date(inputFixture().now.getTime() - hours * 3_600_000).toISOString();
const keptFor = (age: string) =>
	new RegExp(
		`^CHANGELOG\\.md has 0\\.1\\.10; 0 lines marked; as it was ${age}: now it could not be asked: down$`,
	);
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
	[
		'nobody could be asked: what was tried',
		'0.1.10',
		{
			changelog: {
				ok: false,
				problem: 'a: it could not be asked: down; b: HTTP 404',
				passedOver: [
					{ source: 'a', why: 'it could not be asked: down' },
					{ source: 'b', why: 'HTTP 404' },
				],
			},
		},
		'warn',
		/^none at hand for 0\.1\.10: a: it could not be asked: down; b: HTTP 404$/,
	],
	[
		'another source passed over',
		'0.1.10',
		{ changelog: { ...changelog(specivoChangelog), passedOver: [{ source: 'a', why: 'it is not there' }] } },
		'pass',
		/^CHANGELOG\.md has 0\.1\.10; 0 lines marked; tried as well: a: it is not there$/,
	],
	[
		'kept from an earlier look',
		'0.1.10',
		{ changelog: kept('2026-06-12T00:00:00Z') },
		'warn',
		keptFor('3 days ago'),
	],
	['kept a moment ago', '0.1.10', { changelog: kept(hoursBefore(2)) }, 'warn', keptFor('2 h ago')],
	[
		'kept in a time to come',
		'0.1.10',
		{ changelog: kept('2027-01-01T00:00:00Z') },
		'warn',
		/; as it was on 2027-01-01T00:00:00Z, by another clock/,
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
