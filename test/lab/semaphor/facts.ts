// Touches the world: what a test wants to know about a running Semaphor stack.
import * as tables from '../tables.ts';
import type { SemaphorStack } from './stack.ts';

/** Rows of each table, counted. */
export const rowCounts = (stack: SemaphorStack) => tables.rowCounts(stack.sql, ['public']);

/** MD5 of each table's rows as text, in the order of their bytes. */
export const tableChecksums = (stack: Pick<SemaphorStack, 'sql'>) =>
	tables.tableChecksums(stack.sql, ['public']);

/** Every column of the schema as `table.column`, sorted: there is no revision to ask for. */
export async function columns(stack: Pick<SemaphorStack, 'sql'>): Promise<string[]> {
	const listed = await stack.sql(
		`SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`,
	);
	return listed
		.split('\n')
		.filter((line) => line !== '')
		.sort();
}
