// Touches the world: fills a running Semaphor stack with rows.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SemaphorStack } from './stack.ts';

/** Adds about this many rows, spread over the tables. */
export async function seedRows(stack: SemaphorStack, rows: number): Promise<void> {
	const statements = await readFile(path.join(import.meta.dirname, 'seed.sql'), 'utf8');
	await stack.sql(`\\set rows ${rows}\n${statements}`);
}
