import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runbookSchema } from '../../source/runbook/schema.ts';
import { parseYaml } from '../../source/runbook/yaml-file.ts';

const specivo = readFileSync(new URL('../../source/runbooks/specivo.yaml', import.meta.url), 'utf8');
const withEntry = (entry: string) => specivo.replace(/^data:\n/m, `data:\n  - ${entry}\n`);
const read = (entry: string) => parseYaml(withEntry(entry), 'specivo.yaml', runbookSchema).data[0];
const line = specivo.slice(0, specivo.search(/^data:$/m)).split('\n').length + 1;

test.each<[string, object]>([
	['sqlite: { path: $APP_DATA/app.db }', { sqlite: { path: '$APP_DATA/app.db' } }],
	['sqlite: { volume: data, path: db/app.db }', { sqlite: { volume: 'data', path: 'db/app.db' } }],
	[
		'postgres: { url: $DATABASE_URL, usedBy: api, image: "postgres:17" }',
		{ postgres: { url: '$DATABASE_URL', usedBy: 'api', image: 'postgres:17' } },
	],
	[
		'script: { run: [./backup.sh], writes: $APP_BACKUPS }',
		{ script: { run: ['./backup.sh'], writes: '$APP_BACKUPS', needs: { programs: [], variables: [] } } },
	],
	[
		'script: { run: [./backup.sh, --all], writes: b, needs: { programs: [pg_dump], variables: [DATABASE_URL] } }',
		{
			script: {
				run: ['./backup.sh', '--all'],
				writes: 'b',
				needs: { programs: ['pg_dump'], variables: ['DATABASE_URL'] },
			},
		},
	],
	['volume: { name: uploads }', { volume: { name: 'uploads', except: [] } }],
	['volume: { name: uploads, except: [cache] }', { volume: { name: 'uploads', except: ['cache'] } }],
])('%s', (entry, expected) => {
	expect(read(entry)).toEqual(expected);
});

describe('refused with the line', () => {
	test.each<[string, string]>([
		['a volume and no path in it', 'sqlite: { volume: data }'],
		['neither path nor volume', 'sqlite: {}'],
		['a key that SQLite has not', 'sqlite: { path: app.db, service: db }'],
		['a path from the root of a volume', 'sqlite: { volume: data, path: /app.db }'],
		['a path that leads out of the volume', 'sqlite: { volume: data, path: db/../../app.db }'],
		['a URL itself, with its password', 'postgres: { url: "postgresql://u:p@h/d", usedBy: api, image: x }'],
		['a URL and no image', 'postgres: { url: $DATABASE_URL, usedBy: api }'],
		['a URL and a service', 'postgres: { url: $DATABASE_URL, service: db, usedBy: api, image: x }'],
		['a volume by its path', 'volume: { path: uploads }'],
		['a volume without a name', 'volume: { except: [cache] }'],
		['a script as one line for a shell', 'script: { run: ./backup.sh --all, writes: b }'],
		['a script that writes nowhere', 'script: { run: [./backup.sh] }'],
		['a script of no words', 'script: { run: [], writes: b }'],
		['a variable with its $', 'script: { run: [./b], writes: b, needs: { variables: [$TOKEN] } }'],
		['two kinds in one entry', 'volume: { name: uploads }, files: [.env]'],
	])('%s', (_condition, entry) => {
		const [text, said] = entry.includes('}, files') ? [`{ ${entry} }`, entry] : [entry, entry];
		expect(() => read(text), said).toThrow(
			new RegExp(`^specivo\\.yaml, line ${line}, column \\d+: data\\.0`),
		);
	});

	test('a secret that would stand in an argument list', () => {
		for (const word of ['$TOKEN', '--url=$' + '{DATABASE_URL}'])
			expect(() => read(`script: { run: [./backup.sh, "${word}"], writes: b }`)).toThrow(
				/data\.0\.script\.run: expected arguments without a \$NAME: name the variable under `needs`/,
			);
		expect(() => read('script: { run: [./backup.sh, "^a$", "5$"], writes: b }')).not.toThrow();
	});

	test('with what was expected, where it is the path', () => {
		expect(() => read('sqlite: { volume: data, path: ../app.db }')).toThrow(
			/data\.0\.sqlite\.path: expected a path inside the volume/,
		);
	});
});
