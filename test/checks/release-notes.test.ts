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

/** Notes of 0.1.10 with one line, under a heading. */
const notes = (heading: string, line: string) =>
	changelog(`## [0.1.10]\n\n### ${heading}\n\n- ${line}\n\n## [0.1.9]\n`);

test.each<[string, string, Partial<Facts>, string, RegExp]>([
	[
		'Upgrade notes',
		'Requires PostgreSQL 15 or later',
		{},
		'pass',
		/1 line marked; PostgreSQL 18 here, 15 asked$/,
	],
	[
		'Upgrade notes',
		'Requires PostgreSQL 19 or later',
		{},
		'warn',
		/; not met: PostgreSQL 18 here, 19 asked$/,
	],
	[
		'Upgrade notes',
		'Support for PostgreSQL 18 was dropped',
		{},
		'warn',
		/not met: PostgreSQL 18 here, newer than 18 asked/,
	],
	[
		'Upgrade notes',
		'Docker Compose 2.40 is required',
		{},
		'warn',
		/not met: Docker Compose 2\.32\.4 here, 2\.40 asked/,
	],
	[
		'Upgrade notes',
		'At least Docker Engine 24 is needed',
		{},
		'pass',
		/Docker Engine 27\.5\.1 here, 24 asked/,
	],
	['Upgrade notes', 'Requires Redis 6.2', {}, 'pass', /Redis 7 here, 6\.2 asked$/],
	[
		'Upgrade notes',
		'Requires Redis 7.2',
		{},
		'pass',
		/Redis 7 here, 7\.2 asked, which does not tell whether it is enough$/,
	],
	['Upgrade notes', 'Requires MySQL 8', {}, 'pass', /MySQL 8 asked, none known here$/],
])(
	'under %s, “%s”: what is asked is held against what is here',
	(heading, line, facts, outcome, evidence) => {
		const finding = releaseNotes.examine(inputFixture({ changelog: notes(heading, line), ...facts }));
		expect(finding.evidence).toMatch(evidence);
		expect(finding.outcome).toBe(outcome);
		expect(finding.advice !== undefined).toBe(outcome === 'warn');
	},
);

test('the version of a database is told as closely as its image says', () => {
	const [database] = inputFixture().facts.databases ?? [];
	if (!database) throw new Error('expected the fixture to have a database');
	const there = { product: 'PostgreSQL', major: '16', toldBy: 'PG_VERSION' } as const;
	const databases = [{ ...database, there, runningImage: 'postgres:16.2-alpine' }];
	const asked = notes('Upgrade notes', 'Requires PostgreSQL 15 or later');
	const { evidence } = releaseNotes.examine(inputFixture({ changelog: asked, databases }));
	expect(evidence).toMatch(/PostgreSQL 16\.2 here, 15 asked$/);
});

test('new and changed variables are told as set here or not, without their values', () => {
	const environment = { files: [], missing: [], defaulted: [], names: ['DB_POOL'] };
	const asked = changelog('## [0.1.10]\n\n### Changed\n\n- DB_POOL was renamed to DATABASE_POOL_SIZE\n');
	expect(releaseNotes.examine(inputFixture({ changelog: asked, environment })).evidence).toMatch(
		/; DB_POOL is set here; DATABASE_POOL_SIZE is not set here$/,
	);
	expect(releaseNotes.examine(inputFixture({ changelog: asked })).evidence).toMatch(/1 line marked$/);
});
