import { expect, test } from 'vitest';
import { maintenanceWindow } from '../../source/checks/maintenance-window.ts';
import { inputFixture } from './input.ts';

test.each([
	['in the middle', '02:00', '04:00', '02:48', 'pass', /^02:00–04:00, and it is 02:48: 1 h 12 min left$/],
	['as it begins', '02:00', '04:00', '02:00', 'pass', /2 h left/],
	['in its last minute', '02:00', '04:00', '03:59', 'pass', /1 min left/],
	['as it ends', '02:00', '04:00', '04:00', 'warn', /it is 04:00: outside/],
	['before it', '02:00', '04:00', '01:59', 'warn', /outside/],
	['long after it', '02:00', '04:00', '14:05', 'warn', /outside/],
	['across midnight, before midnight', '22:00', '02:00', '23:30', 'pass', /2 h 30 min left/],
	['across midnight, after midnight', '22:00', '02:00', '00:30', 'pass', /1 h 30 min left/],
	['across midnight, outside', '22:00', '02:00', '12:00', 'warn', /outside/],
	['across midnight, as it ends', '22:00', '02:00', '02:00', 'warn', /outside/],
	['until midnight', '20:00', '00:00', '23:59', 'pass', /1 min left/],
	['the same time twice is the whole day', '00:00', '00:00', '13:00', 'pass', /11 h left/],
	[
		'no such time',
		'25:00',
		'04:00',
		'02:00',
		'fail',
		/expected a window such as 02:00–04:00, found 25:00–04:00/,
	],
	['no such minute', '02:00', '04:60', '02:00', 'fail', /found 02:00–04:60/],
	['no time at all', 'night', '04:00', '02:00', 'fail', /found night/],
])('%s: %s–%s at %s', (_condition, from, to, time, outcome, evidence) => {
	const now = new Date(2026, 5, 15, Number(time.slice(0, 2)), Number(time.slice(3)));
	const finding = maintenanceWindow.examine(inputFixture({}, { window: { from, to }, now }));
	expect(finding.outcome).toBe(outcome);
	expect(finding.evidence).toMatch(evidence);
	expect(finding.advice === undefined).toBe(outcome === 'pass');
});

test('outside, the advice says how long it takes until the window opens', () => {
	const window = { from: '02:00', to: '04:00' };
	const finding = maintenanceWindow.examine(inputFixture({}, { window, now: new Date(2026, 5, 15, 23, 15) }));
	expect(finding.advice).toMatch(/^Wait 2 h 45 min until 02:00, or acknowledge/);
});

test('without a window the check is skipped', () => {
	expect(maintenanceWindow.examine(inputFixture()).outcome).toBe('skip');
});
