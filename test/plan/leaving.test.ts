import { expect, test } from 'vitest';
import { leavingCost, type Position } from '../../source/plan/leaving.ts';

const restore = { takenAt: '2026-06-15T02:11:12.000Z', takes: 45_000 };

const position = (changes: Partial<Position>): Position => ({
	from: '0.1.10',
	to: '0.2.0',
	pinned: false,
	restarted: false,
	verified: false,
	schemaMoves: undefined,
	startTakes: 15_000,
	...changes,
});

const untouched = 'nothing: 0.1.10 serves, nothing of the stack was changed';
const pinned = { pinned: true, schemaMoves: true, restore } as const;
const restarted = { ...pinned, restarted: true } as const;

test.each<[string, Partial<Position>, string, number]>([
	['at the start', {}, untouched, 0],
	['with a restore point', { restore }, untouched, 0],
	[
		'while a service stands still to be saved',
		{ stopped: ['api', 'web'] },
		'nothing more: api and web stand still until the data is read, and are started again even if you stop',
		15_000,
	],
	[
		'with new variables in an env file',
		{ restore, schemaMoves: true, added: ['.env'] },
		'nothing: 0.1.10 serves, nothing of the stack was changed but .env, with new variables',
		0,
	],
	['pulled, with a schema that will move', { restore, schemaMoves: true }, untouched, 0],
	['pinned', pinned, 're-pin 0.1.10: it still serves, but the next start would take 0.2.0', 1000],
	['restarted, no migration', { ...restarted, schemaMoves: false }, 're-pin 0.1.10; no data is lost', 15_000],
	[
		'restarted, the schema moves',
		restarted,
		'restore 0.1.10; loses the writes since 2026-06-15 02:11:12 UTC',
		45_000,
	],
	[
		'restarted, nobody knows whether the schema moves',
		{ ...restarted, schemaMoves: undefined },
		'restore 0.1.10; loses the writes since 2026-06-15 02:11:12 UTC',
		45_000,
	],
	[
		'restarted, the schema moves, no restore point',
		{ pinned: true, restarted: true, schemaMoves: true },
		'no way back but the database as it is: there is no restore point',
		0,
	],
	['verified', { ...restarted, verified: true }, 'nothing: 0.2.0 serves and was verified', 0],
	[
		'on the way back, the app stopped',
		{ ...restarted, back: 'stopped' },
		'the app stays down until the way back to 0.1.10 is gone on with',
		15_000,
	],
	[
		'on the way back, swapped',
		{ ...restarted, back: 'swapped' },
		'the app stays down until 0.1.10 is started; its data is in place',
		15_000,
	],
	[
		'on the way back, verified',
		{ ...restarted, back: 'swapped', verified: true, serves: '0.1.10' },
		'nothing: 0.1.10 serves and was verified',
		0,
	],
])('%s', (_position, changes, text, milliseconds) => {
	expect(leavingCost(position(changes))).toEqual({ text, milliseconds });
});
