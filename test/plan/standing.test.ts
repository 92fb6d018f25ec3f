import { expect, test } from 'vitest';
import { leavingCost } from '../../source/plan/leaving.ts';
import { standing } from '../../source/plan/standing.ts';
import type { WayBackId } from '../../source/plan/ways-back.ts';

const restore = { takenAt: '2026-06-15T02:11:12.000Z', takes: 45_000 };

/** What leaving costs on a way from 0.2.0 to 0.1.10, the schema moved. */
const cost = (
	way: WayBackId,
	{ pinned, goal, left, stopped = false }: { pinned: string; goal: string; left: string; stopped?: boolean },
) =>
	leavingCost({
		...standing({ from: '0.1.10', pinned }, { way, goal, left }, stopped),
		...{ verified: false, serves: goal, schemaMoves: true, restore, startTakes: 15_000 },
		...(stopped ? { back: 'stopped' as const } : {}),
	}).text;

const restored = 'restore 0.1.10; loses the writes since 2026-06-15 02:11:12 UTC';

test.each<[string, WayBackId, Parameters<typeof cost>[1], string]>([
	['a restore', 'restore', { pinned: '0.2.0', goal: '0.1.10', left: '0.2.0' }, restored],
	[
		'files alone after an upgrade: what leaving the upgrade costs',
		'restore-archive',
		{ pinned: '0.2.0', goal: '0.2.0', left: '0.2.0' },
		restored,
	],
	[
		'files alone of the version that serves',
		'restore-archive',
		{ pinned: '0.1.10', goal: '0.1.10', left: '0.1.10' },
		'nothing: 0.1.10 serves, nothing of the stack was changed',
	],
	[
		'files alone, the app stopped for it',
		'restore-archive',
		{ pinned: '0.2.0', goal: '0.2.0', left: '0.2.0', stopped: true },
		'the app stays down until the way back to 0.2.0 is gone on with',
	],
	[
		'an undo, while what serves serves on',
		'undo',
		{ pinned: '0.1.10', goal: '0.2.0', left: '0.1.10' },
		'nothing: 0.1.10 serves, nothing of the stack was changed',
	],
])('leaving costs, %s', (_condition, way, where, text) => {
	expect(cost(way, where)).toBe(text);
});
