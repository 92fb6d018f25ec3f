// Touches the world: reads the journals of all runs of a stack.
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from '../survey/identify.ts';
import type { JournalEvent } from './events.ts';
import { readJournal } from './journal.ts';

/** What a run's journal says. */
export type RunRecord = {
	readonly run: string;
	readonly events: readonly JournalEvent[];
	/** True when something of it could not be read. */
	readonly damaged: boolean;
	/** Names of what it has kept and somebody removed since. */
	readonly keptRemoved: readonly string[];
};

/** Beside the journal, which only the run itself writes. */
const removedFile = 'kept-removed';

/** Notes that what a run has kept was removed by its name. */
export function noteKeptRemoved(directory: string, run: string, name: string): void {
	appendFileSync(join(stateDirectory(directory), 'runs', run, removedFile), `${name}\n`, { mode: 0o600 });
}

/** Every journal of the stack, oldest first; one that cannot be read has no events and is damaged. */
export function readRunRecords(directory: string): readonly RunRecord[] {
	const runs = join(stateDirectory(directory), 'runs');
	const names = existsSync(runs) ? readdirSync(runs).sort() : [];
	return names.flatMap((run): readonly RunRecord[] => {
		const file = join(runs, run, 'journal.jsonl');
		if (!existsSync(file)) return [];
		const keptRemoved = removedIn(join(runs, run, removedFile));
		try {
			const { events, damaged } = readJournal(file);
			return [{ run, events, damaged: damaged.length > 0, keptRemoved }];
		} catch {
			return [{ run, events: [], damaged: true, keptRemoved }];
		}
	});
}

const removedIn = (file: string) =>
	existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/**
 * True when the newest swap of a way back was begun and did not end well: what the app serves may be of two moments.
 * @param records oldest first
 */
export function isHalfSwapped(records: readonly RunRecord[]): boolean {
	const swaps = records
		.flatMap(({ events }) => events)
		.filter((event) => (event.type === 'step begins' || event.type === 'step ends') && event.step === 'swap');
	const last = swaps.at(-1);
	return last !== undefined && !(last.type === 'step ends' && last.outcome === 'done');
}
