// Touches the world: reads the names in a directory.
import { readdir } from 'node:fs/promises';
import { ownPrefix } from '../names.ts';

/** What Lockkeeper itself put into a directory: kept states of earlier ways back, its own backups. */
export async function ownEntries(directory: string): Promise<readonly string[]> {
	return (await readdir(directory)).filter((name) => name.startsWith(ownPrefix));
}
