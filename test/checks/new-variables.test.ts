import { expect, test } from 'vitest';
import { newVariables } from '../../source/checks/new-variables.ts';
import type { ComparedFile, Facts } from '../../source/survey/facts.ts';
import type { NewVariable } from '../../source/survey/new-variables/compare.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const variable = (name: string, changes: Partial<NewVariable> = {}): NewVariable => ({
	...{ name, shown: 'on', is: 'offered', builds: [], defaulted: false },
	...changes,
});
const runbook = { ...specivoRunbook, environment: [{ file: '.env', example: '.env.example' }] };
const compared = (lacking: readonly NewVariable[], changes: Partial<ComparedFile> = {}): Partial<Facts> => ({
	runbook,
	newVariables: [
		{
			...{ file: '.env', example: '.env.example', exists: true },
			compared: { ok: true, value: { total: 12, lacking } },
			...changes,
		},
	],
});
const examine = (facts: Partial<Facts>) => newVariables.examine(inputFixture(facts));

test('without an example in the runbook there is nothing to compare', () => {
	expect(examine({ newVariables: [] })).toMatchObject({ outcome: 'skip' });
	expect(examine({})).toMatchObject({ outcome: 'skip' });
});

test('all are there', () => {
	expect(examine(compared([]))).toEqual({
		...{ check: 'new-variables', title: 'New variables', outcome: 'pass' },
		evidence: '.env has all 12 variables of .env.example',
		command: 'diff .env.example .env',
	});
});

test('one that is offered, with the example’s value, and the default that holds until then', () => {
	expect(examine(compared([variable('FEATURE', { defaulted: true })]))).toMatchObject({
		outcome: 'warn',
		evidence:
			'.env lacks 1 of the 12 variables of .env.example: FEATURE=on (the Compose file has a default for it)',
		advice: 'The upgrade offers to add FEATURE before it pins.',
	});
});

test('a secret is the operator’s to set', () => {
	const finding = examine(compared([variable('API_TOKEN', { is: 'yours', shown: '[hidden]' })]));
	expect(finding).toMatchObject({
		outcome: 'warn',
		evidence: expect.stringContaining('API_TOKEN=[hidden]'),
		advice: 'Give API_TOKEN a value of your own in .env before you go on: what an example has is no secret.',
	});
});

test('one that Compose has from elsewhere is named and needs nothing', () => {
	const finding = examine(compared([variable('FEATURE', { is: 'given', from: 'the shell' })]));
	expect(finding).toMatchObject({
		outcome: 'pass',
		evidence: expect.stringMatching(/FEATURE=on \(has a value from the shell\)$/),
	});
	expect(finding.advice).toBeUndefined();
});

test('an image that is built with it has to be built again, unless the upgrade builds it', () => {
	const facts = compared([variable('API_URL', { builds: ['web'] })]);
	expect(examine(facts)).toMatchObject({
		evidence: expect.stringContaining('API_URL=on (web is built with it)'),
		advice: expect.stringMatching(/web goes on without: docker compose build web\.$/),
	});
	const version = { ...runbook.version, pin: { git: true, prefix: 'v' } } as const;
	const built = examine({ ...facts, runbook: { ...runbook, version } });
	expect(built.advice).toBe('The upgrade offers to add API_URL before it builds.');
	expect(built.command).toBe('git show v0.1.10:./.env.example | diff - .env');
});

test.each([
	['there is no such file', { exists: false }, '.env is not there; .env.example has 12 variables'],
	[
		'the example cannot be read',
		{ compared: { ok: false, problem: 'no such file' } } as const,
		'.env could not be compared with .env.example: no such file',
	],
])('%s: a warning', (_condition, changes, evidence) => {
	expect(examine(compared([], changes))).toMatchObject({
		outcome: 'warn',
		evidence,
		advice: expect.stringContaining('.env.example'),
	});
});
