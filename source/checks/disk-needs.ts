import { downloadOf } from '../images/layers-here.ts';
import type { DiskFact, Facts } from '../survey/facts.ts';

/** Room that an upgrade takes on one file system, an estimate. */
export type Need = {
	readonly purpose: DiskFact['purpose'];
	/** What takes it, e.g. `dump of database specivo`. */
	readonly label: string;
	readonly bytes: number;
};

const mebibyte = 1024 ** 2;

/**
 * Factors of the estimate. A compressed dump has no indexes and is seldom above half the database; archives
 * hold attachments, which compress no further; an unpacked layer is about 2.5 times its compressed size; the
 * proof's database is a new cluster with a copy of the data and its write-ahead log (PostgreSQL lets that
 * grow to max_wal_size, 1 GiB by default).
 */
export const factors = {
	dump: 0.5,
	archive: 1,
	layers: 2.5,
	proofCluster: 64 * mebibyte,
	proofLog: 1024 * mebibyte,
	/** System tables, undo and a redo log of a new MariaDB: 96 MiB of log, the rest about as much. */
	proofServer: 256 * mebibyte,
} as const;

/**
 * What an upgrade writes and where. The same layer is counted once, and not at all where it is known to be here.
 * @param loads false when the restore point is read back only
 */
export function diskNeeds(facts: Facts, loads = true): Need[] {
	const needs = [...restorePointNeeds(facts), ...layerNeeds(facts)];
	return loads ? needs : needs.filter(({ label }) => !label.startsWith(proofOf));
}

const proofOf = 'proof of ';

function restorePointNeeds({ data }: Facts): Need[] {
	return data.flatMap((found): Need[] => {
		if (!found.ok) return [];
		const { kind, label, bytes } = found.value;
		switch (kind) {
			case 'postgres':
				return [
					{ purpose: 'restore points', label: `dump of ${label}`, bytes: bytes * factors.dump },
					{
						purpose: 'images',
						label: `${proofOf}${label}`,
						bytes: bytes + Math.min(bytes, factors.proofLog) + factors.proofCluster,
					},
				];
			case 'mariadb':
				// The dump has the values of binary columns as digits; a load has no log that outgrows it.
				return [
					{ purpose: 'restore points', label: `dump of ${label}`, bytes: bytes * factors.dump },
					{ purpose: 'images', label: `${proofOf}${label}`, bytes: bytes + factors.proofServer },
				];
			case 'sqlite':
				// A copy and its compressed form are there at once; so are, for the proof, that form and what comes out.
				return [{ purpose: 'restore points', label: `copy of ${label}`, bytes: bytes * (1 + factors.dump) }];
			case 'volume':
			case 'directory':
				return [{ purpose: 'restore points', label: `archive of ${label}`, bytes: bytes * factors.archive }];
			case 'script':
				// It writes a file of its own, which is then copied.
				return [
					{ purpose: 'stack', label: `output of ${label}`, bytes },
					{ purpose: 'restore points', label: `copy of what ${label} writes`, bytes },
				];
			// On the platform.
			case 'snapshot':
				return [];
			case 'files':
				return [{ purpose: 'restore points', label, bytes }];
			default:
				return kind satisfies never;
		}
	});
}

function layerNeeds({ targetImages, service }: Facts): Need[] {
	if (!targetImages?.ok || service?.is === 'managed') return [];
	const { toDownload } = downloadOf(targetImages.value);
	return [{ purpose: 'images', label: 'images of the target', bytes: toDownload * factors.layers }];
}
