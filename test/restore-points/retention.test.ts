import { expect, test } from 'vitest';
import { restorePointId } from '../../source/restore-points/names.ts';
import {
	type RetentionPoint,
	type RetentionPolicy,
	retain,
	retentionSchema,
} from '../../source/restore-points/retention.ts';

/** A Wednesday. */
const now = new Date('2026-11-25T12:00:00Z');
const defaults = retentionSchema.parse({});
const none: RetentionPolicy = { last: 1, daily: 0, weekly: 0 };
const hours = 3_600_000;

type Whole = Extract<RetentionPoint, { is: 'whole' }>;

/** Taken so many hours before now, proven unless said otherwise. */
function point(age: number, changes: Partial<Omit<Whole, 'is'>> = {}): Whole {
	const at = new Date(now.getTime() - age * hours);
	return {
		is: 'whole',
		id: restorePointId(at, '0.1.9'),
		takenAt: at.toISOString(),
		proven: true,
		...changes,
	};
}
const unproven = (age: number) => point(age, { proven: false });
const idAt = (age: number) => point(age).id;
/** One a day at noon, `days` of them, the newest so many days old. */
const daily = (days: number, newest = 2) =>
	Array.from({ length: days }, (_, day) => point((newest + day) * 24));
const ages = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, day) => idAt((from + day) * 24));

const removed = (points: readonly RetentionPoint[], policy: RetentionPolicy = defaults) =>
	retain(points, policy, now).remove.map(({ id }) => id);

test.each<[string, readonly RetentionPoint[], RetentionPolicy, readonly string[]]>([
	['nothing there', [], defaults, []],
	['a single one, proven and old', [point(9000)], none, []],
	['a single one, not proven and old', [unproven(9000)], none, []],
	['fewer than the last ones', daily(5), { last: 5, daily: 0, weekly: 0 }, []],
	[
		'one more than the last ones: the oldest goes',
		daily(6),
		{ last: 5, daily: 0, weekly: 0 },
		[idAt(7 * 24)],
	],
	['several older than the last ones', daily(8), { last: 5, daily: 0, weekly: 0 }, ages(7, 9).toReversed()],
	[
		'the order they are given in does not matter',
		daily(8).toReversed(),
		{ last: 5, daily: 0, weekly: 0 },
		ages(7, 9).toReversed(),
	],
	[
		'one of each day: the newest of it',
		[point(50), point(49), point(48), point(73), point(74)],
		{ last: 1, daily: 2, weekly: 0 },
		[idAt(74), idAt(50), idAt(49)],
	],
	[
		'a day counts only when there is one: old days are not lost after a pause',
		[point(9000), point(9024), point(9048)],
		{ last: 1, daily: 3, weekly: 0 },
		[],
	],
	[
		'in a day the newest proven one wins over a newer one that is not',
		[point(240), point(75), point(74), unproven(73), point(30)],
		{ last: 1, daily: 2, weekly: 0 },
		[idAt(240), idAt(75), idAt(73)],
	],
	[
		'in a day without a proven one the newest stays',
		[unproven(51), unproven(50), point(24.5), point(24.2)],
		{ last: 1, daily: 2, weekly: 0 },
		[idAt(51), idAt(24.5)],
	],
	[
		'a week begins on Monday',
		[point(73), point(72), point(49), point(48), point(25)],
		{ last: 1, daily: 0, weekly: 2 },
		[idAt(73), idAt(49), idAt(48)],
	],
	[
		'one of each week',
		[point(24 * 16), point(24 * 15), point(24 * 9), point(24 * 8), point(24 * 2)],
		{ last: 1, daily: 0, weekly: 3 },
		[idAt(24 * 16), idAt(24 * 9)],
	],
	['no weeks and no days wanted', daily(3), none, [idAt(96), idAt(72)]],
	['younger than 24 hours, whatever the policy', [point(23.9), point(5), point(4), point(1)], none, []],
	['24 hours and a minute is not younger', [point(24 + 1 / 60), point(1)], none, [idAt(24 + 1 / 60)]],
	[
		'the newest proven one, older than all that are not',
		[point(9000), unproven(50), unproven(49), unproven(48)],
		none,
		[idAt(50), idAt(49)],
	],
	[
		'an older proven one goes, the newest proven one stays',
		[point(9000), point(8000), unproven(48)],
		none,
		[idAt(9000)],
	],
	['nothing proven: nothing is removed', [unproven(9000), unproven(8000), unproven(48)], none, []],
	[
		'nothing proven, and many: nothing is removed',
		Array.from({ length: 40 }, (_, day) => unproven(48 + day * 24)),
		defaults,
		[],
	],
	[
		'one that a run needs',
		[point(9000, { neededBy: 'run a did not end' }), point(8000), point(48)],
		none,
		[idAt(8000)],
	],
	[
		'one that a run needs, not proven',
		[point(9000, { proven: false, neededBy: 'run a did not end' }), point(48)],
		none,
		[],
	],
	['every one needed', daily(9).map((one) => ({ ...one, neededBy: 'run a' })), none, []],
	[
		'all unreadable: none is removed',
		[
			{ is: 'unreadable', id: idAt(9000) },
			{ is: 'unreadable', id: idAt(48) },
		],
		none,
		[],
	],
	[
		'an unreadable one does not count as one of the last',
		[point(72), point(48), { is: 'unreadable', id: idAt(26) }],
		{ last: 2, daily: 0, weekly: 0 },
		[],
	],
	[
		'an unreadable newer one does not make the last good one removable',
		[point(72), { is: 'unreadable', id: idAt(48) }],
		none,
		[],
	],
	[
		'without a manifest: removed, and counts as nothing',
		[point(72), { is: 'incomplete', id: `.${idAt(48)}.partial` }],
		none,
		[`.${idAt(48)}.partial`],
	],
	[
		'without a manifest, a minute old, left by a kill',
		[point(72), { is: 'incomplete', id: `.${idAt(1 / 60)}.partial` }],
		none,
		[`.${idAt(1 / 60)}.partial`],
	],
	[
		'without a manifest, being written',
		[point(72), { is: 'incomplete', id: `.${idAt(1 / 60)}.partial`, writtenBy: 'a' }],
		none,
		[],
	],
	[
		'an older one without a manifest beside one that is being written',
		[
			{ is: 'incomplete', id: `.${idAt(50)}.partial` },
			{ is: 'incomplete', id: `.${idAt(1)}.partial`, writtenBy: 'a' },
		],
		none,
		[`.${idAt(50)}.partial`],
	],
	[
		'only incomplete ones',
		[
			{ is: 'incomplete', id: idAt(50) },
			{ is: 'incomplete', id: `.${idAt(48)}.partial` },
		],
		defaults,
		[idAt(50), `.${idAt(48)}.partial`],
	],
	[
		'a removal that was begun is ended',
		[point(72), { is: 'being removed', id: `.${idAt(9000)}.removing` }],
		none,
		[`.${idAt(9000)}.removing`],
	],
	[
		'two in the same second: the later by name is the newer',
		[point(72), { ...point(72), id: `${idAt(72)}-b` }],
		none,
		[idAt(72)],
	],
	[
		'the clock was set back between two: the id tells the order',
		[point(72, { takenAt: new Date(now.getTime() - 900 * hours).toISOString() }), point(80)],
		none,
		[idAt(80)],
	],
	[
		'taken while the clock was ahead: kept until the clock is there',
		[point(-9000), point(72), point(48)],
		{ last: 2, daily: 0, weekly: 0 },
		[idAt(72)],
	],
	['the clock is behind all of them: nothing is removed', [point(-30), point(-20), point(-10)], none, []],
	['a time that is none', [point(72, { takenAt: 'yesterday' }), point(48)], none, []],
])('%s', (_condition, points, policy, expected) => {
	expect(removed(points, policy)).toEqual(expected);
});

