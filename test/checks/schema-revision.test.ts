import { expect, test } from 'vitest';
import { schemaRevision } from '../../source/checks/schema-revision.ts';
import type { Facts } from '../../source/survey/facts.ts';
import { inputFixture } from './input.ts';

test.each<[string, Facts['schema'], string, string]>([
	[
		'at the head',
		{ ok: true, value: { current: '0020', head: '0020' } },
		'pass',
		'0020, the newest of the running image',
	],
	[
		'behind the head',
		{ ok: true, value: { current: '0019', head: '0020' } },
		'fail',
		'0019 in the database, 0020 in the running image',
	],
	[
		'ahead of an older image',
		{ ok: true, value: { current: '0032', head: '0020' } },
		'fail',
		'0032 in the database, 0020 in the running image',
	],
	[
		'an empty database',
		{ ok: true, value: { head: '0020' } },
		'fail',
		'the database has no revision, as an empty one',
	],
	[
		'the head not readable',
		{ ok: true, value: { current: '0020' } },
		'warn',
		'0020 in the database; the newest one of the running image could not be read',
	],
	['not readable', { ok: false, problem: 'db is not running' }, 'fail', 'not readable: db is not running'],
])('%s', (_condition, schema, outcome, evidence) => {
	const finding = schemaRevision.examine(inputFixture({ schema }));
	expect(finding).toMatchObject({ outcome, evidence });
	expect(finding.advice === undefined).toBe(outcome === 'pass');
	expect(finding.command).toMatch(
		/exec -T api alembic current && docker compose .* exec -T api alembic heads$/,
	);
});

test.each<['fingerprint' | 'none', Facts['schema'], string, string]>([
	[
		'fingerprint',
		{ ok: true, value: { current: '0a1b2c3d4e5f', shape: ['a.id uuid', 'a.name text'] } },
		'pass',
		'the app keeps none; 1 table with 2 columns stand for it',
	],
	[
		'none',
		{ ok: false, problem: 'the app tells no revision of its schema' },
		'skip',
		'the app tells none: after the start container, log and answers decide',
	],
])('%s', (schema, found, outcome, evidence) => {
	const input = inputFixture({ schema: found });
	const facts = { ...input.facts, runbook: { ...input.facts.runbook, schema } };
	expect(schemaRevision.examine({ ...input, facts })).toMatchObject({ outcome, evidence });
});

test('a revision by a command is compared with what the image says, where the runbook asks it', () => {
	const examined = (schema: Facts['runbook']['schema'], value: { current: string; head?: string }) => {
		const input = inputFixture({ schema: { ok: true, value } });
		const runbook = { ...input.facts.runbook, schema };
		return schemaRevision.examine({ ...input, facts: { ...input.facts, runbook } });
	};
	const command = { service: 'api', run: ['app', 'schema'] };
	expect(examined({ command }, { current: 'v7' })).toMatchObject({
		outcome: 'pass',
		evidence: 'v7, by the runbook’s command; no image tells which one it brings',
		command: expect.stringMatching(/exec -T api app schema$/),
	});
	const both = { command: { ...command, newest: ['app', 'newest'] } };
	expect(examined(both, { current: 'v7', head: 'v8' })).toMatchObject({
		outcome: 'fail',
		evidence: 'v7 in the database, v8 in the running image',
	});
});

test('a revision by SQL has no image to be compared with', () => {
	const input = inputFixture({ schema: { ok: true, value: { current: '7' } } });
	const runbook = { ...input.facts.runbook, schema: { sql: { query: 'SELECT version FROM meta' } } };
	const finding = schemaRevision.examine({ ...input, facts: { ...input.facts, runbook } });
	expect(finding).toMatchObject({
		outcome: 'pass',
		evidence: '7, by the runbook’s query; no image tells which one it brings',
		command: expect.stringContaining("-c 'SELECT version FROM meta'"),
	});
});
