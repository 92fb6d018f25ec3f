import { describe, expect, test } from 'vitest';
import { movesLeft } from '../../../source/restore-points/mariadb/moves.ts';
import * as names from '../../../source/restore-points/mariadb/names.ts';
import type { Move } from '../../../source/restore-points/mariadb/statements.ts';

const databases = { live: 'l', beside: 'b', kept: 'k' };
/** `new` was made since; `gone` was dropped since. */
const restored = ['a', 'gone'];
type State = Parameters<typeof movesLeft>[0];
const begun: State = { live: ['a', 'new'], beside: ['a', 'gone'], kept: [] };
const moves = (state: State) => movesLeft(state, databases, restored);
const apply = (state: State, { table, from, to }: Move): State => {
	const of = (letter: string, tables: readonly string[]) => [
		...tables.filter((name) => name !== table || letter !== from),
		...(letter === to ? [table] : []),
	];
	return { live: of('l', state.live), beside: of('b', state.beside), kept: of('k', state.kept) };
};

describe('a swap that was cut off anywhere comes to the same end', () => {
	const all = moves(begun);
	test.each(Array.from({ length: all.length + 1 }, (_, done) => [done]))('after %i moves', (done) => {
		let state = all.slice(0, done).reduce(apply, begun);
		for (const move of moves(state)) state = apply(state, move);
		expect({ live: [...state.live].sort(), beside: state.beside, kept: [...state.kept].sort() }).toEqual({
			live: ['a', 'gone'],
			beside: [],
			kept: ['a', 'new'],
		});
		expect(moves(state)).toEqual([]);
	});
});

test('no name is longer than 64 characters, with room for what marks a load', () => {
	const at = new Date('2026-01-02T03:04:05Z');
	const long = 'ü'.repeat(64);
	expect(names.databaseBesideName('app', at)).toBe('app_restored_20260102t030405z');
	expect(names.databaseKeptName('app', at)).toBe('app_before_20260102t030405z');
	expect([...names.databaseLoadingName(names.databaseBesideName(long, at))]).toHaveLength(64);
});