test('of a year of days the defaults keep the last 7 days and the end of each of 4 weeks', () => {
	// The newest is of Monday the 23rd.
	expect(retain(daily(300), defaults, now).keep.map(({ id }) => id.slice(0, 8))).toEqual([
		'20261108',
		'20261115',
		...['17', '18', '19', '20', '21', '22', '23'].map((day) => `202611${day}`),
	]);
});

test('each is either kept or removed, once, with a reason, oldest first', () => {
	const points: readonly RetentionPoint[] = [
		...daily(30),
		...daily(4, 40).map((one) => ({ ...one, proven: false })),
		{ is: 'unreadable', id: idAt(100 * 24) },
		{ is: 'incomplete', id: `.${idAt(90 * 24)}.partial` },
	];
	const { keep, remove } = retain(points, defaults, now);
	const ids = [...keep, ...remove].map(({ id }) => id);
	expect(ids.toSorted()).toEqual(points.map(({ id }) => id).toSorted());
	for (const { reason } of [...keep, ...remove]) expect(reason.length).toBeGreaterThan(10);
	for (const list of [keep, remove]) {
		const plain = list.map(({ id }) => id.replace(/^\./, ''));
		expect(plain).toEqual(plain.toSorted());
	}
});

test('the reason is the strongest one there is', () => {
	const reasons = retain(
		[
			{ is: 'unreadable', id: idAt(9000) },
			point(72, { neededBy: 'run a did not end' }),
			point(48),
			point(1, { proven: false }),
			point(-2, { proven: false }),
		],
		none,
		now,
	).keep.map(({ reason }) => reason);
	expect(reasons).toEqual([
		expect.stringContaining('it cannot be read'),
		'run a did not end',
		'it is the newest proven one',
		'it is younger than 24 hours',
		'its time lies ahead of the clock',
	]);
});

test.each<[string, object]>([
	['no number of last ones', { last: 0 }],
	['a fraction', { daily: 1.5 }],
	['less than none', { weekly: -1 }],
	['an unknown key', { monthly: 3 }],
	['words', { last: 'all' }],
])('a policy with %s is refused', (_condition, policy) => {
	expect(retentionSchema.safeParse(policy).success).toBe(false);
});

test('a policy says only what differs', () => {
	expect(retentionSchema.parse({ daily: 14 })).toEqual({ last: 5, daily: 14, weekly: 4 });
});
