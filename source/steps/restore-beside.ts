// Touches the world: loads a restore point beside what is in use.
import { databaseBesideName, directoryBesideName } from '../restore-points/names.ts';
import { restoreDatabaseBeside } from '../restore-points/restore-database.ts';
import { restoreDirectoryBeside } from '../restore-points/restore-directory.ts';
import { verifyArtifacts } from '../restore-points/verify-artifacts.ts';
import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';
import { restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

/** New database, new directory; both compared with the manifest. What is in use is not touched. */
export const restoreBeside: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const path = step.parameters.restorePoint ?? '';
		const restore = restorePointContext(context);
		const manifest = await verifyArtifacts(path);
		const now = new Date(step.parameters.at ?? '');
		let took = 0;
		const made: string[] = [];
		for (const database of manifest.databases) {
			const beside = databaseBesideName(database.database, now);
			took += (await restoreDatabaseBeside(restore, path, database, beside, manifest.schemaRevision)).took;
			made.push(beside);
		}
		for (const directory of manifest.directories) {
			const beside = directoryBesideName(now);
			await restoreDirectoryBeside(restore, path, directory, beside);
			made.push(`${directory.path}/${beside}`);
		}
		return {
			detail: `loaded in ${formatDuration(took)} and compared: ${inWords(made)}`,
		};
	},
};
