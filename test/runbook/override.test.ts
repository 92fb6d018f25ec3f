import { expect, test } from 'vitest';
import { override } from '../../source/runbook/override.ts';

const runbook = {
	app: 'A',
	version: { pin: { env: 'V', file: '.env' }, hops: 'any' },
	schema: { alembic: { service: 'api' } },
	required: ['ONE', 'TWO'],
};

test.each<[string, Record<string, unknown>, unknown]>([
	['nothing', {}, runbook],
	['a plain value', { app: 'B' }, { ...runbook, app: 'B' }],
	['a list, which is not joined', { required: ['THREE'] }, { ...runbook, required: ['THREE'] }],
	[
		'a key of the version, the others stay',
		{ version: { hops: 'one minor at a time' } },
		{ ...runbook, version: { pin: { env: 'V', file: '.env' }, hops: 'one minor at a time' } },
	],
	[
		'a whole pin: one of another kind must not keep half of the first',
		{ version: { pin: { tags: ['api'] } } },
		{ ...runbook, version: { pin: { tags: ['api'] }, hops: 'any' } },
	],
	['a whole schema', { schema: { command: 'x' } }, { ...runbook, schema: { command: 'x' } }],
	[
		'nothing in its place',
		{ required: null },
		{ app: 'A', version: runbook.version, schema: runbook.schema },
	],
	[
		'nothing in place of a key of the version',
		{ version: { hops: null } },
		{ ...runbook, version: { pin: { env: 'V', file: '.env' } } },
	],
	['what was not there', { changelog: { file: 'X' } }, { ...runbook, changelog: { file: 'X' } }],
])('laid over a runbook: %s', (_what, said, expected) => {
	const before = structuredClone(runbook);
	expect(override(runbook, said)).toEqual(expected);
	expect(runbook).toEqual(before);
});
