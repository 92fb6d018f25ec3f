import { getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { startTar } from '../../source/host/tar.ts';

test('it yields to the stack', async () => {
	const tar = startTar(['--create', '--file=-', '--files-from=-'], { doing: 'a test' });
	// It waits for names until its input ends.
	expect(getPriority(tar.pid ?? 0)).toBe(10);
	tar.stdout.resume();
	tar.stdin.end();
	expect((await tar.ended).exitCode).toBe(0);
});
