// Touches the world: remembers which volumes a way back made and kept.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { compactTime } from '../names.ts';

const schema = z.object({
	/** Volumes that there were before one was made: after a kill, the one that is new is ours. */
	before: z.array(z.string()),
	/** Made from the snapshot. */
	made: z.string().optional(),
	/** What the app had before the swap. */
	kept: z.string().optional(),
});

export type Notes = z.infer<typeof schema>;

const fileOf = (directory: string, at: Date) =>
	join(directory, '.lockkeeper', 'snapshots', `${compactTime(at)}.json`);

/** Undefined when nothing was made at that time. */
export function readNotes(directory: string, at: Date): Notes | undefined {
	const file = fileOf(directory, at);
	return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/** A rename: the old notes or the new ones are there, whatever happens. */
export function writeNotes(directory: string, at: Date, notes: Notes): void {
	const file = fileOf(directory, at);
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	writeFileSync(`${file}.new`, JSON.stringify(notes), { mode: 0o600 });
	renameSync(`${file}.new`, file);
}
