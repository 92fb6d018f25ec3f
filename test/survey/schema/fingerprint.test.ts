import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf, readShape } from '../../../source/survey/schema/fingerprint.ts';
import { type StubDocker, stubDocker } from '../../docker/stub-docker.ts';

let docker: StubDocker;
beforeEach(() => {
	docker = stubDocker();
});
afterEach(() => docker.remove());

const read = (stdout: string) => {
	docker.answers([{ when: 'pg_attribute', stdout }]);
	return readShape(
		docker.engine,
		{ directory: '/', envFiles: [] },
		{ service: 'db', user: 'a', database: 'a' },
	);
};

test('the order in which a server tells its columns does not matter', async () => {
	const shape = await read('b.id uuid\na.id uuid\n');
	expect(shape).toEqual(['a.id uuid', 'b.id uuid']);
	expect(fingerprintOf(shape)).toBe(fingerprintOf(await read('a.id uuid\nb.id uuid\n')));
	expect(fingerprintOf(shape)).toMatch(/^[0-9a-f]{12}$/);
});

test('another type is another fingerprint, an empty database has none', async () => {
	expect(fingerprintOf(['a.id uuid'])).not.toBe(fingerprintOf(['a.id text']));
	expect(fingerprintOf(await read('\n'))).toBeUndefined();
});
