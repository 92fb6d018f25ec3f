import type { Progress } from '../run/events.ts';
import type { ShippedFile, ShippedPoint } from './shipped-point.ts';

/** How long work is watched and stopped. */
export type OffHostOptions = {
	/** Told ten times a second at most; bytes. */
	readonly onProgress?: ((progress: Omit<Progress, 'step'>) => void) | undefined;
	/** Stops it at the next safe point; what arrived stays, and the next copy goes on from there. */
	readonly signal?: AbortSignal | undefined;
};

/** What a copy did. */
export type CopyResult = {
	/** Where it lies, for sentences, e.g. `ssh://nas/backups/specivo/20260801T021500Z-0.1.9`. */
	readonly place: string;
	/** Bytes of all files, without the manifest. */
	readonly bytes: number;
	/** Bytes that had to be sent; the others were there. */
	readonly sent: number;
	/** True when a whole copy with the right checksums was there already. */
	readonly alreadyThere: boolean;
};

/** What lies at the other end, by id, oldest first. */
export type FarCopies = {
	/** With a manifest: every checksum was right when it was written. */
	readonly whole: readonly string[];
	/** Broken off: no copies. The next copy of the same id goes on; `remove` takes one away. */
	readonly incomplete: readonly string[];
};

/**
 * Copies of one stack's restore points off this host. Every function throws OperatorErrors, which say what
 * happened, where the good restore point is, and what to do. Copies are encrypted only where the tool does it:
 * a `crypt` remote of rclone, or restic.
 */
export type OffHost = {
	/** The target, as sentences call it. */
	readonly name: string;
	/** How it is reached, e.g. `rsync over SSH`. */
	readonly means: string;
	/**
	 * Set when a directory lies on the same file system as the restore points, or on the system's: a broken disk
	 * takes both, or the mount is not there. The only copy is then still on this host.
	 */
	readonly sharesDiskWith?: 'the restore points' | 'the system';
	/**
	 * Ships a restore point. Goes on where an earlier copy of the same id broke off; compares the sha256 of
	 * each file at the other end; sends the manifest last, and only what has one is a copy.
	 */
	readonly copy: (point: ShippedPoint, options?: OffHostOptions) => Promise<CopyResult>;
	readonly list: (options?: OffHostOptions) => Promise<FarCopies>;
	/**
	 * Brings a copy back as `<into>/<id>`, each file compared with its sha256. Goes on where it broke off.
	 * @param into directory on this host that holds restore points; made when it is not there
	 * @param options.filesOf reads and judges the manifest in a directory, and tells the files it names
	 * @returns the directory of the restore point
	 */
	readonly fetch: (
		id: string,
		into: string,
		options: OffHostOptions & { readonly filesOf: (path: string) => Promise<readonly ShippedFile[]> },
	) => Promise<string>;
	/** Removes the copy with this id, whole or not. Nothing else is looked at. */
	readonly remove: (id: string, options?: OffHostOptions) => Promise<void>;
};
