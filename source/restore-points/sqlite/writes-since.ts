// Touches the world: compares a SQLite database in use with the one that was restored beside it.
import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { quote } from '../../docker/command.ts';
import { holdersOf } from '../../host/file-holders.ts';
import type { RestorePointContext } from '../context.ts';
import type { ExportedWrites, RestoredBeside, WritesExportContext } from '../data-kind.ts';
import { distinct, plain } from '../names.ts';
import { meter } from '../progress.ts';
import type { Writes } from '../writes/writes.ts';
import { compareDatabases } from './call.ts';
import { sqliteFile } from './locate.ts';
import { besideFile } from './names.ts';
import type { SqlitePart } from './part.ts';

/** Rows new, changed and deleted in each table, by its primary key. @throws OperatorError when it cannot be read */
export async function sqliteWritesSince(
	context: RestorePointContext,
	point: RestoredBeside,
	part: SqlitePart,
): Promise<Writes> {
	const found = await compare(context, point, part);
	if ('refused' in found) return { of: 'not compared', why: found.refused };
	return { of: 'tables', compared: found.compared, tables: [...found.tables] };
}

/** New and changed rows as SQL, and the statements that delete again. */
export async function exportSqliteWrites(
	context: WritesExportContext,
	point: RestoredBeside,
	part: SqlitePart,
): Promise<ExportedWrites> {
	const { target, shownAs } = context;
	const name = basename(part.path);
	const rows = distinct(`sqlite-${plain(name)}.sql`, new Set(await readdir(target)));
	const deleted = rows.replace(/\.sql$/, '.deleted.sql');
	const files = { rows: join(target, rows), deleted: join(target, deleted) };
	const found = await compare(context, point, part, files);
	if ('refused' in found)
		return { rows: 0, files: 0, text: [`Not exported: ${found.refused}.`], commands: [] };
	const { written = { rows: 0, deleted: 0 } } = found;
	if (written.rows === 0) await rm(files.rows);
	if (written.deleted === 0) await rm(files.deleted);
	const live = await sqliteFile(context, part);
	const load = (file: string) => `sqlite3 -bail ${quote(live)} < ${quote(join(shownAs, file))}`;
	return {
		...{ rows: written.rows, files: 0 },
		text: [
			written.rows > 0
				? `\`${rows}\` holds new and changed rows as SQL, over the columns that both databases have, and over what is there under the same key. Stop what uses ${name}, then:`
				: `No table with a primary key has new or changed rows in ${name}.`,
			...(written.deleted > 0 ? [`\`${deleted}\` deletes again what was deleted.`] : []),
			'Tables without a primary key, and those that the restored database does not have, are not in it.',
		],
		commands: [...(written.rows > 0 ? [load(rows)] : []), ...(written.deleted > 0 ? [load(deleted)] : [])],
	};
}

async function compare(
	context: RestorePointContext,
	{ at }: RestoredBeside,
	part: SqlitePart,
	files?: { readonly rows: string; readonly deleted: string },
) {
	const live = await sqliteFile(context, part);
	const saved = besideFile(live, part, at);
	const idle = (await holdersOf([await lstat(live)])).length === 0;
	const progress = meter(context.onProgress, { label: `comparing ${basename(live)}`, unit: 'items' });
	let seen = 0;
	return compareDatabases(context, { now: live, saved, idle, ...(files ? { files } : {}) }, (done, total) => {
		if (total !== undefined) progress.expect(total);
		progress.add(done - seen);
		seen = done;
	});
}
