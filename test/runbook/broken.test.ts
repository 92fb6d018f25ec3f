import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { readRunbook } from '../../source/runbook/load.ts';
import { readYaml } from '../../source/runbook/yaml-file.ts';

// A person's first runbook, with one thing wrong: the error names file, line, column, what was expected, and what to do.

const good = [
	/* 1 */ 'runbook: 1',
	/* 2 */ 'app: Jotbook',
	/* 3 */ 'detect: { image: jotbook/jotbook }',
	/* 4 */ 'version:',
	/* 5 */ '  pin: { env: JOTBOOK_VERSION }',
	/* 6 */ '  available: { registry: jotbook/jotbook }',
	/* 7 */ '  hops: any',
	/* 8 */ 'schema: { sql: { query: SELECT 1 } }',
	/* 9 */ 'migrations:',
	/* 10 */ '  service: jotbook',
	/* 11 */ '  done: listening on port',
	/* 12 */ 'data:',
	/* 13 */ '  - sqlite: { path: data/jotbook.db }',
	/* 14 */ '  - files: [.env, docker-compose.yml]',
	/* 15 */ 'verify:',
	/* 16 */ '  - http: { url: /health, of: { service: jotbook, port: 8080 }, status: 200 }',
	/* 17 */ '  - ask: Open a note',
];
/** With another line in the place of one, or without it. */
const written = (line: number, text?: string) =>
	good.toSpliced(line - 1, 1, ...(text === undefined ? [] : [text])).join('\n');
const read = (text: string) => readRunbook(readYaml(text, 'app.yaml'));

type Broken = {
	readonly is: string;
	readonly text: string;
	/** From 1. */
	readonly at: readonly [line: number, column: number];
	readonly says: string;
	readonly remedy: string;
};

const table: readonly Broken[] = [
	{
		is: 'another format',
		text: written(1, 'runbook: 2'),
		at: [1, 10],
		says: 'runbook: expected 1, found 2',
		remedy: 'Write “1” there.',
	},
	{
		is: 'a name that is a number',
		text: written(2, 'app: 7'),
		at: [2, 6],
		says: 'app: expected a text, found 7',
		remedy: 'Put it in quotes, as in app: "7".',
	},
	{
		is: 'a name left empty',
		text: written(2, 'app: ""'),
		at: [2, 6],
		says: 'app: expected a text that is not empty, found “”',
		remedy: 'Write a text as “app”, or take the line out.',
	},
	{
		is: 'a key that is missing',
		text: written(2),
		at: [1, 1],
		says: 'app: expected a text, found nothing',
		remedy: 'Add “app”, with a text.',
	},
	{
		is: 'a kind that is misspelt',
		text: written(3, 'detect: { images: jotbook/jotbook }'),
		at: [3, 11],
		says: 'detect: unknown kind “images”; expected one of image, builds, beside',
		remedy: 'Write “image” in place of “images”.',
	},
	{
		is: 'no way to detect it',
		text: written(3, 'detect: []'),
		at: [3, 9],
		says: 'detect: expected at least 1 of them, found an empty list',
		remedy: 'Name at least 1 under “detect”.',
	},
	{
		is: 'a pin of a kind that is not known',
		text: written(5, '  pin: { helm: jotbook }'),
		at: [5, 10],
		says: 'version.pin: unknown kind “helm”; expected one of env,',
		remedy: 'Write env, file, tags, git, prefix, link, builds or image in place of “helm”.',
	},
	{
		is: 'releases at an address without a scheme',
		text: written(6, '  available: { list: releases.example.org }'),
		at: [6, 22],
		says: 'version.available.list: expected an address that begins with https:// or http://',
		remedy: 'Change “list” as it says.',
	},
	{
		is: 'a rule of hops that is misspelt',
		text: written(7, '  hops: one major at time'),
		at: [7, 9],
		says: 'version.hops: expected “one minor at a time”, “one major at a time”, “any” or a map',
		remedy: 'Write “one major at a time” in place of “one major at time”.',
	},
	{
		is: 'a schema of a kind that is not known',
		text: written(8, 'schema: { flyway: { service: jotbook } }'),
		at: [8, 11],
		says: 'schema: unknown kind “flyway”; expected one of alembic, sql, drizzle, command, fingerprint, none',
		remedy: 'Write alembic, sql, drizzle, command, fingerprint or none in place of “flyway”.',
	},
	{
		is: 'a schema told by a line for a shell',
		text: written(8, 'schema: { command: { service: jotbook, run: app schema } }'),
		at: [8, 45],
		says: 'schema.command.run: expected a list, found “app schema”',
		remedy: 'Put it in brackets, as in run: [app schema].',
	},
	{
		is: 'a schema told in a container of an app that has none',
		text: `${written(8, 'schema: { command: { service: jotbook, run: [jotbook, schema] } }')}\nhost: { service: jotbook, pid: [a], stop: [b], start: [c], log: d }`,
		at: [8, 31],
		says: 'schema.command.service: expected none, for the app runs without containers',
		remedy: 'Change “service” as it says.',
	},
	{
		is: 'a key deep inside that is misspelt',
		text: written(10, '  servcie: jotbook'),
		at: [10, 3],
		says: 'migrations: unknown key “servcie”; expected one of service, oneShot, done, failed, stages, quiet',
		remedy: 'Write “service” in place of “servcie”.',
	},
	{
		is: 'a key at the wrong place',
		text: written(10, '  service: jotbook\n  database: jotbook'),
		at: [11, 3],
		says: 'migrations: unknown key “database”',
		remedy: 'Take “database” out, or move it to where it belongs: nobody reads it there.',
	},
	{
		is: 'a time with its unit',
		text: written(11, '  done: listening on port\n  quiet: 3 min'),
		at: [12, 10],
		says: 'migrations.quiet: expected a number, found “3 min”',
		remedy: 'Write the number alone, without a unit.',
	},
	{
		is: 'no time at all',
		text: written(11, '  done: listening on port\n  quiet: 0'),
		at: [12, 10],
		says: 'migrations.quiet: expected a number above 0, found 0',
		remedy: 'Write a larger number.',
	},
	{
		is: 'texts that are one',
		text: written(11, '  done: listening on port\n  stages: migrating'),
		at: [12, 11],
		says: 'migrations.stages: expected a list, found “migrating”',
		remedy: 'Put it in brackets, as in stages: [migrating].',
	},
	{
		is: 'data of a kind that is not known',
		text: written(13, '  - postgresql: { service: db }'),
		at: [13, 5],
		says: 'data.0: unknown kind “postgresql”',
		remedy: 'Write “postgres” in place of “postgresql”.',
	},
	{
		is: 'a password in a URL in place of its variable',
		text: written(13, '  - postgres: { url: "postgres://a:b@c/d", usedBy: api, image: "postgres:17" }'),
		at: [13, 22],
		says: 'data.0.postgres.url: name the variable that holds it, as $DATABASE_URL',
		remedy: 'Change “url” as it says.',
	},
	{
		is: 'a list of no files',
		text: written(14, '  - files: []'),
		at: [14, 12],
		says: 'data.1.files: expected at least 1 of them, found an empty list',
		remedy: 'Name at least 1 under “files”.',
	},
	{
		is: 'a status that there is not',
		text: written(16, '  - http: { url: "http://127.0.0.1/", status: 2000 }'),
		at: [16, 47],
		says: 'verify.0.http.status: expected a number up to 599, found 2000',
		remedy: 'Write a smaller number.',
	},
	{
		is: 'an answer that is no map',
		text: written(16, '  - http: { url: "http://127.0.0.1/", status: 200, body: ok }'),
		at: [16, 58],
		says: 'verify.0.http.body: expected a map, found “ok”',
		remedy: 'Write a map in braces as “body”.',
	},
	{
		is: 'an optional step with a title that fills the screen',
		text: `${good.join('\n')}\nafter: { optional: [{ title: build the index of the search anew }] }`,
		at: [18, 30],
		says: 'after.optional.0.title: expected a text of at most 30 characters',
		remedy: 'Shorten it.',
	},
	{
		is: 'an env file that no restore point holds',
		text: `${good.join('\n')}\nenvironment: [{ file: own.env, example: own.env.example }]`,
		at: [18, 23],
		says: 'environment.0.file: expected a file that a restore point holds, found own.env: name it under data',
		remedy: 'Change “file” as it says.',
	},
	{
		is: 'a variant that breaks what it is laid over',
		text: `${good.join('\n')}\nvariants:\n  - name: other\n    when: { file: other.yml }\n    with: { migrations: { quiet: soon } }`,
		at: [21, 34],
		says: 'migrations.quiet: expected a number, found “soon”',
		remedy: 'Write a whole number as “quiet”.',
	},
	{
		is: 'nothing at all',
		text: '',
		at: [1, 1],
		says: 'the file: expected a map, found nothing',
		remedy: 'Begin the file with the line `runbook: 1`, and a key a line below it.',
	},
];

