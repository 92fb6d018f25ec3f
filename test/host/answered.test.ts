import { statfs } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { answered } from '../../source/host/answered.ts';
import { diskSpace } from '../../source/host/disk-space.ts';

vi.mock('node:fs/promises', async (load) => {
	const real = await load<typeof import('node:fs/promises')>();
	return { ...real, statfs: vi.fn(real.statfs) };
});
afterEach(() => {
	vi.useRealTimers();
});

test('a file system that hangs is left behind, and told', async () => {
	vi.useFakeTimers();
	vi.mocked(statfs).mockImplementationOnce(() => new Promise(() => {}));
	const asked = diskSpace('/').catch((error: Error) => error);
	await vi.advanceTimersByTimeAsync(15_000);
	expect(await asked).toMatchObject({
		exit: 3,
		message: '/ does not answer: nothing was heard within 15 s.',
		advice: [
			'Nothing was changed.',
			'A disk or a network file system hangs: see which with df and dmesg, then try again.',
		],
	});
});

test('one that answers leaves no timer, whatever it says', async () => {
	vi.useFakeTimers();
	expect(await answered('/', Promise.resolve(1))).toBe(1);
	await expect(answered('/', Promise.reject(new Error('EIO')))).rejects.toThrow('EIO');
	expect(vi.getTimerCount()).toBe(0);
});
