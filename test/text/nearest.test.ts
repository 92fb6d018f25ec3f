import { expect, test } from 'vitest';
import { nearest } from '../../source/text/nearest.ts';

test.each([
	['servcie', ['service', 'done'], 'service'],
	['usr', ['service', 'user'], 'user'],
	['Hops', ['pin', 'hops'], 'hops'],
	['asks', ['http', 'ask'], 'ask'],
	['helm', ['env', 'file', 'git'], undefined],
	['x', ['y'], undefined],
	['user', [], undefined],
])('%s of %j', (word, known, meant) => {
	expect(nearest(word, known)).toBe(meant);
});
