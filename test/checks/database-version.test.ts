import { describe, expect, test } from 'vitest';
import { databaseVersion } from '../../source/checks/database-version.ts';
import type { DatabaseFact } from '../../source/survey/facts.ts';
import { databaseVersionFixture as fact } from '../survey/facts-fixture.ts';
import { inputFixture } from './input.ts';

const examine = (...databases: DatabaseFact[]) => databaseVersion.examine(inputFixture({ databases }));
const postgres = (major: string) => ({ product: 'PostgreSQL', major }) as const;
const mariadb = (major: string) => ({ product: 'MariaDB', major }) as const;
const jump = { image: 'postgres:19', release: postgres('19') } as const;
const { there: _there, ...untold } = fact();
const { release: _release, ...silent } = fact();
const old = { ...mariadb('11.4'), toldBy: 'the image that runs' };
const maria = fact({
	...{ service: 'db', image: 'mariadb:11.4', runningImage: 'mariadb:11.4', release: mariadb('11.4') },
	there: old,
});

describe('what is found', () => {
	test.each<[string, readonly DatabaseFact[], string, RegExp]>([
		[
			'the same major version',
			[fact()],
			'pass',
			/^db has data of PostgreSQL 18 \(PG_VERSION\), and pgvector\/pgvector:pg18 is PostgreSQL 18$/,
		],
		['no server of the stack', [], 'skip', /no service of the stack/],
		[
			'another one in the Compose file',
			[fact(jump)],
			'fail',
			/^the data of db is of PostgreSQL 18 \(PG_VERSION\), and the Compose file names postgres:19, which is PostgreSQL 19$/,
		],
		['an older one', [fact({ image: 'postgres:17', release: postgres('17') })], 'fail', /PostgreSQL 17$/],
		[
			'another one already started on it',
			[fact({ ...jump, runningImage: 'postgres:19' })],
			'fail',
			/data of db is of PostgreSQL 18 \(PG_VERSION\), and the Compose file names postgres:19/,
		],
		[
			'another one at the target',
			[fact({ ofTarget: { ...jump, tag: 'v2.0.0' } })],
			'fail',
			/and the Compose file of v2\.0\.0 names postgres:19, which is PostgreSQL 19$/,
		],
		[
			'the same at the target',
			[fact({ ofTarget: { image: 'postgres:18', tag: 'v2.0.0', release: postgres('18') } })],
			'pass',
			/PostgreSQL 18/,
		],
		['the target’s does not tell', [fact({ ofTarget: { image: 'x', tag: 'v2' } })], 'pass', /18/],
		['nothing tells what the data is of', [untold], 'pass', /db has data of an unknown version/],
		['its image tells nothing and stays', [silent], 'pass', /does not tell its version/],
		[
			'its image tells nothing and is a new one',
			[{ ...silent, image: 'postgres:latest' }],
			'warn',
			/no version is told for db, whose image is to be postgres:latest/,
		],
		['MariaDB, the same', [maria], 'pass', /MariaDB 11\.4 \(the image that runs\)/],
		[
			'MariaDB, another series',
			[{ ...maria, image: 'mariadb:11.8', release: mariadb('11.8') }],
			'fail',
			/is of MariaDB 11\.4 .* names mariadb:11\.8, which is MariaDB 11\.8/,
		],
		['MariaDB, a series without its second number', [{ ...maria, release: mariadb('11') }], 'pass', /11\.4/],
		[
			'MySQL in place of MariaDB',
			[{ ...maria, image: 'mysql:8', release: { product: 'MySQL', major: '8' } }],
			'fail',
			/which is MySQL 8/,
		],
		[
			'one of two',
			[fact(), { ...fact(jump), service: 'other' }],
			'fail',
			/^the data of other is of PostgreSQL 18/,
		],
		[
			'two databases of a server',
			[fact(jump), { ...fact(jump), database: 'second' }],
			'fail',
			/^the data of db (?!.*the data of db)/,
		],
		[
			'a changed collation',
			[fact({ collations: [{ database: 'specivo', had: '2.36', has: '2.41' }] })],
			'warn',
			/^collation: specivo was sorted by version 2\.36, and the server has 2\.41$/,
		],
		[
			'both: the jump first',
			[fact({ ...jump, collations: [{ database: 'specivo', had: '1', has: '2' }] })],
			'fail',
			/names postgres:19/,
		],
	])('%s', (_condition, databases, outcome, evidence) => {
		const finding = examine(...databases);
		expect(finding.outcome).toBe(outcome);
		expect(finding.evidence).toMatch(evidence);
		expect(finding.advice !== undefined).toBe(outcome === 'fail' || outcome === 'warn');
	});
});

const compose = 'docker compose --env-file .env --env-file .env.local';

test('the way of dump and load is told in commands', () => {
	const { advice, command } = examine(fact(jump));
	expect(command).toBe(`${compose} images db && ${compose} config --images db`);
	expect(advice).toBe(
		[
			'PostgreSQL 19 does not start on the files of another major version.',
			'Name pgvector/pgvector:pg18 in the Compose file again, and this upgrade may go on.',
			'The way to PostgreSQL 19 is to dump and load, while the app stands still and PostgreSQL 18 runs:',
			`1. ${compose} stop nginx api celery-worker celery-beat redis`,
			`2. (umask 077; ${compose} exec -T db pg_dumpall -U specivo > db-18.sql)`,
			`3. ${compose} rm --stop --force db`,
			'4. mv /opt/specivo/specivo-data/postgresql /opt/specivo/specivo-data/postgresql-18',
			'5. name postgres:19 in the Compose file',
			`6. ${compose} up -d db, and wait until it answers`,
			`7. ${compose} exec -T db psql -X -U specivo -d postgres < db-18.sql`,
			`8. ${compose} up -d.`,
			'Keep the dump and the old data until the app is seen to be well.',
		].join(' '),
	);
});

test.each<[string, DatabaseFact, RegExp]>([
	[
		'a volume is left alone',
		fact({ ...jump, data: { volume: 'pgdata' } }),
		/4\. name another volume .* than pgdata 5\./,
	],
	[
		'it runs the new one',
		fact({ ...jump, runningImage: 'postgres:19' }),
		/Name an image of PostgreSQL 18 in/,
	],
	['the target brings it', fact({ ofTarget: { ...jump, tag: 'v2' } }), /Move the database first, by itself/],
	[
		'MariaDB by its own programs, as root',
		{ ...maria, image: 'mariadb:11.8', release: mariadb('11.8') },
		/no way back by version\. .*MYSQL_PWD=.*exec mariadb-dump -u root "\$@"' sh --single-transaction --routines --events --databases specivo > db-11\.4\.sql/,
	],
	[
		'from MySQL to MariaDB',
		{ ...maria, there: { product: 'MySQL', major: '8.4', toldBy: 'x' } },
		/MariaDB does not read the files of MySQL\..* exec mysqldump -u root .* exec mariadb -u root/,
	],
])('advice: %s', (_condition, database, advice) => {
	expect(examine(database).advice).toMatch(advice);
});

test('what mends a changed collation is quoted for the shell and for SQL', () => {
	const { advice } = examine(fact({ collations: [{ database: 'my "db"', had: '1', has: '2' }] }));
	expect(advice).toContain(
		`exec -T db psql -X -U specivo -d 'my "db"' -c 'REINDEX DATABASE "my ""db"""' -c 'ALTER DATABASE "my ""db""" REFRESH COLLATION VERSION'.`,
	);
});
