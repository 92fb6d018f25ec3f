// Touches the world: reads the directory that holds a stack's restore points.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from './manifest.ts';
import { manifestName, readManifest } from './manifest-file.ts';
import { idOfLeftover, idTime } from './names.ts';

/** What lies in a directory of restore points; other names in it are nobody's business. */
export type RestorePoints = {
	/** Oldest first. */
	readonly complete: readonly { readonly path: string; readonly manifest: Manifest }[];
	/** Paths without a manifest, those whose removal was begun, what a proof unpacked: no restore points, may be removed. */
	readonly incomplete: readonly string[];
	/** With a manifest that cannot be relied on: damaged, edited, or from a newer Lockkeeper. */
	readonly unreadable: readonly { readonly path: string; readonly problem: string }[];
};

/** Lists restore points by what their manifests say; their files are not read. None when there is no directory. */
export async function listRestorePoints(backupsOfStack: string): Promise<RestorePoints> {
	const names = await namesIn(backupsOfStack);
	const complete: { path: string; manifest: Manifest }[] = [];
	const incomplete: string[] = [];
	const unreadable: { path: string; problem: string }[] = [];
	for (const name of names) {
		const path = join(backupsOfStack, name);
		if (idOfLeftover(name)) incomplete.push(path);
		else if (idTime(name)) {
			if (!(await namesIn(path)).includes(manifestName)) incomplete.push(path);
			else
				await readManifest(path).then(
					(manifest) => complete.push({ path, manifest }),
					(error: Error) => unreadable.push({ path, problem: error.message }),
				);
		}
	}
	return { complete, incomplete, unreadable };
}

async function namesIn(directory: string): Promise<string[]> {
	try {
		return (await readdir(directory)).sort();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return [];
		throw error;
	}
}
