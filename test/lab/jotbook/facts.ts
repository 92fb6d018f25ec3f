// Touches the world: what a test wants to know about a Jotbook stack, running or not.
import path from 'node:path';
import { fileHashes } from '../file-hashes.ts';
import { readingSqlite, sqliteColumns, sqliteSums } from '../sqlite.ts';
import type { JotbookStack } from './stack.ts';

const databaseOf = ({ directory }: JotbookStack) => path.join(directory, 'data', 'jotbook.db');

/** A sum of each table's rows, whatever their order. */
export const tableChecksums = (stack: JotbookStack) => sqliteSums(databaseOf(stack));

/** Every column of the schema as `table.column`, sorted. */
export const columns = (stack: JotbookStack) => sqliteColumns(databaseOf(stack));

/** What the app's own table says. */
export const schemaVersion = (stack: JotbookStack) =>
	readingSqlite(databaseOf(stack), (database) =>
		Number(database.prepare('SELECT max(version) AS version FROM schema_version').get()?.version),
	);

/** SHA-256 of each attachment, by its name. */
export const attachmentHashes = ({ directory }: JotbookStack) =>
	fileHashes(path.join(directory, 'data', 'attachments'));
