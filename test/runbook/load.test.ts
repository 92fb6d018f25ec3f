import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { builtInRunbooks } from '../../source/runbook/load.ts';
import { runbookSchema } from '../../source/runbook/schema.ts';
import { parseYaml } from '../../source/runbook/yaml-file.ts';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
const read = (text: string) => parseYaml(text, 'specivo.yaml', runbookSchema);

/** Line and column, from 1, of a text in the runbook. */
const placeOf = (text: string, needle: string) => {
	const before = text.slice(0, text.indexOf(needle)).split('\n');
	return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
};

describe('the built-in runbooks', () => {
	test('are read, Specivo’s among them', () => {
		const { specivo: runbook } = builtInRunbooks();
		expect(runbook).toMatchObject({
			app: 'Specivo',
			detect: { image: 'specivo/specivo' },
			compose: { envFiles: ['.env', '.env.local'] },
			version: { pin: { env: 'SPECIVO_VERSION', file: '.env' }, hops: 'one minor at a time' },
			migrations: { service: 'api', done: 'Application startup complete', quiet: 180 },
		});
	});

	test('leave the live files of databases and logs out of the archive', () => {
		const directory = builtInRunbooks().specivo?.data.find((entry) => 'directory' in entry);
		expect(directory).toMatchObject({ directory: { except: ['postgresql', 'redis', 'logs'] } });
	});
});

describe('what is not said has a default', () => {
	test.each<[string, string, unknown]>([
		['env files', 'compose', { envFiles: ['.env'] }],
		['required variables', 'required', []],
		['what comes after', 'after', { optional: [], watch: [] }],
	])('%s', (_what, key, value) => {
		const text = `${specivo}after: {}\n`.replace(new RegExp(`^${key}:.*\n(  .*\n)*`, 'm'), '');
		expect(text).not.toMatch(new RegExp(`^${key}:`, 'm'));
		expect(read(text)).toMatchObject({ [key]: value });
	});
});

/** Specivo's with one thing changed. */
function changed(what: string | RegExp, by: string): string {
	const text = specivo.replace(what, by);
	if (text === specivo) throw new Error(`nothing to change: ${what}`);
	return text;
}
/** One more entry of its data. */
const data = (entry: string) => changed('- files: [', `- ${entry}\n  - files: [`);
const kindsOfData = 'postgres, mariadb, directory, sqlite, volume, script, snapshot, files';

test('a changelog is one source or several; GitHub’s own API where no other is named', () => {
	const sources = [
		'{ file: a.md }',
		'{ image: /app/C.md }',
		'{ url: "https://example.org/c.md" }',
		'{ github: team/my.app }',
	];
	for (const source of sources)
		expect(
			read(changed('changelog: { file: CHANGELOG.md }', `changelog: ${source}`)).changelog,
		).toBeDefined();
	const all = read(
		changed('changelog: { file: CHANGELOG.md }', `changelog: [${sources.join(', ')}]`),
	).changelog;
	expect(all).toHaveLength(4);
	expect(all).toMatchObject([{}, {}, {}, { github: 'team/my.app', api: 'https://api.github.com' }]);
});

