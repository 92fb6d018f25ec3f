import { z } from 'zod';
import type { Facts, SqliteFileFact } from '../survey/facts.ts';
import { inWords } from '../text/list.ts';

const schema = z.object({
	mounts: z.array(z.object({ service: z.string(), source: z.string(), target: z.string() })),
	sqlite: z.array(
		z.object({
			path: z.string(),
			device: z.number(),
			inode: z.number(),
			held: z.boolean(),
			filled: z.array(z.string()),
		}),
	),
});

/** What containers had of the host before the version was changed. */
export type PersistentData = z.infer<typeof schema>;

/** For the journal: a run that goes on after an interruption finds the new version's world. */
export function rememberData({ mounts, sqlite }: Pick<Facts, 'mounts' | 'sqlite'>): string {
	const kept = mounts.map(({ service, source, target }) => ({ service, source, target }));
	return JSON.stringify({ mounts: kept, sqlite });
}

/** What was remembered; where nothing was, what the facts say. */
export const dataBefore = (remembered: string | undefined, facts: Pick<Facts, 'mounts' | 'sqlite'>) =>
	schema.parse(JSON.parse(remembered ?? rememberData(facts)));

/**
 * What tells that the app no longer uses the databases it had, a clause each: one that looks for its files elsewhere starts
 * empty, and every answer of it looks well.
 */
export function sqliteProblems(
	before: readonly SqliteFileFact[],
	now: readonly SqliteFileFact[],
): readonly string[] {
	return before.flatMap((old) => {
		const file = now.find(({ path }) => path === old.path);
		if (!file) return [`${old.path} cannot be read any more`];
		if (file.device !== old.device || file.inode !== old.inode)
			return [`${old.path} is not the file it was, another was put in its place`];
		if (old.filled.length > 0 && !old.filled.some((table) => file.filled.includes(table)))
			return [`${old.path} has no rows any more in ${inWords(old.filled)}`];
		return old.held && !file.held
			? [`no process has ${old.path} open, as one had before: the app may use another database`]
			: [];
	});
}
