// Touches the world: gives what was loaded beside the names in use.

import { readManifest } from '../restore-points/manifest-file.ts';
import {
	databaseBesideName,
	databaseKeptName,
	directoryBesideName,
	directoryKeptName,
} from '../restore-points/names.ts';
import { swapDatabases } from '../restore-points/swap-databases.ts';
import { swapDirectory } from '../restore-points/swap-directory.ts';
import { inWords } from '../text/list.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/** Renames only: the state of now stays under a dated name. */
export const swap: StepKindModule = {
	interruptible: false,
	async act(context, step) {
		const restore = restorePointContext(context);
		const manifest = await readManifest(step.parameters.restorePoint ?? '');
		const at = new Date(step.parameters.at ?? '');
		const kept: string[] = [];
		for (const database of manifest.databases) {
			const keptAs = databaseKeptName(database.database, at);
			await swapDatabases(restore, database, databaseBesideName(database.database, at), keptAs);
			kept.push(`database ${keptAs}`);
		}
		for (const directory of manifest.directories) {
			const keptAs = directoryKeptName(at);
			await swapDirectory(directory, directoryBesideName(at), keptAs);
			kept.push(`${directory.path}/${keptAs}`);
		}
		return { detail: `the state before is kept: ${inWords(kept)}`, outputs: { kept: kept.join('\n') } };
	},
};
