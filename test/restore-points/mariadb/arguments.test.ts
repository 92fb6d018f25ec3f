import { expect, test } from 'vitest';
import { executeIn } from '../../../source/docker/arguments.ts';
import { defaultEngine } from '../../../source/docker/engine.ts';
import * as argumentsOf from '../../../source/restore-points/mariadb/arguments.ts';
import { startCommand } from '../../../source/restore-points/mariadb/proof-server.ts';

const marker = argumentsOf.markerOf('20260102T030405Z-abcd', 'app');

test('a dump of one moment, whole, that loads over nothing', () => {
	expect(argumentsOf.dumper('mariadb-dump', 'root', 'app', { flavour: 'mariadb', marker })).toEqual([
		'mariadb-dump',
		'--host=localhost',
		'--user=root',
		'--single-transaction',
		'--quick',
		'--routines',
		'--triggers',
		'--events',
		'--hex-blob',
		'--default-character-set=utf8mb4',
		'--no-tablespaces',
		'--skip-add-drop-table',
		'--max-allowed-packet=1G',
		'--where=1 /* lockkeeper-20260102T030405Z-abcd-app dump */',
		'--',
		'app',
	]);
});

test('MySQL is told not to write its transaction history', () => {
	expect(argumentsOf.dumper('mysqldump', 'u', 'app', { flavour: 'mysql', marker })).toContain(
		'--set-gtid-purged=OFF',
	);
});

test('a marker stays a comment, whatever run and database are called', () => {
	expect(argumentsOf.markerOf('run', "a'b*/ ; c")).toBe('/* lockkeeper-run-a_b_____c');
});

test('statements come over stdin, rows go out as lines', () => {
	expect(argumentsOf.client('mariadb', 'root', 'app')).toEqual([
		'mariadb',
		'--host=localhost',
		'--user=root',
		'--batch',
		'--raw',
		'--silent',
		'--skip-column-names',
		'--unbuffered',
		'--comments',
		'--default-character-set=utf8mb4',
		'--database=app',
	]);
});

test('a load ends at its first error, the one of users does not', () => {
	expect(argumentsOf.loader('mysql', 'root', 'app')).not.toContain('--force');
	expect(argumentsOf.loader('mysql', 'root', 'app')).toContain('--binary-mode');
	expect(argumentsOf.patientLoader('mysql', 'root', 'app')).toContain('--force');
});

test('a password is named to docker, not told', () => {
	expect(executeIn(defaultEngine, 'abc', ['mariadb'], [argumentsOf.passwordVariable]).argv).toEqual([
		'docker',
		'exec',
		'--interactive',
		'--env',
		'MYSQL_PWD',
		'abc',
		'mariadb',
	]);
	expect(executeIn(defaultEngine, 'abc', ['mariadb']).argv).toEqual([
		'docker',
		'exec',
		'--interactive',
		'abc',
		'mariadb',
	]);
});

test('a throw-away server: the image by id, no network, nothing that has to last', () => {
	const context = { engine: defaultEngine, project: { directory: '/srv/app', envFiles: [] }, run: 'r' };
	const wishes = { image: 'sha256:1', name: 'lockkeeper-proof-r-1', lowerCaseNames: 1, memory: 5000 };
	expect(startCommand(context, wishes).argv).toEqual([
		...['docker', 'run', '--detach', '--pull', 'never', '--network', 'none'],
		...['--name', 'lockkeeper-proof-r-1'],
		...['--label', 'lockkeeper.proof=r', '--label', 'lockkeeper.directory=/srv/app'],
		...['--env', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1', '--env', 'MYSQL_ALLOW_EMPTY_PASSWORD=1'],
		...['--tmpfs', '/var/lib/mysql:rw,exec,size=5000'],
		'sha256:1',
		...['--skip-log-bin', '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0'],
		...['--event-scheduler=OFF', '--max-allowed-packet=1G', '--lower-case-table-names=1'],
	]);
});
