// Touches the world: looks at what the ways back of a stack have kept.
import { quote } from '../docker/command.ts';
import type { Stack } from '../survey/identify.ts';
import { clock } from '../text/clock.ts';
import { inWords } from '../text/list.ts';
import { keptStateName, keptStatesOf } from './kept-state.ts';
import { keptParts } from './look-at-kept.ts';
import { readRunRecords } from './run-records.ts';

/** A state that is still there. */
export type KeptThere = {
	readonly name: string;
	/** That was pinned when it was kept. */
	readonly version: string;
	/** ISO 8601. */
	readonly at: string;
	/** What is there of it; empty when nobody can tell. */
	readonly parts: readonly string[];
	/** Why nobody can tell, a clause. */
	readonly problem?: string;
};

/** Never throws: a database that does not answer keeps nobody from the list. */
export async function keptThere(stack: Stack): Promise<readonly KeptThere[]> {
	const found: KeptThere[] = [];
	for (const state of keptStatesOf(readRunRecords(stack.directory))) {
		const about = { name: keptStateName(state), version: state.version, at: state.at };
		try {
			const parts = (await keptParts(stack, state)).filter(({ isThere }) => isThere);
			if (parts.length > 0) found.push({ ...about, parts: parts.map(({ name }) => name) });
		} catch (error) {
			found.push({ ...about, parts: [], problem: (error as Error).message });
		}
	}
	return found;
}

/** A line or two for each; nothing when there is none. */
export const keptLines = (states: readonly KeptThere[], directory: string): readonly string[] =>
	states.length === 0
		? []
		: [
				'Kept by ways back, and removed by name alone:',
				...states.flatMap(({ name, version, at, parts, problem }) => [
					`${name}  of ${version}, before the restore of ${clock(at)}`,
					`    ${problem === undefined ? inWords(parts) : `cannot be looked at: ${problem}`}`,
				]),
				`To remove one: lockkeeper restore-points prune ${states[0]?.name ?? 'NAME'} --stack ${quote(directory)}`,
			];
