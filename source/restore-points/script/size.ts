// Touches the world: measures what a vendor's script wrote when it last ran.
import { listEntries } from './list-entries.ts';

/** Bytes of its newest file, 0 when there is none: what it will write cannot be told. */
export async function newestOutput(writes: string, backups: string): Promise<number> {
	const files = (await listEntries(writes, backups)).filter(({ is }) => is === 'file');
	const newest = files.reduce<(typeof files)[number] | undefined>(
		(last, file) => (last && last.changed >= file.changed ? last : file),
		undefined,
	);
	return Number(newest?.size ?? 0n);
}
