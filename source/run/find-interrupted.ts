// Touches the world: reads lock and journals, and looks at containers when a journal cannot tell.
import { join } from 'node:path';
import { lockkeeperVersion } from '../host/lockkeeper-version.ts';
import { compareVersions, isExactVersion } from '../releases/versions.ts';
import { appRepositories, tagOf } from '../runbook/detect.ts';
import { pinnedIn, type Stack, stateDirectory } from '../survey/identify.ts';
import { probeServices } from '../survey/services.ts';
import {
	hasChanged,
	hasEverChanged,
	type Interruption,
	interruptionOf,
	isUnended,
	openAmong,
} from './interruption.ts';
import { readJournal } from './journal.ts';
import { isAlive, readLock } from './lock.ts';
import type { EarlierRun } from './run.ts';
import { type RunRecord, readRunRecords } from './run-records.ts';

/** A run that did not end, and that nobody runs any more. */
export type Interrupted = {
	readonly run: string;
	/** What can be read of it; undefined when not even which run it is. */
	readonly interruption: Interruption | undefined;
	/** The same run, to go on with; undefined when that cannot be. */
	readonly earlier: EarlierRun | undefined;
	/** Why it cannot be gone on with, a clause. */
	readonly problem?: string;
};

/**
 * The run of a stack that was interrupted after it had changed it, or may have; undefined when there is none, or a run is
 * alive. @throws CommandError when the engine does not answer
 */
export async function interruptedOn(stack: Stack): Promise<Interrupted | undefined> {
	const { directory } = stack;
	const id = isHeld(directory) ? undefined : interruptedAmong(readRunRecords(directory));
	if (id === undefined) return undefined;
	const found = readInterrupted(directory, id);
	if (found.interruption?.changed) return found;
	// Of a damaged journal only the world can tell that nothing was changed.
	const before = found.interruption?.versions.from ?? pinnedIn(stack);
	return (await runsAsBefore(stack, before)) ? undefined : found;
}

async function runsAsBefore(stack: Stack, version: string): Promise<boolean> {
	const { engine, project, config, runbook } = stack;
	if (pinnedIn(stack) !== version) return false;
	const services = await probeServices(engine, project, config, appRepositories(runbook));
	return services.every(
		({ app, oneShot, state, runningImage }) =>
			!app || oneShot || (['healthy', 'no check'].includes(state) && tagOf(runningImage ?? '') === version),
	);
}

/** The newest run when it did not end. @param except the run that asks */
export function findUnfinished(directory: string, except: string): Interrupted | undefined {
	const newest = readRunRecords(directory).findLast(({ run }) => run !== except);
	return newest && isUnended(newest.events) ? readInterrupted(directory, newest.run) : undefined;
}

/** The same of journals that are held whole. @param records oldest first */
export const interruptedAmong = (records: readonly RunRecord[]): string | undefined =>
	openAmong(
		records.map(({ run, events, damaged }) => ({
			...{ run, damaged, unended: isUnended(events) },
			...{ changed: hasChanged(events), everChanged: hasEverChanged(events) },
		})),
	);

function isHeld(directory: string): boolean {
	const holder = readLock(stateDirectory(directory));
	return holder !== undefined && isAlive(holder);
}

/** What the journal of a run says of its interruption. */
export function readInterrupted(directory: string, run: string): Interrupted {
	const file = join(stateDirectory(directory), 'runs', run, 'journal.jsonl');
	try {
		const { events, damaged } = readJournal(file);
		const interruption = interruptionOf(events);
		const problem =
			newerThanThis(interruption) ??
			(damaged.length > 0
				? `its journal is damaged: ${file}, line ${damaged[0]}${damaged.length > 1 ? ' and others' : ''}`
				: interruption?.going
					? undefined
					: `its journal holds no plan: ${file}`);
		return {
			...{ run, interruption },
			...(problem === undefined ? { earlier: { id: run, past: events } } : { earlier: undefined, problem }),
		};
	} catch (error) {
		const problem = `its journal cannot be read: ${(error as Error).message}`;
		return { run, interruption: undefined, earlier: undefined, problem };
	}
}

function newerThanThis(interruption: Interruption | undefined): string | undefined {
	const { lockkeeper = '' } = interruption ?? {};
	if (!isExactVersion(lockkeeper) || compareVersions(lockkeeper, lockkeeperVersion) <= 0) return undefined;
	return `it is a run of Lockkeeper ${lockkeeper}, and this is ${lockkeeperVersion}: go on with that one`;
}
