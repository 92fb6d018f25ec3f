import { expect, test } from 'vitest';
import { runTimes } from './run-times.ts';

const step = (type: string, name: string, second: number, more = {}) =>
	JSON.stringify({ type, step: name, at: new Date(second * 1000).toISOString(), ...more });
const events = ['restore-point', 'prove', 'keep-images', 'pull', 'pin', 'up', 'wait', 'verify'].flatMap(
	(name, index) => [
		step('step begins', name, index * 10),
		step('step ends', name, index * 10 + 5, { outcome: 'done' }),
	],
);

test('times run from the first step’s beginning to the last one’s end', () => {
	expect(runTimes(`${events.join('\n')}\n`)).toEqual({
		'restore-point': 15_000,
		'duration-with-pull': 45_000,
		duration: 35_000,
	});
});

test('a run whose verification failed is no measure', () => {
	const failed = events.with(-1, step('step ends', 'verify', 75, { outcome: 'failed' }));
	expect(() => runTimes(failed.join('\n'))).toThrow('verify to be done');
});
