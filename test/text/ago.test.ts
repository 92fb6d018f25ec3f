import { expect, test } from 'vitest';
import { ago } from '../../source/text/ago.ts';

const now = new Date('2026-11-26T12:00:00Z');

test.each([
	['2026-11-26', 'today'],
	['2026-11-25', '1 day ago'],
	['2026-10-01', '56 days ago'],
	['2026-03-02', '8 months ago'],
	['2025-01-01', '22 months ago'],
	['2020-11-25', '6 years ago'],
	['2026-11-28', 'in 2 days'],
	['March', ''],
])('%s was %s', (date, words) => {
	expect(ago(date, now)).toBe(words);
});
