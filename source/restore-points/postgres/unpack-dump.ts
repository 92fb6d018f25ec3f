// Touches the world: lays a dump beside a throw-away server, so that several connections can load it.
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { feedInput, type ProgramPlace } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { memoryForProof } from '../proof-memory.ts';
import { removeFile, writeFile } from './arguments.ts';

/** Bytes of tables from which on several connections load faster than one, the unpacking included. */
const worthSharing = 64 * 1024 * 1024;

/** Memory of a throw-away server, bytes; without it, its data lie on a volume of its own, or the dump is fed. */
export type ProofRoom = {
	readonly data?: number;
	/** For the dump as it is unpacked. */
	readonly dump?: number;
};

/**
 * How much memory a proof gets: for its data and the dump beside it, else for its data, else none.
 * @param tables bytes of all tables, @param indexes whether those that only serve speed are built
 * @param host.available bytes, undefined when the host does not tell; @param host.jobs processors
 */
export function roomForProof(
	tables: number,
	indexes: boolean,
	host: { readonly available: number | undefined; readonly engineIsHere: boolean; readonly jobs: number },
): ProofRoom {
	// Indexes that only serve speed take about half as much again.
	const rows = tables * (indexes ? 1.5 : 1);
	const memoryFor = (bytes: number) => memoryForProof(bytes, host.available, host.engineIsHere);
	const data = memoryFor(rows);
	const shares = host.jobs > 1 && tables >= worthSharing && memoryFor(rows + tables / 2) !== undefined;
	return { ...(data === undefined ? {} : { data }), ...(shares ? { dump: tables } : {}) };
}

/**
 * Unpacks a dump into a file of the container.
 * @returns false when it does not fit: rows that the server had compressed take more in a dump
 */
export async function unpackDump(
	context: RestorePointContext,
	place: ProgramPlace,
	file: string,
	path: string,
): Promise<boolean> {
	try {
		await feedInput(context, place, writeFile(path), file);
		return true;
	} catch (error) {
		if (!(error instanceof CommandError) || context.signal?.aborted) throw error;
		const options = { deadline: 60_000, signal: context.signal };
		await run(context.engine, place.command(removeFile(path)), options);
		return false;
	}
}
