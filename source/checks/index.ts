import { backupDirectory } from './backup-directory.ts';
import type { Check, CheckInput } from './check.ts';
import { composeFile } from './compose-file.ts';
import { dataMounts } from './data-mounts.ts';
import { databaseVersion } from './database-version.ts';
import { diskSpace } from './disk-space.ts';
import { engineVersion } from './engine-version.ts';
import type { Finding } from './finding.ts';
import { hopAllowed } from './hop-allowed.ts';
import { maintenanceWindow } from './maintenance-window.ts';
import { newVariables } from './new-variables.ts';
import { noMixedVersions } from './no-mixed-versions.ts';
import { offHostCopy } from './off-host-copy.ts';
import { releaseNotes } from './release-notes.ts';
import { requiredVariables } from './required-variables.ts';
import { schemaRevision } from './schema-revision.ts';
import { servicesUp } from './services-up.ts';
import { tagsUnmoved } from './tags-unmoved.ts';
import { targetExists } from './target-exists.ts';
import { versionKnown } from './version-known.ts';
import { versionPinned } from './version-pinned.ts';

/** Every check, in the order of the checklist. */
export const checks: readonly Check[] = [
	engineVersion,
	composeFile,
	servicesUp,
	versionKnown,
	versionPinned,
	noMixedVersions,
	schemaRevision,
	databaseVersion,
	diskSpace,
	requiredVariables,
	dataMounts,
	backupDirectory,
	offHostCopy,
	targetExists,
	tagsUnmoved,
	hopAllowed,
	releaseNotes,
	newVariables,
	maintenanceWindow,
];

/** What every check finds, in the order of the checklist. */
export function examineAll(input: CheckInput): Finding[] {
	return checks.map((check) => check.examine(input));
}
