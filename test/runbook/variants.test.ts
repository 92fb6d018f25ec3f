import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chooseRunbook } from '../../source/runbook/choose.ts';
import { readRunbook } from '../../source/runbook/load.ts';
import { readSettings } from '../../source/runbook/settings.ts';
import type { ServiceLook } from '../../source/runbook/variants.ts';
import { readYaml } from '../../source/runbook/yaml-file.ts';
import { serviceEnvFiles, servicesWritten } from '../../source/survey/compose-file.ts';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
const variants = `${specivo}variants:
  - name: outside
    when: { variable: DATABASE_URL, service: api }
    with: { schema: fingerprint, version: { hops: any } }
  - name: pulled
    when: { image: ghcr.io/specivo/specivo }
    with: { schema: none }
  - name: built
    when: { builds: api }
    with: { changelog: }
`;
let directory: string;
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-variants-'));
	write('compose.yaml', 'services: {}\n');
	write('own.yaml', variants);
	write('lockkeeper.yaml', 'runbook: own.yaml\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const api = (changes: Partial<ServiceLook> = {}) => ({
	api: { image: 'specivo/specivo:0.1.9', builds: false, environment: {}, ...changes },
});
const choose = (services: Parameters<typeof chooseRunbook>[2]) =>
	chooseRunbook(directory, readSettings(directory, join(directory, 'compose.yaml')), services);

describe('the first variant that fits is laid over the runbook, and says why', () => {
	test.each<[string, Partial<ServiceLook>, object]>([
		[
			'a variable with a value',
			{ environment: { DATABASE_URL: 'postgres://db/app' }, builds: true },
			{
				variant: { name: 'outside', because: 'DATABASE_URL has a value for api' },
				runbook: { schema: 'fingerprint', version: { hops: 'any', pin: { env: 'SPECIVO_VERSION' } } },
			},
		],
		[
			'an image',
			{ image: 'ghcr.io/specivo/specivo:0.1.9', environment: { DATABASE_URL: '' } },
			{
				variant: { name: 'pulled', because: 'api runs ghcr.io/specivo/specivo' },
				runbook: { schema: 'none' },
			},
		],
		[
			'a service that is built',
			{ builds: true },
			{ variant: { name: 'built', because: 'the Compose file builds api' } },
		],
	])('%s', (_condition, changes, chosen) => {
		expect(choose(api(changes))).toMatchObject(chosen);
	});

	test('none: the runbook as it is', () => {
		const chosen = choose(api());
		expect(chosen.variant).toBeUndefined();
		expect(chosen.runbook).toMatchObject({ schema: { alembic: { service: 'api' } } });
		expect(chosen.runbook).not.toHaveProperty('variants');
	});

	test('what the stack says otherwise lies over the variant', () => {
		write('lockkeeper.yaml', 'runbook: own.yaml\nschema: none\n');
		expect(choose(api({ environment: { DATABASE_URL: 'x' } })).runbook).toMatchObject({
			schema: 'none',
			version: { hops: 'any' },
		});
	});
});

test.each<[string, string, string, string]>([
	['a key nobody knows', 'schema: fingerprint', 'shema: fingerprint', 'unknown key “shema”'],
	[
		'a value that does not fit',
		'hops: any',
		'hops: two',
		'version.hops: expected “one minor at a time”, “one major at a time”, “any” or a map of step, latestPatchFirst, stops, minimum',
	],
])('a variant is seen to be whole: %s', (_condition, good, bad, says) => {
	const text = variants.replace(good, bad);
	const line = text.split('\n').findIndex((each) => each.includes(bad)) + 1;
	const call = () => readRunbook(readYaml(text, 'own.yaml'));
	expect(call).toThrow(`own.yaml, line ${line}, `);
	expect(call).toThrow(says);
});

test('without Compose: images, builds and variables as the file and its env files have them', () => {
	write('app.env', 'DATABASE_URL=postgres://db/app\nOTHER=file\n');
	write(
		'compose.yaml',
		`services:
  api:
    image: specivo/specivo:\${VERSION:-1}
    env_file: [app.env, absent.env]
    environment: [OTHER=here, EMPTY]
  web:
    build: .
    environment: { A: 1 }
`,
	);
	expect(servicesWritten(join(directory, 'compose.yaml'))).toEqual({
		api: {
			image: 'specivo/specivo:',
			builds: false,
			environment: { DATABASE_URL: 'postgres://db/app', OTHER: 'here', EMPTY: '' },
		},
		web: { builds: true, environment: { A: 1 } },
	});
});

test('files that services have variables from: by name, in a list or with a path, each once', () => {
	write(
		'compose.yaml',
		`services:
  api: { env_file: [api.env, { path: .env, required: false }] }
  worker: { env_file: .env }
  web: { env_file: "\${WHERE}/web.env" }
  db:
`,
	);
	expect(serviceEnvFiles(join(directory, 'compose.yaml'))).toEqual(['api.env', '.env']);
});
