import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

/** What the engine's own program would be called with. */
async function calledWith(words: string): Promise<string> {
	const script = path.join(import.meta.dirname, 'held-docker.sh');
	const { stdout } = await execa('bash', [script, ...words.split(' ')], {
		env: { HELD_DOCKER: 'echo', HELD_PARENT: '/room' },
	});
	return stdout;
}

test.each([
	['run --rm image run', 'run --cgroup-parent /room --rm image run'],
	['--context here run image', '--context here run --cgroup-parent /room image'],
	['--host=a container create image', '--host=a container create --cgroup-parent /room image'],
])('a container is started in the room: %s', async (words, expected) => {
	expect(await calledWith(words)).toBe(expected);
});

test.each([
	'compose --env-file .env exec -T db pg_dump',
	'volume create run',
	'exec db create',
	'--context run ps',
])('any other call stays as it is: %s', async (words) => {
	expect(await calledWith(words)).toBe(words);
});
