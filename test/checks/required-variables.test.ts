import { expect, test } from 'vitest';
import { requiredVariables } from '../../source/checks/required-variables.ts';
import type { EnvironmentFact } from '../../source/survey/facts.ts';
import { inputFixture } from './input.ts';

const both = [
	{ name: '.env', exists: true },
	{ name: '.env.local', exists: true },
];
const withoutLocal = [
	{ name: '.env', exists: true },
	{ name: '.env.local', exists: false },
];

test.each<[string, Partial<EnvironmentFact>, string, string, RegExp | undefined]>([
	['all set', {}, 'pass', '.env and .env.local in play; 3 required variables set', undefined],
	[
		'all set without .env.local',
		{ files: withoutLocal },
		'pass',
		'.env in play, .env.local not there; 3 required variables set',
		undefined,
	],
	[
		'one missing',
		{ missing: ['SECRET_KEY'] },
		'fail',
		'.env and .env.local in play; no value for SECRET_KEY',
		/^Give it a value, e\.g\. in \.env\.local:/,
	],
	[
		'two missing',
		{ missing: ['SECRET_KEY', 'DATABASE_URL'] },
		'fail',
		'.env and .env.local in play; no value for SECRET_KEY and DATABASE_URL',
		/^Give each a value/,
	],
	[
		'one missing with its file',
		{ files: withoutLocal, missing: ['SECRET_KEY'] },
		'fail',
		'.env in play, .env.local not there; no value for SECRET_KEY',
		/in \.env\.local:/,
	],
	[
		'no env file at all',
		{ files: [], missing: ['SECRET_KEY'] },
		'fail',
		'no env file is there; no value for SECRET_KEY',
		/in \.env:/,
	],
	[
		'a required one from a default',
		{ defaulted: ['DATABASE_URL'] },
		'warn',
		'.env and .env.local in play; DATABASE_URL from the Compose file’s own default'.replace('’', "'"),
		/your own value/,
	],
	[
		'a secret from a default',
		{ defaulted: ['SPECIVO_PORT', 'SMTP_PASSWORD', 'API_KEY'] },
		'warn',
		".env and .env.local in play; SMTP_PASSWORD and API_KEY from the Compose file's own default",
		/your own value/,
	],
	[
		'harmless ones from a default',
		{ defaulted: ['SPECIVO_PORT', 'KEYBOARD', 'MONKEY'] },
		'pass',
		'.env and .env.local in play; 3 required variables set',
		undefined,
	],
	[
		'missing counts for more than a default',
		{ missing: ['DATABASE_URL'], defaulted: ['SECRET_KEY'] },
		'fail',
		'.env and .env.local in play; no value for DATABASE_URL',
		/^Give it/,
	],
	[
		'a file that cannot be relied on',
		{ files: [{ name: '.env', exists: true, problem: 'Line 2: expected NAME=value' }] },
		'fail',
		'.env in play; .env: Line 2: expected NAME=value',
		/^Mend \.env:/,
	],
])('%s', (_condition, environment, outcome, evidence, advice) => {
	const finding = requiredVariables.examine(
		inputFixture({ environment: { files: both, missing: [], defaulted: [], ...environment } }),
	);
	expect(finding).toMatchObject({ outcome, evidence });
	if (advice) expect(finding.advice).toMatch(advice);
	else expect(finding.advice).toBeUndefined();
});

test('the command prints no value', () => {
	expect(requiredVariables.examine(inputFixture()).command).toMatch(/config --quiet$/);
});
