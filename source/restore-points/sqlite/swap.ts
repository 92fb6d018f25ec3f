// Touches the world: puts a restored SQLite database in the place of the live one.
import { lstat, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { holdersOf } from '../../host/file-holders.ts';
import { exists } from '../directory/restore.ts';
import { sideFiles, sqliteBesideName, sqliteKeptName } from './names.ts';

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
	at: Date,
	/** Whether a live file holds what was restored; asked only when no name tells. */
	isRestored: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
	const directory = dirname(live);
	const beside = join(directory, sqliteBesideName(live, at));
	const kept = join(directory, sqliteKeptName(live, at));
	if (!(await exists(beside))) {
		if ((await exists(live)) && (await exists(kept))) return kept;
		// There was no live file to keep, and all was done before: only the content tells.
		if ((await exists(live)) && !(await exists(`${live}-wal`)) && (await isRestored(live))) return undefined;
		throw new OperatorError(`Expected the restored database in ${beside}, found nothing there.`, {
			exit: 3,
			advice: ['Nothing was moved. Restore the database first.'],
		});
	}
	if (await exists(live)) await keep(live, kept);
	for (const ending of sideFiles)
		if (await exists(`${live}${ending}`)) await moveTo(`${live}${ending}`, `${kept}${ending}`);
	await flushDirectory(directory);
	await moveTo(beside, live);
	await flushDirectory(directory);
	return (await exists(kept)) ? kept : undefined;
}

async function keep(live: string, kept: string): Promise<void> {
	const { dev, ino } = await lstat(live);
	const holders = await holdersOf([{ dev, ino }]);
	if (holders.length > 0)
		throw new OperatorError(
			`Expected nobody to use ${live}, found it open in ${holders.map(({ pid, name }) => `process ${pid} (${name})`).join(', ')}: it would go on writing into the file that is moved away.`,
			{ exit: 3, advice: ['Nothing was moved. Stop the service that uses it, and go on.'] },
		);
	await moveTo(live, kept);
}

async function moveTo(from: string, to: string): Promise<void> {
	if (await exists(to))
		throw new OperatorError(`Expected no ${to}, found one; ${from} was made meanwhile.`, {
			exit: 3,
			advice: ['Stop what writes there, move one of the two away by hand, and go on.'],
		});
	await rename(from, to);
}
