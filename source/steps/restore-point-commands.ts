import { join } from 'node:path';
import type { ShownCommand } from '../docker/command.ts';
import type { Manifest } from '../restore-points/manifest.ts';
import {
	databaseBesideName,
	databaseKeptName,
	directoryBesideName,
	directoryKeptName,
	dumpFile,
	restorePointId,
} from '../restore-points/names.ts';
import {
	shownCommands,
	shownDatabaseRestore,
	shownDatabaseSwap,
	shownDirectoryRestore,
	shownDirectorySwap,
	shownProofCommands,
} from '../restore-points/shown-commands.ts';
import type { Facts } from '../survey/facts.ts';
import type { Stack } from '../survey/identify.ts';
import { wanted } from './restore-point.ts';

/** By hand: take a restore point as the step does. */
export const takeCommands = (stack: Stack, facts: Facts): readonly ShownCommand[] =>
	shownCommands(stack, wanted(stack, facts, new Date(facts.at)));

/** By hand: prove what `takeCommands` took. */
export function proveCommands(stack: Stack, facts: Facts): readonly ShownCommand[] {
	const { databases, images, backups, version } = wanted(stack, facts, new Date(facts.at));
	const path = join(backups, restorePointId(new Date(facts.at), version));
	return databases.flatMap(({ service, user, database }) => {
		const image = images.find((candidate) => candidate.service === service)?.id ?? '';
		return shownProofCommands(stack, path, { file: dumpFile(service, database), user }, image);
	});
}

/** By hand: load a restore point beside, and swap it in. @param now names what is made beside */
export function restoreCommands(
	stack: Stack,
	path: string,
	manifest: Manifest,
	now: Date,
): { readonly restore: readonly ShownCommand[]; readonly swap: readonly ShownCommand[] } {
	const { databases, directories } = manifest;
	return {
		restore: [
			...databases.flatMap((entry) =>
				shownDatabaseRestore(stack, path, entry, databaseBesideName(entry.database, now)),
			),
			...directories.flatMap((entry) => shownDirectoryRestore(path, entry, directoryBesideName(now))),
		],
		swap: [
			...databases.flatMap((entry) =>
				shownDatabaseSwap(
					stack,
					entry,
					databaseBesideName(entry.database, now),
					databaseKeptName(entry.database, now),
				),
			),
			...directories.flatMap((entry) =>
				shownDirectorySwap(entry, directoryBesideName(now), directoryKeptName(now)),
			),
		],
	};
}
