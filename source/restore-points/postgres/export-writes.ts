// Touches the world: writes out the rows that were written since a restore point.
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyInto, execute } from '../../docker/arguments.ts';
import { toShell } from '../../docker/command.ts';
import { inWords } from '../../text/list.ts';
import type { ExportedWrites, RestoredBeside, WritesExportContext } from '../data-kind.ts';
import { compactTime, distinct, plain } from '../names.ts';
import { csvRecords, fieldsOf, holdsEndMark } from '../writes/csv-records.ts';
import { type BothSides, withBothSides } from './both-sides.ts';
import { nameOf, type TableShape } from './compared-tables.ts';
import { copyOut } from './copy-out.ts';
import { deleteScript, loadScript, type Values, type WrittenTable } from './load-script.ts';
import type { PostgresPart } from './part.ts';
import { copyAll } from './write-statements.ts';
import { type DifferingTable, differencesOf, findDiffering } from './writes-since.ts';

/**
 * A directory with CSV of each table: new and changed rows with all columns of now, keys of the deleted ones, and
 * scripts for psql that load them. Tables without a key, and those that the restore point does not have, are written
 * out whole.
 */
export async function exportPostgresWrites(
	context: WritesExportContext,
	point: RestoredBeside,
	part: PostgresPart,
): Promise<ExportedWrites> {
	const within = distinct(`database-${plain(part.database)}`, new Set(await readdir(context.target)));
	const directory = join(context.target, within);
	await mkdir(directory, { mode: 0o700 });
	const { written, whole, rows } = await withBothSides(context, point, part, async (sides) => {
		const found = await findDiffering(context, sides, part.database);
		const names = new Set<string>();
		const nameFor = (table: string, ending: string) => {
			let name = `${plain(table)}${ending}`;
			for (let count = 2; names.has(name); count++) name = `${plain(table)}-${count}${ending}`;
			names.add(name);
			return name;
		};
		const written: (WrittenTable & { readonly rows: number })[] = [];
		for (const table of found.tables.filter(({ key }) => key))
			written.push(
				await writeTable(context, sides, table, directory, {
					file: nameFor(table.name, '.csv'),
					deleted: nameFor(table.name, '.deleted.csv'),
				}),
			);
		const whole: { shape: TableShape; file: string; rows: number }[] = [];
		for (const shape of [
			...found.tables.filter(({ key }) => !key).map(({ now }) => now),
			...found.onlyNow.filter(({ rows }) => rows > 0).map(({ shape }) => shape),
		]) {
			const file = nameFor(nameOf(shape), '.all.csv');
			whole.push({ shape, file, rows: await writeWhole(context, sides, shape, join(directory, file)) });
		}
		const sum = [...written, ...whole].reduce((total, { rows }) => total + rows, 0);
		return { written, whole, rows: sum };
	});
	const removes = deleteScript(written);
	if (written.length > 0) await writeText(join(directory, 'load.sql'), loadScript(written));
	if (removes !== undefined) await writeText(join(directory, 'delete.sql'), removes);
	return {
		rows,
		files: 0,
		...words(context, point, part, {
			within,
			written,
			whole: whole.map(({ file }) => file),
			removes: removes !== undefined,
		}),
	};
}

async function writeTable(
	context: WritesExportContext,
	sides: BothSides,
	table: DifferingTable,
	directory: string,
	names: { readonly file: string; readonly deleted: string },
): Promise<WrittenTable & { readonly rows: number }> {
	const key = (table.key ?? []).map(({ column }) => column);
	const columns = table.now.columns.map(({ name }) => name);
	const file = await open(join(directory, names.file), 'wx', 0o600);
	const gone = await open(join(directory, names.deleted), 'wx', 0o600);
	const apart = { rows: [] as Values[], deleted: [] as Values[] };
	let rows = 0;
	let deleted = 0;
	try {
		await file.appendFile(header(columns));
		await gone.appendFile(header(key));
		for await (const batch of differencesOf(context, sides, table, { saved: key, now: columns })) {
			const kept = batch.filter(({ is }) => is !== 'deleted').map(({ row }) => row.row);
			const removed = batch.filter(({ is }) => is === 'deleted').map(({ row }) => row.row);
			rows += kept.length;
			deleted += removed.length;
			apart.rows.push(...(await append(file, kept)));
			apart.deleted.push(...(await append(gone, removed)));
		}
	} finally {
		await Promise.all([file.close(), gone.close()]);
	}
	if (deleted === 0) await rm(join(directory, names.deleted));
	return { table, file: names.file, deleted: deleted > 0 ? names.deleted : undefined, apart, rows };
}