describe('a broken runbook', () => {
	test('is good but for that, and there are 20 ways and more', () => {
		expect(read(good.join('\n')).base.app).toBe('Jotbook');
		expect(new Set(table.map(({ says }) => says)).size).toBeGreaterThanOrEqual(20);
	});

	test.each(table)('$is', ({ text, at: [line, column], says, remedy }) => {
		const call = () => read(text);
		expect(call).toThrow(OperatorError);
		expect(call).toThrow(
			expect.objectContaining({
				exit: 2,
				message: expect.stringContaining(`app.yaml, line ${line}, column ${column}: ${says}`),
				advice: [remedy, 'Then try again. What may stand there: lockkeeper runbook schema'],
			}),
		);
	});
});

test.each<[string, string, readonly [number, number], string]>([
	['a tab', written(10, '\tservice: jotbook'), [10, 1], 'Put blanks in place of the tab'],
	[
		'a key twice',
		written(11, '  done: a\n  done: b'),
		[12, 3],
		'Take one of the two lines with that key out.',
	],
	[
		'a brace left open',
		written(3, 'detect: { image: jotbook/jotbook'),
		[4, 1],
		'Close the quote, the brace or the bracket',
	],
	['a line moved in', written(7, '    hops: any'), [7, 1], 'as many blanks at its beginning as the others'],
	[
		'a quote left open',
		written(17, '  - ask: "Open a note'),
		[17, 22],
		'Close the quote, the brace or the bracket',
	],
	['an alias of nothing', written(14, '  - files: *all'), [14, 12], 'Name the anchor before its alias'],
	[
		'aliases that blow up',
		`${good.join('\n')}\nx: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${['b', 'c', 'd', 'e'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcd'[index]}`).join(', ')}]`).join('\n')}`,
		[1, 1],
		'Write out what the aliases stand for',
	],
])('no YAML: %s', (_what, text, [line, column], remedy) => {
	expect(() => read(text)).toThrow(
		expect.objectContaining({
			exit: 2,
			message: expect.stringMatching(
				`^app\\.yaml is not valid YAML at line ${line}, column ${column}: [^\\n]+$`,
			),
			advice: [expect.stringContaining(remedy), 'Then try again.'],
		}),
	);
});
