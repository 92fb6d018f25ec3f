import { describe, expect, test } from 'vitest';
import {
	changedCollations,
	type DatabaseRelease,
	madeBy,
	nameOf,
	readsFilesOf,
	releaseOfFile,
	releaseOfImage,
} from '../../source/survey/database-release.ts';

const named = (release: DatabaseRelease | undefined) => (release ? nameOf(release) : 'not told');

describe('what an image runs, by its name', () => {
	test.each([
		['postgres:17', 'PostgreSQL 17'],
		['postgres:17.5-alpine3.21', 'PostgreSQL 17'],
		['docker.io/library/postgres:16-bookworm', 'PostgreSQL 16'],
		['registry.example:5000/library/postgres:15', 'PostgreSQL 15'],
		['postgres:17@sha256:abc', 'PostgreSQL 17'],
		['postgres:9.6', 'PostgreSQL 9.6'],
		['postgres:9.6.24-alpine', 'PostgreSQL 9.6'],
		['postgres:18beta1', 'PostgreSQL 18'],
		['pgvector/pgvector:pg18', 'PostgreSQL 18'],
		['pgvector/pgvector:0.8.0-pg17', 'PostgreSQL 17'],
		['pgvector/pgvector:0.8.0-pg17-trixie', 'PostgreSQL 17'],
		['timescale/timescaledb:2.17.2-pg16', 'PostgreSQL 16'],
		['timescale/timescaledb:latest-pg16', 'PostgreSQL 16'],
		['tensorchord/pgvecto-rs:pg14-v0.2.0', 'PostgreSQL 14'],
		['team/postgres:14-vectorchord0.4.3-pgvectors0.2.0', 'PostgreSQL 14'],
		['postgis/postgis:16-3.4', 'PostgreSQL 16'],
		['bitnami/postgresql:17.2.0', 'PostgreSQL 17'],
		['mariadb:11.8', 'MariaDB 11.8'],
		['mariadb:11', 'MariaDB 11'],
		['mariadb:10.11.6-jammy', 'MariaDB 10.11'],
		['mysql:8.4.3', 'MySQL 8.4'],
		['mysql:8', 'MySQL 8'],
		['percona/percona-server:8.0', 'MySQL 8.0'],
		['postgres', 'not told'],
		['postgres:latest', 'not told'],
		['postgres:alpine', 'not told'],
		['postgres@sha256:abc', 'not told'],
		['mariadb:lts', 'not told'],
		['team/database:12', 'not told'],
		['team/app-pgbouncer:1.22', 'not told'],
		['postgres:20260115', 'not told'],
		['', 'not told'],
	])('%s: %s', (image, expected) => {
		expect(named(releaseOfImage(image))).toBe(expected);
	});
});

describe('what an image runs, by its environment, which is surer', () => {
	test.each<[string, readonly string[], string]>([
		['postgres:latest', ['PATH=/bin', 'PG_MAJOR=17', 'PG_VERSION=17.5-1.pgdg130+1'], 'PostgreSQL 17'],
		['team/database:12', ['PG_MAJOR=16'], 'PostgreSQL 16'],
		['mariadb:lts', ['MARIADB_VERSION=1:11.8.3+maria~ubu2404'], 'MariaDB 11.8'],
		['mariadb:11', ['MARIADB_VERSION=1:11.8.3+maria~ubu2404'], 'MariaDB 11.8'],
		['mysql:lts', ['MYSQL_MAJOR=8.4', 'MYSQL_VERSION=8.4.3-1.el9'], 'MySQL 8.4'],
		['postgres:17', ['PG_MAJOR='], 'PostgreSQL 17'],
	])('%s %j', (image, environment, expected) => {
		expect(named(releaseOfImage(image, environment))).toBe(expected);
	});
});

test.each([
	['PG_VERSION', '17\n', 'PostgreSQL 17'],
	['PG_VERSION', '9.6\n', 'PostgreSQL 9.6'],
	['mariadb_upgrade_info', '11.8.3-MariaDB', 'MariaDB 11.8'],
	['mysql_upgrade_info', '10.6.18-MariaDB', 'MariaDB 10.6'],
	['mysql_upgrade_info', '8.0.36', 'MySQL 8.0'],
	['PG_VERSION', '', 'not told'],
	['mysql_upgrade_info', 'rubbish', 'not told'],
])('the data by %s with %j: %s', (file, text, expected) => {
	expect(named(releaseOfFile(file, text))).toBe(expected);
});

const postgres = (major: string) => ({ product: 'PostgreSQL', major }) as const;
const mariadb = (major: string) => ({ product: 'MariaDB', major }) as const;

test.each<[DatabaseRelease, DatabaseRelease, boolean]>([
	[postgres('17'), postgres('17'), true],
	[postgres('17'), postgres('16'), false],
	[postgres('1'), postgres('17'), false],
	[mariadb('11.8'), mariadb('11.8'), true],
	[mariadb('11.8'), mariadb('11.4'), false],
	[mariadb('11'), mariadb('11.4'), true],
	[mariadb('11.4'), mariadb('11'), true],
	[mariadb('12'), mariadb('11.4'), false],
	[mariadb('10.11'), { product: 'MySQL', major: '10.11' }, false],
])('whether %j reads files of %j: %s', (one, other, reads) => {
	expect(readsFilesOf(one, other)).toBe(reads);
});

test('changed collations are those whose two versions differ', () => {
	const answer = 'specivo|2.36|2.41\npostgres|2.41|2.41\nplain|2.36|\nwith|bar|1|2\n';
	expect(changedCollations(answer)).toEqual([
		{ database: 'specivo', had: '2.36', has: '2.41' },
		{ database: 'with|bar', had: '1', has: '2' },
	]);
	expect(changedCollations('')).toEqual([]);
});

test.each<[DatabaseRelease | undefined, DatabaseRelease | undefined, DatabaseRelease | undefined]>([
	[postgres('16'), postgres('17'), postgres('16')],
	[undefined, postgres('17'), postgres('17')],
	[postgres('16'), undefined, postgres('16')],
	[mariadb('10.6'), mariadb('10.11'), mariadb('10.11')],
	[mariadb('10.6'), undefined, mariadb('10.6')],
	[undefined, undefined, undefined],
])('files of %j and a server %j: data of %j', (files, running, expected) => {
	expect(madeBy(files, running)).toEqual(expected);
});
