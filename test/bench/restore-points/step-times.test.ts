import { expect, test } from 'vitest';
import { stepTimes } from './step-times.ts';

test('each step that ended is named with its time', () => {
	const events = [
		{ type: 'step begins', step: 'restore-point' },
		{ type: 'step ends', step: 'restore-point', outcome: 'done', took: 9204 },
		{ type: 'step ends', step: 'prove', outcome: 'done', took: 801 },
		{ type: 'result', result: { exit: 0 } },
	];
	expect(stepTimes(events.map((event) => JSON.stringify(event)).join('\n'))).toBe(
		'restore-point 9.20 s, prove 0.80 s',
	);
});
