// Touches the world: puts a restored SQLite database in the place of the live one.
import { lstat, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { holdersOf } from '../../host/file-holders.ts';
import type { SwapTimes } from '../data-kind.ts';
import { exists } from '../directory/restore.ts';
import { besideFile, keptDirectory, keptFile } from './names.ts';
import type { SqlitePart } from './part.ts';
import { sideFiles } from './side-files.ts';

/**
 * Moves the live database to its kept name, with what SQLite keeps beside it, then the restored one into its
 * place. Nothing is removed or overwritten. A write-ahead log left beside the restored database would be taken for
 * its own, so the restored one comes last.
 *
 * It can be killed between any two renames and called again. While the restored file is there, not all is done.
 * The live file is moved first: when the kept file is there and no live one, the files beside are what is left to
 * move. Both there, with a restored one: somebody made a new database between the halves, and it is refused.
 * @returns the kept file, or undefined when there was no live one
 * @throws OperatorError when nothing was restored, or a process still has the live file open
 */
export async function swapSqlite(
	live: string,
	part: Enclosable,
	times: SwapTimes,
	/** Whether a live file holds what was restored; asked only when no name tells. */
	isRestored: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
	await demandSqliteReady(live, part, times, isRestored);
	const directory = dirname(live);
	const [incoming, kept] = [incomingFile(live, part, times), keptFile(live, part, times.at)];
	// What lies in an archived directory was moved with it, the files beside it too.
	if (part.archivedIn === undefined && (await exists(incoming))) {
		if (await exists(live)) await moveTo(live, kept);
		for (const ending of sideFiles)
			if (await exists(`${live}${ending}`)) await moveTo(`${live}${ending}`, `${kept}${ending}`);
		await flushDirectory(directory);
		await moveTo(incoming, live);
		await flushDirectory(directory);
	}
	return (await exists(kept)) ? kept : undefined;
}

type Enclosable = Pick<SqlitePart, 'path' | 'archivedIn'>;

/** All that the swap would refuse before it moves anything; when it was done before, nothing. @throws OperatorError */
export async function demandSqliteReady(
	live: string,
	part: Enclosable,
	times: SwapTimes,
	isRestored: (file: string) => Promise<boolean>,
): Promise<void> {
	const incoming = incomingFile(live, part, times);
	if (await exists(incoming)) {
		await demandClosed(live);
		if (part.archivedIn === undefined) await demandAlone(incoming);
		const kept = keptFile(live, part, times.at);
		if (part.archivedIn === undefined && (await exists(live))) await demandFree(kept, live);
		return;
	}
	const directory = keptDirectory(live, part, times.at);
	// A live file with the same content says nothing here: it would be moved away with the directory.
	if (directory !== undefined && (await exists(directory))) return;
	if (directory === undefined && (await exists(live))) {
		if (await exists(keptFile(live, part, times.at))) return;
		// There was no live file to keep, and all was done before: only the content tells.
		if (!(await exists(`${live}-wal`)) && (await isRestored(live))) return;
	}
	throw new OperatorError(`Expected the restored database in ${incoming}, found nothing there.`, {
		exit: 3,
		advice: ['Nothing was moved. Restore the database first.'],
	});
}

const incomingFile = (live: string, part: Enclosable, { at, undoes }: SwapTimes): string =>
	undoes === undefined ? besideFile(live, part, at) : keptFile(live, part, undoes);

/** What SQLite kept beside a database that comes in would have to come with it, and no rename moves both at once. */
async function demandAlone(incoming: string): Promise<void> {
	for (const ending of sideFiles)
		if (await exists(`${incoming}${ending}`))
			throw new OperatorError(
				`Expected nothing beside ${incoming}, found ${incoming}${ending}: what is in it is not in the database yet.`,
				{
					exit: 3,
					advice: [
						`Nothing was moved. Let SQLite write it into the database: sqlite3 '${incoming}' 'VACUUM'`,
					],
				},
			);
}

async function demandClosed(live: string): Promise<void> {
	const found = await lstat(live).catch(() => undefined);
	const holders = found ? await holdersOf([found]) : [];
	if (holders.length === 0) return;
	throw new OperatorError(
		`Expected nobody to use ${live}, found it open in ${holders.map(({ pid, name }) => `process ${pid} (${name})`).join(', ')}: it would go on writing into the file that is moved away.`,
		{ exit: 3, advice: ['Nothing was moved. Stop the service that uses it, and go on.'] },
	);
}

async function moveTo(from: string, to: string): Promise<void> {
	await demandFree(to, from);
	await rename(from, to);
}

async function demandFree(name: string, wantedBy: string): Promise<void> {
	if (!(await exists(name))) return;
	throw new OperatorError(`Expected no ${name}, found one; ${wantedBy} was made meanwhile.`, {
		exit: 3,
		advice: ['Stop what writes there, move one of the two away by hand, and go on.'],
	});
}
