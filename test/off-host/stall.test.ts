import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { orAborted, whileMoving } from '../../source/off-host/stall.ts';

const forever = () => new Promise<never>(() => {});

test('what does not move is given up', async () => {
	await expect(whileMoving(50, undefined, ({ signal }) => orAborted(signal, forever()))).rejects.toThrow(
		'nothing moved for 0 s',
	);
});

test('what moves is not', async () => {
	const done = await whileMoving(200, undefined, async ({ signal, moved }) => {
		for (let times = 0; times < 8; times++) {
			await orAborted(signal, pause(50));
			moved();
		}
		return 'done';
	});
	expect(done).toBe('done');
});

test('the operator’s stop is told apart, and does not wait for what hangs', async () => {
	const stop = new AbortController();
	const work = whileMoving(10_000, stop.signal, ({ signal }) => orAborted(signal, forever()));
	stop.abort(new Error('the operator left'));
	await expect(work).rejects.toThrow('the operator left');
});

test('what was stopped before it began is not waited for when it hangs, and its failure is nobody’s surprise', async () => {
	const stopped = AbortSignal.abort(new Error('the operator left'));
	await expect(orAborted(stopped, forever())).rejects.toThrow('the operator left');
	await expect(orAborted(stopped, Promise.reject(new Error('late')))).rejects.toThrow();
});
