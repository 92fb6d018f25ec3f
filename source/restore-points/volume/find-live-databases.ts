// Touches the world: finds databases in use inside a volume that only a container reaches.
import type { RestorePointContext } from '../context.ts';
import type { LiveDatabases } from '../directory/server-files.ts';
import { createArchive } from '../directory/tar-arguments.ts';
import { type Helper, scratchDirectory, someChanged, volumeDirectory } from './helper.ts';
import { marksIn, serversIn, sqliteByHead } from './live-marks.ts';
import { readLines } from './read-lines.ts';

/** Files that one call looks into: an argument list has an end. */
const atOnce = 200;

/**
 * Looks at the names that would be archived. Which files a process has open no container sees: in use is what a server
 * makes when it starts and removes when it is shut down.
 * @param except names of top-level entries that are left out
 */
export async function findLiveDatabasesInVolume(
	context: Pick<RestorePointContext, 'engine' | 'signal'>,
	helper: Helper,
	except: readonly string[],
): Promise<LiveDatabases> {
	const listFile = `${scratchDirectory}/names`;
	// tar reads no file that goes nowhere: this is a walk, and no image that can archive lacks it.
	await helper
		.run(['tar', ...createArchive(volumeDirectory, except, listFile), '--file=/dev/null'])
		.catch(someChanged);
	const marks = await readLines(context, helper, listFile, marksIn);
	const sqlite: string[] = [];
	for (let from = 0; from < marks.logged.length; from += atOnce) {
		const files = marks.logged.slice(from, from + atOnce);
		const { stdout } = await helper.run(sqliteByHead(files.map((file) => `${volumeDirectory}/${file}`)));
		sqlite.push(
			...stdout
				.split('\n')
				.filter(Boolean)
				.flatMap((index) => files[Number(index)] ?? []),
		);
	}
	return { servers: serversIn(marks), sqlite: sqlite.sort() };
}
