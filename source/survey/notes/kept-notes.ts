// Touches the world: keeps notes from the net in the stack's state directory, for a look without one.
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { writeFileAtomically } from '../../host/atomic-file.ts';
import type { Changelog } from '../../releases/changelog.ts';
import { largestChangelog } from '../../releases/notes-at-address.ts';

const section = z.object({
	version: z.string(),
	date: z.string().optional(),
	start: z.int().nonnegative(),
	end: z.int().nonnegative(),
});
const kept = z.object({
	format: z.literal(1),
	/** When it was read, or seen not to have changed; ISO 8601. */
	at: z.iso.datetime(),
	etag: z.string().optional(),
	text: z.string(),
	sections: z.array(section).optional(),
});

export type KeptNotes = Omit<z.infer<typeof kept>, 'format'>;

/** @param address with its query: another one is another source @returns undefined when nothing is kept that may be trusted */
export function readKeptNotes(state: string, address: string): KeptNotes | undefined {
	try {
		const file = fileOf(state, address);
		if (
			![statSync(state), lstatSync(dirname(file)), lstatSync(file)].every((found) => isTrusted(state, found))
		)
			return undefined;
		// Written as JSON, a character may take six.
		if (statSync(file).size > largestChangelog * 2) return undefined;
		const { format, ...found } = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
		return found;
	} catch {
		return undefined;
	}
}

/** Keeps notes where there is a state directory already; where they cannot be written, nothing is kept. */
export async function keepNotes(
	state: string,
	address: string,
	{ text, sections }: Pick<Changelog, 'text' | 'sections'>,
	etag: string | undefined,
): Promise<void> {
	try {
		if (!isTrusted(state, statSync(state))) return;
		const file = fileOf(state, address);
		mkdirSync(dirname(file), { mode: 0o700, recursive: true });
		if (!isTrusted(state, lstatSync(dirname(file)))) return;
		const content = { format: 1, at: new Date().toISOString(), etag, text, sections };
		await writeFileAtomically(file, JSON.stringify(content), { mode: 0o600 });
	} catch {
		// It is a convenience: a full disk is told by those who need it.
	}
}

const fileOf = (state: string, address: string) =>
	join(state, 'cache', `notes-${createHash('sha256').update(address).digest('hex').slice(0, 32)}.json`);

/** Of this user, of root or, to root, of the stack's owner, and written to by nobody else; a link never is. */
function isTrusted(state: string, { uid, mode }: Stats): boolean {
	const own = process.getuid?.();
	if (own === undefined) return true;
	const trusted = own === 0 ? [0, statSync(dirname(state)).uid] : [own, 0];
	return trusted.includes(uid) && (mode & 0o022) === 0;
}
