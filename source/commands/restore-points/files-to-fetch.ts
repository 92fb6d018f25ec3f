// Touches the world: what a restore point's manifest says where a copy of it arrives.
import { filesToShip } from '../../off-host/ship-point.ts';
import type { ShippedFile } from '../../off-host/shipped-point.ts';
import { readManifest, writeManifest } from '../../restore-points/manifest-file.ts';
import { hasPhysical, withoutPhysical } from '../../restore-points/without-physical.ts';

/**
 * The files that a fetched manifest names; what was never sent is taken out of it first.
 * @throws OperatorError when it is no manifest, or was edited
 */
export async function filesToFetch(path: string): Promise<readonly ShippedFile[]> {
	const manifest = await readManifest(path);
	if (hasPhysical(manifest)) await writeManifest(path, withoutPhysical(manifest));
	return filesToShip(manifest);
}
