import { expect, test } from 'vitest';
import { marksOf } from '../../source/releases/marks.ts';
import { isMet, minimumVersionsIn } from '../../source/releases/minimum-versions.ts';

/** As notes have them: the heading, and the line marked by the rules. */
const found = (text: string, heading: string) =>
	minimumVersionsIn([
		{ text: heading, marks: [] },
		{ text: `- ${text}`, marks: marksOf(text, heading) },
	]).map(({ what, is, version }) => `${what} ${is} ${version}`);

test.each([
	['Requires PostgreSQL 15 or later', '', ['postgres at least 15']],
	['Docker Compose v2.20+ is required', '', ['compose at least 2.20']],
	[
		'At least Docker Engine 24.0 and Docker Compose 2.24 are needed',
		'',
		['docker at least 24.0', 'compose at least 2.24'],
	],
	['PostgreSQL ≥ 14', 'Upgrade notes', ['postgres at least 14']],
	['The oldest MySQL that works is now 8.0.36', '', ['mysql at least 8.0.36']],
	['The minimum version of PostgreSQL was raised from 12 to 14', '', ['postgres at least 14']],
	['Minimum supported Postgres is now v15 (was v14)', '', ['postgres at least 15']],
	['Bump minimum Redis to 7.2', '', ['redis at least 7.2']],
	['Drop support for PostgreSQL 12', '', ['postgres newer than 12']],
	['Support for PostgreSQL 12 and 13 has been removed', '', ['postgres newer than 13']],
	['PostgreSQL 11 and older are no longer supported', '', ['postgres newer than 11']],
	['Versions of MariaDB older than 10.6 are not supported', '', ['mariadb at least 10.6']],
	[
		'Support for MariaDB 10.4 has been dropped; 10.6 is the minimum',
		'',
		['mariadb newer than 10.4', 'mariadb at least 10.6'],
	],
	[
		'Support for PostgreSQL 13 was dropped, 14 or newer is required',
		'',
		['postgres newer than 13', 'postgres at least 14'],
	],
	['You need MySQL 8.0 or MariaDB 10.6 or newer', '', ['mysql at least 8.0', 'mariadb at least 10.6']],
	['Requires PostgreSQL 14, 15 or 16', '', ['postgres at least 14']],
	['Upgrade to PostgreSQL 16 before you install this version', 'Upgrading', ['postgres at least 16']],
	['Node.js 18 is not supported any more, use 20 or newer', '', ['node newer than 18', 'node at least 20']],
	['OpenSearch 2.11', 'System requirements', ['opensearch at least 2.11']],
	['PostgreSQL 9.6', 'Removed', ['postgres newer than 9.6']],
	['Needs Elasticsearch 8.x with 4 GB of memory', '', ['elasticsearch at least 8']],
	['Elasticsearch with 4 GB of memory is required', '', []],
	['Support for PostgreSQL 17', 'Added', []],
	['Works with Docker 27', 'Compatibility', []],
	['Benötigt MariaDB 10.6 oder neuer', 'Hinweise', ['mariadb at least 10.6']],
	['Mindestens PostgreSQL 14 wird benötigt', 'Voraussetzungen', ['postgres at least 14']],
	['Docker Compose ab Version 2.24', 'Voraussetzungen', ['compose at least 2.24']],
	[
		'PHP 8.1 wird nicht mehr unterstützt, erforderlich ist 8.2',
		'Wichtig',
		['php newer than 8.1', 'php at least 8.2'],
	],
	['PostgreSQL 15 au moins est nécessaire', 'Mise à jour', ['postgres at least 15']],
	['Nécessite Docker 24 ou plus récent', 'Prérequis', ['docker at least 24']],
	['PHP 8.2 est désormais la version minimale', '', ['php at least 8.2']],
	['Prise en charge de PostgreSQL 11', 'Supprimé', ['postgres newer than 11']],
])('“%s” under “%s” asks for %j', (text, heading, asked) => {
	expect(found(text, heading)).toEqual(asked);
});

test('a line says where it was found, and one that is not marked asks for nothing', () => {
	const line = { text: '- Requires Redis 7', marks: ['minimum version'] } as const;
	expect(minimumVersionsIn([line])[0]?.line).toBe('- Requires Redis 7');
	expect(minimumVersionsIn([{ ...line, marks: [] }])).toEqual([]);
});

test.each([
	['at least', '15', '16.2', true],
	['at least', '15', '15', true],
	['at least', '15', '14.9', false],
	['at least', '2.20', '2.9.1', false],
	['at least', '2.20', '2.26.1-4', true],
	['at least', '20.10', '20.10.24+dfsg1', true],
	['at least', '15.4', '15', 'unknown'],
	['at least', '15', 'none', 'unknown'],
	['newer than', '12', '12.4', false],
	['newer than', '12', '13', true],
	['newer than', '10.4', '10', 'unknown'],
] as const)('%s %s, and %s here: %s', (is, version, here, met) => {
	expect(isMet({ what: 'postgres', version, is, line: '' }, here)).toBe(met);
});