async function writeWhole(
	context: WritesExportContext,
	{ now }: BothSides,
	shape: TableShape,
	path: string,
): Promise<number> {
	const file = await open(path, 'wx', 0o600);
	let rows = 0;
	try {
		await file.appendFile(header(shape.columns.map(({ name }) => name)));
		for await (const records of csvRecords(copyOut(context, now, copyAll(shape)))) {
			rows += records.length;
			await appendAll(file, records);
		}
	} finally {
		await file.close();
	}
	return rows;
}

const header = (columns: readonly string[]) =>
	`${columns.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')}\n`;

/** Appends what psql can read back. @returns the values of the others */
async function append(file: FileHandle, records: readonly string[]): Promise<readonly Values[]> {
	const apart = records.filter(holdsEndMark);
	await appendAll(file, apart.length > 0 ? records.filter((record) => !holdsEndMark(record)) : records);
	return apart.map((record) => fieldsOf(Buffer.from(record, 'latin1').toString()));
}

/** One byte a character, as the records were read. */
async function appendAll(file: FileHandle, records: readonly string[]): Promise<void> {
	if (records.length > 0) await file.appendFile(Buffer.from(`${records.join('\n')}\n`, 'latin1'));
}

async function writeText(path: string, text: string): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(text);
	} finally {
		await file.close();
	}
}

function words(
	{ engine, project, shownAs }: WritesExportContext,
	{ at }: RestoredBeside,
	{ service, user, database, outside }: PostgresPart,
	made: {
		readonly within: string;
		readonly written: readonly WrittenTable[];
		readonly whole: readonly string[];
		readonly removes: boolean;
	},
) {
	const { within, written, whole, removes } = made;
	const place = `/tmp/lockkeeper-writes-${compactTime(at)}`;
	const psql = (directory: string, script: string) => [
		...['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', database],
		...['-c', `\\cd ${directory}`, '-f', script],
	];
	const scripts = [...(written.length > 0 ? ['load.sql'] : []), ...(removes ? ['delete.sql'] : [])];
	const leftOut = written.filter(({ table }) => table.leftOut.length > 0);
	return {
		text: [
			...(written.length > 0
				? [
						`\`${within}/\` holds new and changed rows as CSV, a file a table. \`load.sql\` puts them into database ${database} once the way back is done: all or nothing, and over what is there under the same key. It also holds the few rows that psql cannot read from CSV, if there are any.`,
					]
				: [`No table with a key has new or changed rows in database ${database}.`]),
			...(removes
				? [
						'`*.deleted.csv` hold the keys of deleted rows; run `delete.sql` as well when they should go again.',
					]
				: []),
			...(leftOut.length > 0
				? [
						`Not loaded, because only one schema has these columns or their type changed: ${leftOut.map(({ table }) => `${table.name} (${table.leftOut.join(', ')})`).join('; ')}.`,
					]
				: []),
			...(whole.length > 0
				? [
						`Written out whole, and not loaded by the script, because they have no key or the restored database does not have them: ${inWords(whole)}.`,
					]
				: []),
			...(outside && scripts.length > 0
				? [`Its server is outside of the stack: run these in \`${within}/\`, with \`-h HOST\`.`]
				: []),
		],
		commands:
			scripts.length === 0
				? []
				: outside
					? scripts.map((script) => toShell({ argv: psql('.', script) }))
					: [
							toShell(copyInto(engine, project, join(shownAs, within), service, place)),
							...scripts.map((script) => toShell(execute(engine, project, service, psql(place, script)))),
							toShell(execute(engine, project, service, ['rm', '-r', place])),
						],
	};
}
