// Touches the world: ships a restore point off this host.
import { OperatorError } from '../host/errors.ts';
import { artifactsOf, type Manifest } from '../restore-points/manifest.ts';
import { hasPhysical, savedAsCopyOnly } from '../restore-points/without-physical.ts';
import { formatBytes } from '../text/bytes.ts';
import { inWords } from '../text/list.ts';
import type { CopyResult, OffHost, OffHostOptions } from './off-host.ts';
import { openOffHost } from './open-off-host.ts';
import type { ShippedFile } from './shipped-point.ts';
import type { OffHostTarget } from './target.ts';

/** A restore point and where it goes. */
export type Shipment = {
	/** The stack's name. */
	readonly stack: string;
	/** Directory of all restore points of this stack. */
	readonly backups: string;
	readonly path: string;
	readonly manifest: Manifest;
	readonly target: OffHostTarget;
};

/** What came of it, and how it is said. */
export type Shipped = CopyResult &
	Pick<OffHost, 'sharesDiskWith'> & { readonly sentences: readonly string[] };

/** Dumps, archives and files; physical copies stay. */
export const filesToShip = (manifest: Manifest): readonly ShippedFile[] =>
	artifactsOf(manifest).map(({ file, bytes, sha256 }) => ({ name: file, bytes, sha256 }));

/** Copies what can be shipped, and compares it there. @throws OperatorError; what arrived stays for the next try */
export async function shipPoint(
	{ stack, backups, path, manifest, target }: Shipment,
	options: OffHostOptions,
): Promise<Shipped> {
	demandDumps(manifest);
	const { id } = manifest;
	const offHost = await openOffHost(target, { stack, restorePoints: backups, signal: options.signal });
	const copied = await offHost.copy({ id, path, files: filesToShip(manifest) }, options);
	const { sharesDiskWith } = offHost;
	return {
		...copied,
		...(sharesDiskWith === undefined ? {} : { sharesDiskWith }),
		sentences: [
			copied.alreadyThere
				? `Restore point ${id} is at ${copied.place} already, every checksum as in the manifest.`
				: `Restore point ${id} was copied to ${copied.place}: ${formatBytes(copied.sent)} sent of ${formatBytes(copied.bytes)}, every checksum compared there.`,
			...(sharesDiskWith === undefined
				? []
				: [
						`It lies on the same disk as ${sharesDiskWith}: a fault of that disk takes both, and the only copy is still on this host.`,
					]),
			...(hasPhysical(manifest)
				? ['Its physical copy stays here: what was copied are dumps, archives and files.']
				: []),
		],
	};
}

/** A physical copy is not shipped: a restore point without a dump would arrive without its database. */
function demandDumps(manifest: Manifest): void {
	const databases = savedAsCopyOnly(manifest);
	if (databases.length === 0) return;
	throw new OperatorError(
		`${manifest.id} cannot be copied: of ${inWords(databases)} it holds a physical copy only, and physical copies stay on this host.`,
		{
			exit: 3,
			advice: [
				'Nothing was copied.',
				'Say `physical: auto` in lockkeeper.yaml and take a restore point with a dump: lockkeeper backup',
			],
		},
	);
}
