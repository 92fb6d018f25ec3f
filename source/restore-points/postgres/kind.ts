import { rm } from 'node:fs/promises';
import type { RestorePointContext } from '../context.ts';
import type { DataKind } from '../data-kind.ts';
import { exists } from '../directory/restore.ts';
import { alembicRevision } from '../manifest.ts';
import { describePostgres, postgresWarnings } from './describe.ts';
import { endLeftoverSessions } from './end-sessions.ts';
import { exportPostgres } from './export.ts';
import { exportPostgresWrites } from './export-writes.ts';
import { keptFiles } from './live-files.ts';
import { databaseBesideName, databaseKeptName, databaseNames } from './names.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { provePostgres } from './prove.ts';
import { removeDatabaseBeside, restoreDatabaseBeside } from './restore.ts';
import { removeCopyBeside, restoreCopyBeside } from './restore-copy.ts';
import { shownPostgres } from './shown.ts';
import { demandDatabaseReady, demandNobodyOn, isDatabase, swapDatabases } from './swap.ts';
import { demandCopyReady, swapCopy } from './swap-copy.ts';
import { takePostgres } from './take.ts';
import { postgresWritesSince, postgresWrittenAfter } from './writes-since.ts';

/** What is needed to restore from the copy of the files, where that was chosen. */
function copyOf({ copies }: Pick<RestorePointContext, 'copies'>, part: PostgresPart) {
	const live = part.outside ? undefined : copies?.[part.service];
	const { physical } = part;
	return live && physical ? { live, part: { ...part, physical } } : undefined;
}

/** A PostgreSQL database: in a container of the stack, or outside of it. */
export const postgresKind: DataKind<DatabasePlace, PostgresPart> = {
	label: ({ database }) => `database ${database}`,
	take: takePostgres,
	prove: provePostgres,
	endLeftoverSessions,
	async restoreBeside(context, { path, manifest }, part, at) {
		const copied = copyOf(context, part);
		if (copied) return restoreCopyBeside(context, { path, manifest }, copied.part, copied.live, at);
		const beside = databaseBesideName(part.database, at);
		const { took } = await restoreDatabaseBeside(context, path, part, beside, alembicRevision(manifest));
		return { took, made: [beside] };
	},
	writesSince: postgresWritesSince,
	writtenAfter: postgresWrittenAfter,
	exportWrites: exportPostgresWrites,
	async removeBeside(context, part, at) {
		const copied = copyOf(context, part);
		if (copied) return removeCopyBeside(copied.live, at);
		return removeDatabaseBeside(context, part, databaseBesideName(part.database, at));
	},
	unrestorable: ({ artifacts, database }) =>
		artifacts.some(({ role }) => role === 'dump')
			? undefined
			: `of database ${database} it holds no dump, only a copy of its files`,
	async demandReady(context, part, at) {
		const copied = copyOf(context, part);
		if (copied) {
			await demandCopyReady(copied.live, at);
			return demandNobodyOn(context, part);
		}
		const { incoming, kept } = databaseNames(part, at);
		await demandDatabaseReady(context, part, incoming, kept);
	},
	async swap(context, part, at) {
		const copied = copyOf(context, part);
		if (copied) return [await swapCopy(context, part, copied.live, at)];
		const { incoming, kept } = databaseNames(part, at);
		await swapDatabases(context, part, incoming, kept);
		return [`database ${kept}`];
	},
	async kept(context, part, at) {
		const copied = copyOf(context, part);
		if (copied) {
			const name = keptFiles(copied.live, at);
			return { name: `directory ${name}`, isThere: await exists(name) };
		}
		const name = databaseKeptName(part.database, at);
		return { name: `database ${name}`, isThere: await isDatabase(context, part, name) };
	},
	async removeKept(context, part, at) {
		const copied = copyOf(context, part);
		if (copied) await rm(keptFiles(copied.live, at), { recursive: true, force: true });
		else await removeDatabaseBeside(context, part, databaseKeptName(part.database, at));
	},
	export: exportPostgres,
	describe: describePostgres,
	warnings: postgresWarnings,
	shown: shownPostgres,
};
