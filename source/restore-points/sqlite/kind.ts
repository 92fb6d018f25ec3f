import { rm } from 'node:fs/promises';
import type { DataKind } from '../data-kind.ts';
import { exists } from '../directory/restore.ts';
import { sqliteFile } from './locate.ts';
import { keptFile } from './names.ts';
import type { SqlitePart, SqlitePlace } from './part.ts';
import { proveSqlite } from './prove.ts';
import { removeSqliteBeside, restoreSqliteBeside } from './restore.ts';
import { shownSqlite } from './shown.ts';
import { withSideFiles } from './side-files.ts';
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
	async kept(context, part, at) {
		const name = keptFile(await sqliteFile(context, part), part, at);
		return { name, isThere: await exists(name) };
	},
	async removeKept(context, part, at) {
		// What lies in an archived directory goes with what is kept of that.
		if (part.archivedIn !== undefined) return;
		const kept = keptFile(await sqliteFile(context, part), part, at);
		for (const name of withSideFiles(kept).toReversed()) await rm(name, { force: true });
	},
	writesSince: sqliteWritesSince,
	exportWrites: exportSqliteWrites,
	removeBeside: removeSqliteBeside,
	shown: shownSqlite,
};
