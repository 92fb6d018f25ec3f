import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRevisionBySql } from '../../../source/survey/schema/sql.ts';
import { type StubAnswer, type StubDocker, stubDocker } from '../../docker/stub-docker.ts';

const project = { directory: '/', envFiles: ['.env'] };
const place = { service: 'db', user: 'app', database: 'app' };
let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
});
afterEach(() => docker.remove());

const read = (answer: Omit<StubAnswer, 'when'>) => {
	docker.answers([{ when: 'FROM meta', ...answer }]);
	return readRevisionBySql(docker.engine, project, place, 'SELECT version FROM meta');
};

test('one row is the revision, asked in a session that can only read', async () => {
	expect(await read({ stdout: '7|b\n' })).toBe('7|b');
	expect(docker.calls()[0]?.slice(-4)).toEqual([
		...['-c', 'SET default_transaction_read_only = on;'],
		...['-c', 'SELECT version FROM meta'],
	]);
});

test('no row is no revision, several are an error, and so is a wrong query', async () => {
	expect(await read({ stdout: '\n' })).toBeUndefined();
	await expect(read({ stdout: '6\n7\n' })).rejects.toThrow('expected one row from the runbook’s query');
	await expect(read({ stderr: 'ERROR:  column "version" does not exist', exit: 1 })).rejects.toThrow(
		'does not exist',
	);
});
