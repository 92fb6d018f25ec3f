// Touches the world: puts a restored SQLite database in the place of the live one.
import { lstat, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { holdersOf } from '../../host/file-holders.ts';
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
	at: Date,
	/** Whether a live file holds what was restored; asked only when no name tells. */
	isRestored: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
	await demandSqliteReady(live, part, at, isRestored);
	const directory = dirname(live);
	const [beside, kept] = [besideFile(live, part, at), keptFile(live, part, at)];
	// What lies in an archived directory was moved with it, the files beside it too.
	if (part.archivedIn === undefined && (await exists(beside))) {
		if (await exists(live)) await moveTo(live, kept);
		for (const ending of sideFiles)
			if (await exists(`${live}${ending}`)) await moveTo(`${live}${ending}`, `${kept}${ending}`);
		await flushDirectory(directory);
		await moveTo(beside, live);
		await flushDirectory(directory);
	}
	return (await exists(kept)) ? kept : undefined;
}

type Enclosable = Pick<SqlitePart, 'path' | 'archivedIn'>;

/** All that the swap would refuse before it moves anything; when it was done before, nothing. @throws OperatorError */
export async function demandSqliteReady(
	live: string,
	part: Enclosable,
	at: Date,
	isRestored: (file: string) => Promise<boolean>,
): Promise<void> {
	const beside = besideFile(live, part, at);
	if (await exists(beside)) {
		await demandClosed(live);
		const kept = keptFile(live, part, at);
		if (part.archivedIn === undefined && (await exists(live))) await demandFree(kept, live);
		return;
	}
	const directory = keptDirectory(live, part, at);
	// A live file with the same content says nothing here: it would be moved away with the directory.
	if (directory !== undefined && (await exists(directory))) return;
	if (directory === undefined && (await exists(live))) {
		if (await exists(keptFile(live, part, at))) return;
		// There was no live file to keep, and all was done before: only the content tells.
		if (!(await exists(`${live}-wal`)) && (await isRestored(live))) return;
	}
	throw new OperatorError(`Expected the restored database in ${beside}, found nothing there.`, {
		exit: 3,
		advice: ['Nothing was moved. Restore the database first.'],
	});
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
