import type { DataKind } from '../data-kind.ts';
import { describePostgres, postgresWarnings } from './describe.ts';
import { exportPostgres } from './export.ts';
import { databaseBesideName, databaseKeptName } from './names.ts';
import type { DatabasePlace, PostgresPart } from './part.ts';
import { provePostgres } from './prove.ts';
import { restoreDatabaseBeside } from './restore.ts';
import { shownPostgres } from './shown.ts';
import { demandDatabaseReady, swapDatabases } from './swap.ts';
import { takePostgres } from './take.ts';

/** A PostgreSQL database in a container of the stack. */
export const postgresKind: DataKind<DatabasePlace, PostgresPart> = {
	label: ({ database }) => `database ${database}`,
	take: takePostgres,
	prove: provePostgres,
	async restoreBeside(context, { path, manifest }, part, at) {
		const beside = databaseBesideName(part.database, at);
		const { took } = await restoreDatabaseBeside(context, path, part, beside, manifest.schemaRevision);
		return { took, made: [beside] };
	},
	unrestorable: ({ artifacts, database }) =>
		artifacts.some(({ role }) => role === 'dump')
			? undefined
			: `of database ${database} it holds a physical copy only, which a way back does not use yet`,
	demandReady: (context, part, at) =>
		demandDatabaseReady(
			context,
			part,
			databaseBesideName(part.database, at),
			databaseKeptName(part.database, at),
		),
	async swap(context, part, at) {
		const keptAs = databaseKeptName(part.database, at);
		await swapDatabases(context, part, databaseBesideName(part.database, at), keptAs);
		return [`database ${keptAs}`];
	},
	export: exportPostgres,
	describe: describePostgres,
	warnings: postgresWarnings,
	shown: shownPostgres,
};
