// Touches the world: compares a directory in use with the one that was restored beside it.
import { join } from 'node:path';
import type { RestorePointContext } from '../context.ts';
import { meter } from '../progress.ts';
import type { Writes } from '../writes/writes.ts';
import { fileDifferences } from './file-differences.ts';

/** A directory in use, and what was restored inside it. */
export type DirectoryBeside = {
	readonly path: string;
	readonly except: readonly string[];
	/** Name of the directory that was unpacked into. */
	readonly besideName: string;
	/** For people. */
	readonly label: string;
};

/** Files new, changed and removed. Both sides are only read. */
export async function directoryWritesSince(
	context: RestorePointContext,
	{ path, except, besideName, label }: DirectoryBeside,
): Promise<Writes> {
	const found = { new: 0, changed: 0, removed: 0 };
	const progress = meter(context.onProgress, { label: `comparing ${label}`, unit: 'items' });
	const options = { signal: context.signal, onEntry: () => progress.add(1) };
	for await (const { is } of fileDifferences(join(path, besideName), path, except, options)) found[is] += 1;
	progress.end();
	return { of: 'files', ...found };
}
