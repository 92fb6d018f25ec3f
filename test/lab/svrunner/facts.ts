// Touches the world: what a test wants to know about an SVRunner stack, running or not.
import path from 'node:path';
import { fileHashes } from '../file-hashes.ts';
import { sqliteColumns, sqliteCounts, sqliteSums } from '../sqlite.ts';
import type { SvrunnerStack } from './stack.ts';

/** The database's file below the bind mount. */
export const databaseOf = ({ directory }: SvrunnerStack): string => path.join(directory, 'files', 'local.db');

/** Rows of each table, counted. */
export const rowCounts = (stack: SvrunnerStack) => sqliteCounts(databaseOf(stack));

/** A sum of each table's rows, whatever their order. */
export const tableChecksums = (stack: SvrunnerStack) => sqliteSums(databaseOf(stack));

/** Every column of the schema as `table.column`, sorted: there is no revision to ask for. */
export const columns = (stack: SvrunnerStack) => sqliteColumns(databaseOf(stack));

/** SHA-256 of each asset, by its name. */
export const assetHashes = ({ directory }: SvrunnerStack) =>
	fileHashes(path.join(directory, 'files', 'assets'));
