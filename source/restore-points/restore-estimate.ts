import { type Manifest, type Part, partsOf } from './manifest.ts';

/**
 * Bytes a second on 2 cores, estimates: loading tables and keys, building indexes, and unpacking an archive that is
 * compared with what came of it; copying files and comparing them with their checksums.
 */
const rates = { load: 22e6, indexes: 30e6, unpack: 100e6, copy: 200e6 };

type Proven = Pick<Manifest, 'parts' | 'proof'>;

/**
 * Milliseconds that restoring all of a restore point would take: what its proof measured of its databases, an estimate
 * for what that left out, and one for the archives, which no proof unpacks.
 */
export function restoreEstimate({ parts, proof }: Proven): number {
	const { level, restoreTook } = proof;
	const archives = time(sum(parts.map(archiveBytes)), rates.unpack);
	if (level === 'full') return restoreTook + archives;
	const loads = level === 'data' ? restoreTook : time(sum(parts.map(databaseBytes)), rates.load);
	return loads + indexesTake({ parts }) + archives;
}

/** Milliseconds that it would take from the copies of the servers' files. */
export const copyEstimate = ({ parts }: Pick<Manifest, 'parts'>): number =>
	time(sum(parts.map(archiveBytes)), rates.unpack) +
	time(sum(partsOf({ parts }, 'postgres').map(({ physical }) => physical?.bytes ?? 0)), rates.copy);

/** Milliseconds that the indexes which a proof of the data leaves out would take. */
export const indexesTake = (manifest: Pick<Manifest, 'parts'>): number =>
	time(sum(partsOf(manifest, 'postgres').map((part) => part.secondaryIndexBytes)), rates.indexes);

const time = (bytes: number, rate: number) => Math.round((bytes / rate) * 1000);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
/** Of what is unpacked, where that is known. */
const rawBytes = ({ artifacts }: Part) =>
	sum(artifacts.map((artifact) => artifact.rawBytes ?? artifact.bytes));

const archiveBytes = (part: Part) =>
	part.kind === 'directory' || part.kind === 'volume' ? rawBytes(part) : 0;

function databaseBytes(part: Part): number {
	if (part.kind === 'postgres') return part.tableBytes;
	return part.kind === 'mariadb' || part.kind === 'sqlite' ? rawBytes(part) : 0;
}
