// Touches the world: the command line as a child process, without an engine.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
const entry = join(import.meta.dirname, '../../source/cli.ts');
let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-runbook-'));
	writeFileSync(
		at('docker-compose.yml'),
		`services:\n  api: { image: "specivo/specivo:\${SPECIVO_VERSION:-latest}" }\n  own: { build: . }\n`,
	);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function runbook(...words: string[]) {
	const { exitCode, stdout, stderr } = await execa(process.execPath, [entry, 'runbook', ...words], {
		cwd: directory,
		// No docker program is to be had.
		env: { PATH: directory, LANG: 'C.UTF-8' },
		extendEnv: false,
		reject: false,
	});
	return { exit: exitCode, stdout, stderr };
}

test('that of the stack is shown, with what the stack says otherwise', async () => {
	writeFileSync(at('lockkeeper.yaml'), 'version: { hops: any }\nrequired: [SECRET_KEY]\nquiet: 900\n');
	const { exit, stdout, stderr } = await runbook();
	expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
	expect(stdout.split('\n').slice(0, 2)).toEqual([
		'# The runbook of this stack is specivo, for Specivo: an image of the stack’s is its app’s.',
		`# ${at('lockkeeper.yaml')} says otherwise: version and required.`,
	]);
	const shown = parse(stdout);
	expect(shown).toMatchObject({
		version: { hops: 'any', pin: { env: 'SPECIVO_VERSION', file: '.env' } },
		required: ['SECRET_KEY'],
		migrations: { quiet: 900 },
	});
	// What is shown is a runbook itself.
	writeFileSync(at('shown.yaml'), stdout);
	expect(await runbook('validate', 'shown.yaml')).toMatchObject({
		exit: 0,
		stdout: `${at('shown.yaml')} is a valid runbook, for Specivo.`,
	});
});

test('what is not valid ends with 2, with file, line and what was expected', async () => {
	writeFileSync(at('lockkeeper.yaml'), 'version:\n  hops: two\n');
	expect(await runbook('validate')).toMatchObject({
		exit: 2,
		stderr: expect.stringContaining(
			`${at('lockkeeper.yaml')}, line 2, column 9: version.hops: expected “one minor at a time”, “one major at a time”, “any” or a map of step, latestPatchFirst, stops, minimum, found “two”`,
		),
	});
	writeFileSync(at('own.yaml'), specivo.replace('app: Specivo', 'app: 7'));
	expect(await runbook('validate', 'own.yaml', '--json')).toMatchObject({
		exit: 2,
		stdout: expect.stringContaining('app: expected a text, found 7'),
	});
	expect(await runbook('validate', 'none.yaml')).toMatchObject({
		exit: 2,
		stderr: expect.stringContaining(`${at('none.yaml')} cannot be read`),
	});
});

test('the stack’s own is valid, and says so', async () => {
	expect(await runbook('validate')).toMatchObject({
		exit: 0,
		stdout: expect.stringMatching(/^The runbook of this stack is specivo, for Specivo: .*\nIt is valid\.$/),
	});
});

test('the JSON Schema names what a runbook must have, and that of the settings what they may say', async () => {
	const schema = JSON.parse((await runbook('schema')).stdout);
	expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
	expect(schema.required).toEqual([
		'runbook',
		'app',
		'detect',
		'version',
		'schema',
		'migrations',
		'data',
		'verify',
	]);
	expect(schema.properties.version.properties.hops.anyOf[0].enum).toEqual([
		'one minor at a time',
		'one major at a time',
		'any',
	]);
	const settings = JSON.parse((await runbook('schema', 'settings')).stdout);
	expect(settings.required ?? []).toEqual([]);
	expect(Object.keys(settings.properties)).toEqual(
		expect.arrayContaining(['runbook', 'backups', 'offHost', 'retention', 'data', 'verify']),
	);
});

test.each([
	[['shew'], 'Expected validate, show or schema after runbook, got “shew”.'],
	[['show', 'me'], 'Expected nothing after runbook show, got “me”.'],
	[['schema', 'all'], 'Expected runbook or settings after runbook schema, got “all”.'],
])('wrong words: %j', async (words, message) => {
	expect(await runbook(...words)).toMatchObject({ exit: 2, stderr: expect.stringContaining(message) });
});
