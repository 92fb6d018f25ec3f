import type { DataKind } from '../data-kind.ts';
import { exists } from '../directory/restore.ts';
import { sqliteFile } from './locate.ts';
import { keptFile } from './names.ts';
import type { SqlitePart, SqlitePlace } from './part.ts';
import { proveSqlite } from './prove.ts';
import { removeSqliteBeside, restoreSqliteBeside } from './restore.ts';
import { shownSqlite } from './shown.ts';
import { demandSqliteReady, swapSqlite } from './swap.ts';
import { takeSqlite } from './take.ts';
import { holdsAsSaved } from './unpack.ts';
import { exportSqliteWrites, sqliteWritesSince } from './writes-since.ts';

/** A SQLite database: a file that the app has open. */
export const sqliteKind: DataKind<SqlitePlace, SqlitePart> = {
	label: ({ path, volume }) => `SQLite database ${volume ? `${path} in volume ${volume.name}` : path}`,
	take: takeSqlite,
	prove: proveSqlite,
	restoreBeside: (context, { path }, part, at) => restoreSqliteBeside(context, path, part, at),
	demandReady: async (context, part, at) =>
		demandSqliteReady(await sqliteFile(context, part), part, at, (file) => holdsAsSaved(context, part, file)),
	async swap(context, part, at) {
		const kept = await swapSqlite(await sqliteFile(context, part), part, at, (file) =>
			holdsAsSaved(context, part, file),
		);
		return kept === undefined ? [] : [kept];
	},
	async keptProblem(context, part, at) {
		const kept = keptFile(await sqliteFile(context, part), part, at);
		return (await exists(kept)) ? undefined : `${kept} is gone`;
	},
	writesSince: sqliteWritesSince,
	exportWrites: exportSqliteWrites,
	removeBeside: removeSqliteBeside,
	shown: shownSqlite,
};
