import { z } from 'zod';
import type { FarCopies } from './off-host.ts';
import { idIn, wholeTag } from './restic-arguments.ts';

/** A snapshot of a restore point. */
export type Snapshot = {
	readonly snapshot: string;
	/** Of the restore point. */
	readonly id: string;
	readonly whole: boolean;
};

const snapshotsSchema = z
	.array(z.object({ id: z.string(), time: z.string(), tags: z.array(z.string()).default([]) }))
	.nullable();

/**
 * Snapshots of restore points, oldest first, from `restic snapshots --json`.
 * @throws Error when it is something else
 */
export function readSnapshots(stdout: string): readonly Snapshot[] {
	return (snapshotsSchema.parse(JSON.parse(stdout)) ?? [])
		.toSorted((one, other) => one.time.localeCompare(other.time))
		.flatMap(({ id: snapshot, tags }) => {
			const id = idIn(tags);
			return id === undefined ? [] : [{ snapshot, id, whole: tags.includes(wholeTag) }];
		});
}

/** Tells copies from snapshots whose files were never compared. */
export function sortSnapshots(snapshots: readonly Snapshot[]): FarCopies {
	const ids = [...new Set(snapshots.map(({ id }) => id))].sort();
	const whole = ids.filter((id) => snapshots.some((found) => found.id === id && found.whole));
	return { whole, incomplete: ids.filter((id) => !whole.includes(id)) };
}

const lineSchema = z.object({
	message_type: z.string(),
	bytes_done: z.number().optional(),
	files_done: z.number().optional(),
	snapshot_id: z.string().optional(),
	data_added: z.number().optional(),
});

/** What a line of `restic backup --json` tells. */
export type BackupLine = {
	readonly bytesDone?: number | undefined;
	readonly filesDone?: number | undefined;
	readonly snapshot?: string | undefined;
	/** Bytes that the repository did not hold before. */
	readonly added?: number | undefined;
};

export function readBackupLine(line: string): BackupLine {
	const found = lineSchema.safeParse(parse(line)).data;
	return {
		bytesDone: found?.bytes_done,
		filesDone: found?.files_done,
		snapshot: found?.snapshot_id,
		added: found?.data_added,
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
