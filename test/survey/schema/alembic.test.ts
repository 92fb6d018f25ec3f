import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandError } from '../../../source/docker/command-error.ts';
import { parseHeads, readAlembicHead, readAlembicRevision } from '../../../source/survey/schema/alembic.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../../docker/stub-docker.ts';

describe('the newest revision of an image', () => {
	test.each([
		['one head', '0020 (head)', '0020'],
		['a hash', '3f2c1a9b7d (head)\n', '3f2c1a9b7d'],
		['log lines before it', 'INFO  [alembic] Context impl PostgresqlImpl.\n0020 (head)', '0020'],
	])('%s', (_condition, stdout, head) => {
		expect(parseHeads(stdout)).toBe(head);
	});

	test.each([
		['none', '', 'expected one alembic head, found none in “”'],
		['a bare revision, which is no head', '0020', 'expected one alembic head, found none in “0020”'],
		[
			'two: the branches were not merged',
			'0020 (head)\n0021b (head)',
			'expected one alembic head, found 0020, 0021b',
		],
	])('%s is an error', (_condition, stdout, message) => {
		expect(() => parseHeads(stdout)).toThrow(message);
	});
});

const project = { directory: '/', envFiles: ['.env'] };
const place = { service: 'db', user: 'specivo', database: 'specivo' };

describe('asked', () => {
	let docker: StubDocker;
	beforeEach(() => {
		docker = stubDocker();
	});
	afterEach(() => docker.remove());
	const current = (answer: Omit<StubAnswer, 'when'>) => {
		docker.answers([{ when: 'alembic_version', ...answer }]);
		return readAlembicRevision(docker.engine, project, place);
	};

	test('the database names its revision', async () => {
		expect(await current({ stdout: '0020\n' })).toBe('0020');
		expect(docker.calls()[0]).toEqual([
			...['compose', '--env-file', '.env', 'exec', '-T', 'db'],
			...['psql', '-X', '-q', '-A', '-t', '-w', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo'],
			...['-d', `dbname=specivo application_name=lockkeeper-survey-${process.pid} connect_timeout=10`],
			...['-c', 'SELECT version_num FROM alembic_version;'],
		]);
	});

	test('an empty table: no revision', async () => {
		expect(await current({ stdout: '\n' })).toBeUndefined();
	});

	test('a database that was never migrated: no revision', async () => {
		const stderr =
			'ERROR:  relation "alembic_version" does not exist\nLINE 1: SELECT version_num FROM alembic_version;';
		expect(await current({ stderr, exit: 1 })).toBeUndefined();
	});

	test('two revisions: two schemas were mixed, and that is said', async () => {
		await expect(current({ stdout: '0020\n0027\n' })).rejects.toThrow(
			'alembic_version holds 2 revisions (0020, 0027): two schemas are mixed in specivo',
		);
	});

	test('a database that does not answer is not one without a revision', async () => {
		await expect(current({ stderr: 'service "db" is not running', exit: 1 })).rejects.toThrow(CommandError);
	});

	test('the image’s head is read without network and without a pull', async () => {
		docker.answers([{ when: 'alembic', stdout: '0023 (head)\n', stderr: 'INFO  [alembic] …\n' }]);
		expect(await readAlembicHead(docker.engine, 'specivo/specivo:0.2.0')).toBe('0023');
		expect(docker.calls()[0]).toEqual([
			...['run', '--rm', '--pull', 'never', '--network', 'none', '--entrypoint', 'alembic'],
			...['specivo/specivo:0.2.0', 'heads'],
		]);
	});
});
