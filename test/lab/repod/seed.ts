// Touches the world: fills a running Repod stack with rows and packages.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RepodStack } from './stack.ts';

/**
 * Adds about this many rows over all tables, and packages of this size to the pool. The program runs in
 * the backend's container: it serves both databases.
 *
 * @param megabytes megabytes of 1,000,000 bytes
 */
export async function seed(stack: RepodStack, rows: number, megabytes: number): Promise<void> {
	const program = await readFile(path.join(import.meta.dirname, 'seed.py'), 'utf8');
	await stack.python(program, [String(rows), String(megabytes)]);
}
