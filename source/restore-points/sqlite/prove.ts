// Touches the world: proves a saved SQLite database.
import { join } from 'node:path';
import { readBack } from '../artifact/store.ts';
import type { PartProof, ProveContext } from '../data-kind.ts';
import { inProofDirectory } from '../proof-directory.ts';
import { databaseOf, type SqlitePart } from './part.ts';
import { unpackDatabase } from './unpack.ts';

/**
 * `read back`: decompressed to its end. `data` and `full`: unpacked beside the restore point, asked for damage and
 * compared value by value; `full` also compares each index with its table.
 */
export async function proveSqlite(context: ProveContext, part: SqlitePart): Promise<PartProof<SqlitePart>> {
	const { file } = databaseOf(part);
	if (context.level === 'read back') {
		await readBack(join(context.path, file), () => {}, context.signal);
		return { took: 0, detail: `${file} read back`, part };
	}
	const began = performance.now();
	await inProofDirectory(context.path, (directory) =>
		unpackDatabase(
			context,
			context.path,
			part,
			join(directory, 'database.db'),
			context.level === 'full' ? 'full' : 'quick',
		),
	);
	const rows = part.tables.reduce((sum, table) => sum + table.rows, 0);
	return {
		took: Math.round(performance.now() - began),
		detail: [
			`${file}: ${part.tables.length} tables, ${rows} rows as saved`,
			...(part.unchecked === undefined ? [] : [`not checked in full: ${part.unchecked}`]),
			...(part.orphans > 0 ? [`${part.orphans} rows without their parent, as in the original`] : []),
		].join(', '),
		part,
	};
}
