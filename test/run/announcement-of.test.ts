import { expect, test } from 'vitest';
import { announcementOf } from '../../source/run/announcement-of.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';

const versions = { from: '0.1.9', to: '0.1.10' };
const stack = {
	name: 'specivo',
	runbook: { ...specivoRunbook, announce: '{app} ({stack}): {from} to {to}, {window}. {app}!' },
	settings: { window: { from: '02:00', to: '04:00' } },
};
const at = (hour: number) => new Date(2026, 5, 15, hour, 10);

test('is filled; a window that is not open says nothing of when', () => {
	expect(announcementOf(stack, versions, at(3))).toBe(
		'Specivo (specivo): 0.1.9 to 0.1.10, between 02:00 and 04:00. Specivo!',
	);
	expect(announcementOf(stack, versions, at(14))).toMatch(/, now\. /);
	expect(announcementOf({ ...stack, settings: {} }, versions, at(3))).toMatch(/, now\. /);
	expect(announcementOf({ ...stack, runbook: specivoRunbook }, versions, at(3))).toBeUndefined();
});