describe('a broken runbook is refused with file, line, column, what was expected and what was found', () => {
	test.each<[string, string, string, string]>([
		[
			'an env file with an example that no restore point holds',
			`${specivo}environment: [{ file: backend.env, example: backend.env.example }]\n`,
			'backend.env, example',
			'environment.0.file: expected a file that a restore point holds, found backend.env: name it under data, as in files: [.env, .env.local, docker-compose.yml, backend.env]',
		],
		[
			'an example out of the stack',
			`${specivo}environment: [{ file: .env, example: ../.env.example }]\n`,
			'../.env.example',
			'environment.0.example: expected a path inside the stack’s directory, without a slash before it and without `..`',
		],
		[
			'an unknown key at the top',
			`${specivo}colour: blue\n`,
			'colour',
			'the file: unknown key “colour”; expected one of runbook, app, detect, compose, host, managed, version, changelog, schema, migrations, required, environment, data, verify, after, window',
		],
		['a missing key', changed('app: Specivo\n', ''), 'runbook: 1', 'app: expected a text, found nothing'],
		['a number in place of a text', changed('app: Specivo', 'app: 7'), '7', 'app: expected a text, found 7'],
		[
			'a list in place of a text',
			changed('app: Specivo', 'app: [x]'),
			'[x]',
			'app: expected a text, found a list',
		],
		[
			'an empty text',
			changed('app: Specivo', 'app: ""'),
			'""',
			'app: expected a text that is not empty, found “”',
		],
		['another format', changed('runbook: 1', 'runbook: 2'), '2', 'runbook: expected 1, found 2'],
		[
			'a misspelt key that must be there',
			changed('  image: specivo/specivo\n', '  images: specivo/specivo\n'),
			'images',
			'detect: unknown kind “images”; expected one of image, builds, beside',
		],
		[
			'a misspelt key in one of several',
			changed('  image: specivo/specivo\n', '  - image: specivo/specivo\n  - bilds: [api]\n'),
			'bilds',
			'detect.1: unknown kind “bilds”; expected one of image, builds, beside',
		],
		[
			'a list of no way at all',
			changed('  image: specivo/specivo\n', '  []\n'),
			'[]',
			'detect: expected at least 1 of them, found an empty list',
		],
		[
			'a misspelt key deep inside',
			changed('pin: { env:', 'pin: { variable:'),
			'variable:',
			'version.pin: unknown kind “variable”; expected one of env, file, tags, git, prefix',
		],
		[
			'a text in place of a list',
			changed('[.env, .env.local]\n', 'dotenv\n'),
			'dotenv',
			'compose.envFiles: expected a list, found “dotenv”',
		],
		[
			'a list of releases that is no address',
			changed('available: { registry: specivo/specivo', 'available: { list: releases.json'),
			'releases.json',
			'version.available.list: expected an address that begins with https:// or http://, without a name and password in it',
		],
		[
			'a list of releases with a password',
			changed('available: { registry: specivo/specivo', 'available: { list: "https://me:you@example.org/"'),
			'"https://me',
			'version.available.list: expected an address that begins with https:// or http://, without a name and password in it',
		],
		[
			'a list of releases out of the stack',
			changed('available: { registry: specivo/specivo', 'available: { file: ../versions.txt'),
			'../versions.txt',
			'version.available.file: expected a path inside the stack’s directory, without a slash before it and without `..`',
		],
		[
			'releases of an unknown kind',
			changed('available: { registry: specivo/specivo', 'available: { url: "https://example.org"'),
			'url:',
			'version.available: unknown kind “url”; expected one of registry, git, builds, list, file',
		],
		[
			'a changelog out of the stack',
			changed('changelog: { file: CHANGELOG.md', 'changelog: { file: ../CHANGELOG.md'),
			'../CHANGELOG.md',
			'changelog.file: expected a path inside the stack’s directory, without a slash before it and without `..`',
		],
		[
			'a changelog of an unknown kind',
			changed('changelog: { file: CHANGELOG.md', 'changelog: { path: CHANGELOG.md'),
			'path:',
			'changelog: unknown kind “path”; expected one of file, image, url, github, api',
		],
		[
			'one of several changelogs with an address that has a password',
			changed(
				'changelog: { file: CHANGELOG.md }',
				'changelog: [{ file: CHANGELOG.md }, { url: "https://a:b@example.org" }]',
			),
			'"https://a:b',
			'changelog.1.url: expected an address that begins with https:// or http://, without a name and password in it',
		],
		[
			'a repository without its owner',
			changed('changelog: { file: CHANGELOG.md', 'changelog: { github: app'),
			'app }',
			'changelog.github: expected the owner and the name of a repository, as owner/name',
		],
		[
			'a repository that leads elsewhere',
			changed('changelog: { file: CHANGELOG.md', 'changelog: { github: ../..'),
			'../..',
			'changelog.github: expected the owner and the name of a repository, as owner/name',
		],
		[
			'a path of an image without a slash before it',
			changed('changelog: { file: CHANGELOG.md', 'changelog: { image: CHANGELOG.md'),
			'CHANGELOG.md',
			'changelog.image: expected the path of a file inside of the image, with a slash before it',
		],
		[
			'no changelog in a list',
			changed('changelog: { file: CHANGELOG.md }', 'changelog: []'),
			'[]\nschema',
			'changelog: expected at least 1 of them, found an empty list',
		],
		[
			'an unknown rule of hops',
			changed('one minor at a time', 'two'),
			'two',
			'version.hops: expected “one minor at a time”, “one major at a time”, “any” or a map of step, latestPatchFirst, stops, minimum, found “two”',
		],
		[
			'an unknown kind of schema',
			changed('schema: { alembic:', 'schema: { flyway:'),
			'flyway',
			'schema: unknown kind “flyway”; expected one of alembic, sql, drizzle, command, fingerprint, none',
		],
		[
			'a word that is no kind of schema',
			changed('schema: { alembic: { service: api } }', 'schema: guess'),
			'guess',
			'schema: expected “fingerprint”, “none” or a map of alembic, sql, drizzle, command, found “guess”',
		],
		[
			'a command for the schema that is a line for a shell',
			changed(
				'schema: { alembic: { service: api } }',
				'schema: { command: { service: api, run: app schema } }',
			),
			'app schema',
			'schema.command.run: expected a list, found “app schema”',
		],
		[
			'a command for the newest schema of no image',
			changed(
				'schema: { alembic: { service: api } }',
				'schema: { command: { run: [./now], newest: [./new] } }',
			),
			'[./new]',
			'schema.command.newest: expected a service beside it: it is the image of that service that is asked',
		],
		[
			'a start without an end',
			changed('  done: Application startup complete\n', ''),
			'service: api\n  stages',
			'migrations.done: expected a text, found nothing',
		],
		[
			'a time with its unit',
			changed('  done: App', '  quiet: 3 min\n  done: App'),
			'3 min',
			'migrations.quiet: expected a number, found “3 min”',
		],
		[
			'no time at all',
			changed('  done: App', '  quiet: 0\n  done: App'),
			'0\n  done',
			'migrations.quiet: expected a number above 0, found 0',
		],
		[
			'an unknown kind of data',
			changed('- postgres:', '- postgresql:'),
			'postgresql:',
			`data.0: unknown kind “postgresql”; expected one of ${kindsOfData}`,
		],
		[
			'a key of a database that is missing',
			changed('user: $POSTGRES_USER, ', ''),
			'{ service: db',
			'data.0.postgres.user: expected a text, found nothing',
		],
		[
			'a key of a database that is misspelt',
			changed('user: $POSTGRES_USER', 'usr: $POSTGRES_USER'),
			'usr:',
			'data.0.postgres: unknown key “usr”; expected one of service, user, database, url, usedBy, image',
		],
		[
			'data without its kind',
			changed('- files: [.env, .env.local, docker-compose.yml]', '- dotenv'),
			'dotenv',
			'data.2: expected one of postgres, mariadb, directory, sqlite, volume, script, snapshot, files, found “dotenv”',
		],
		[
			'one file in place of a list',
			changed('- files: [.env, .env.local, docker-compose.yml]', '- files: dotenv'),
			'dotenv',
			'data.2.files: expected a list, found “dotenv”',
		],
		[
			'data of two kinds at once',
			data('files: [a]\n    ask: x'),
			'ask: x',
			`data.2: unknown key “ask”; expected one of ${kindsOfData}`,
		],
		[
			'nothing to save',
			changed(/^data:\n( {2}.*\n)+/m, 'data: []\n'),
			'[]',
			'data: expected at least 1 of them, found an empty list',
		],
		[
			'a password in place of the variable that holds it',
			data('postgres: { url: "postgres://x", usedBy: api, image: i }'),
			'"postgres://x"',
			'data.2.postgres.url: name the variable that holds it, as $DATABASE_URL',
		],
		[
			'a secret in an argument list',
			data('script: { run: [./b.sh, $TOKEN], writes: out }'),
			'[./b.sh',
			'data.2.script.run: expected arguments without a $NAME',
		],
		[
			'a way out of a volume',
			data('sqlite: { path: ../x.db, volume: v }'),
			'../x.db',
			'data.2.sqlite.path: expected a path inside the volume',
		],
		[
			'a status that is none',
			changed('status: 302', 'status: 3020'),
			'3020',
			'verify.1.http.status: expected a number up to 599, found 3020',
		],
		[
			'an unknown way to verify',
			changed('- ask: Sign in', '- asks: Sign in'),
			'asks',
			'verify.2: unknown kind “asks”; expected one of http, command, ask',
		],
		[
			'a body that is no map',
			changed('body: { status: ok }', 'body: fine'),
			'fine',
			'verify.0.http.body: expected a map, found “fine”',
		],
		[
			'a window that is none',
			`${specivo}window: { from: "25:00", to: "04:00" }\n`,
			'"25:00"',
			'window.from: expected a time of day as "02:00"',
		],
		[
			'an optional step that is misspelt',
			`${specivo}after: { optionals: [] }\n`,
			'optionals',
			'after: unknown key “optionals”; expected one of optional, watch',
		],
		[
			'an optional step without a title',
			`${specivo}after: { optional: [{ when: now }] }\n`,
			'{ when: now }',
			'after.optional.0.title: expected a text, found nothing',
		],
		[
			'an optional step whose title does not fit the list of steps',
			`${specivo}after: { optional: [{ title: build the index of the search once more }] }\n`,
			'build the index',
			'after.optional.0.title: expected a text of at most 30 characters',
		],
		[
			'an optional step whose command is a line for a shell',
			`${specivo}after: { optional: [{ title: reindex, command: reindex --all }] }\n`,
			'reindex --all',
			'after.optional.0.command: expected a map, found “reindex --all”',
		],
		[
			'an optional step that takes a word',
			`${specivo}after: { optional: [{ title: reindex, takes: long }] }\n`,
			'long',
			'after.optional.0.takes: expected a number, found “long”',
		],
		[
			'something to watch that is no list',
			`${specivo}after: { watch: the logs }\n`,
			'the logs',
			'after.watch: expected a list, found “the logs”',
		],
		['an empty file', '', '', 'the file: expected a map, found nothing'],
		['a list', '- a\n', '- a', 'the file: expected a map, found a list'],
	])('%s', (_condition, text, needle, says) => {
		const call = () => read(text);
		expect(call).toThrow(OperatorError);
		expect(call).toThrow(`specivo.yaml, ${placeOf(text, needle)}: ${says}`);
		expect(call).toThrow(
			expect.objectContaining({
				exit: 2,
				advice: [
					expect.stringMatching(/^(Write|Take|Add|Put|Name|Begin|Shorten|Change) .*\.$/),
					'Then try again. What may stand there: lockkeeper runbook schema',
				],
			}),
		);
	});

	test.each([
		[
			'a map that is not closed',
			specivo.replace('env: SPECIVO_VERSION, file: .env }', 'env: SPECIVO_VERSION, file: .env'),
			/line \d+/,
		],
		['a key twice', `${specivo}app: Other\n`, /unique/],
		['a tab for indentation', specivo.replace('  image:', '\timage:'), /line \d+/],
	])('broken YAML: %s', (_condition, text, message) => {
		expect(() => read(text)).toThrow(/^specivo\.yaml is not valid YAML at line \d+, column \d+: /);
		expect(() => read(text)).toThrow(message);
	});
});

test('an announcement names what is known, and nothing else', () => {
	const said = (text: string) => () => read(`${specivo}announce: "${text}"\n`);
	expect(said('{app} {stack} {from} {to} {window} { x } {}')()).toMatchObject({
		announce: expect.stringContaining('{app}'),
	});
	expect(said('{version} is coming')).toThrow(
		/announce: expected a text with any of \{app\}, \{stack\}, \{from\}, \{to\}, \{window\}, found \{version\}$/,
	);
});
