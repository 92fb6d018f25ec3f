import { createHash } from 'node:crypto';
import { canonicalEntry, parseEntry } from './tar-answers.ts';

/** Counts the entries that tar printed and digests their canonical lines. */
export async function digestEntries(
	lines: AsyncIterable<string>,
): Promise<{ files: number; list: { entries: number; sha256: string } }> {
	const hash = createHash('sha256');
	let entries = 0;
	let files = 0;
	for await (const line of lines) {
		const entry = parseEntry(line);
		hash.update(`${canonicalEntry(entry)}\n`);
		entries += 1;
		if (entry.type !== 'd') files += 1;
	}
	return { files, list: { entries, sha256: hash.digest('hex') } };
}
