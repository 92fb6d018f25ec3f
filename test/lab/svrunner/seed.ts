// Touches the world: fills a running SVRunner stack with rows and assets.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SvrunnerStack } from './stack.ts';

/**
 * Adds about this many rows over all tables, and assets of this size. The program runs in the server's
 * container: SQLite is shared by processes of one kernel and one file system only.
 *
 * @param megabytes megabytes of 1,000,000 bytes
 */
export async function seed(stack: SvrunnerStack, rows: number, megabytes: number): Promise<void> {
	const program = await readFile(path.join(import.meta.dirname, 'seed.py'), 'utf8');
	await stack.python(program, [String(rows), String(megabytes)]);
}
