import { createHash } from 'node:crypto';

/** Type, name, table and SQL of all that was created, a row each, in an order of their own. */
export const schemaQuestion =
	'SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name, tbl_name';

/** The same as one text of JSON: an index that SQLite makes by itself has no SQL. */
export const schemaAsJson = `SELECT json_group_array(json_array(type, name, tbl_name, sql)) FROM (${schemaQuestion})`;

/** sha256 of these rows. */
export const schemaDigest = (rows: unknown): string =>
	createHash('sha256').update(JSON.stringify(rows)).digest('hex');
