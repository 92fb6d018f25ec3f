// Touches the world: what of a restore point leaves the host, and what its manifest says where the copy arrives.
import type { ShippedFile } from '../../off-host/shipped-point.ts';
import { artifactsOf, type Manifest } from '../../restore-points/manifest.ts';
import { readManifest, writeManifest } from '../../restore-points/manifest-file.ts';
import { hasPhysical, withoutPhysical } from '../../restore-points/without-physical.ts';

/** Dumps, archives and files; physical copies stay. */
export const filesToShip = (manifest: Manifest): readonly ShippedFile[] =>
	artifactsOf(manifest).map(({ file, bytes, sha256 }) => ({ name: file, bytes, sha256 }));

/**
 * The files that a fetched manifest names; what was never sent is taken out of it first.
 * @throws OperatorError when it is no manifest, or was edited
 */
export async function filesToFetch(path: string): Promise<readonly ShippedFile[]> {
	const manifest = await readManifest(path);
	if (hasPhysical(manifest)) await writeManifest(path, withoutPhysical(manifest));
	return filesToShip(manifest);
}
