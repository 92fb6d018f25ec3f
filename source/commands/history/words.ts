/** What `lockkeeper history` is asked. */
export type HistoryAction = {
	/** An id, the beginning of one, or `newest`; undefined: all of them. */
	readonly run: string | undefined;
	readonly markdown: boolean;
	/** The file that a bundle is to be written to, empty for a name of Lockkeeper's own; undefined: none. */
	readonly bundle: string | undefined;
};

/** Reads the words after `history`. */
export function readHistoryWords(
	[run, ...rest]: readonly string[],
	{ markdown, json, bundle }: { markdown: boolean; json: boolean; bundle: string | undefined },
): HistoryAction | { readonly problem: string } {
	if (rest.length > 0)
		return { problem: `Expected one run after history, got “${[run, ...rest].join(' ')}”.` };
	if (run === '')
		return { problem: 'Expected the id of a run, its beginning, or “newest” after history, got nothing.' };
	if (markdown && json) return { problem: 'Expected --markdown or --json after history, got both.' };
	if (bundle !== undefined && run === undefined)
		return {
			problem:
				'Expected the run that the bundle is to be of, got none: lockkeeper history newest --bundle FILE.tar.gz',
		};
	if (bundle !== undefined && markdown)
		return { problem: '--markdown does not go with --bundle: the bundle has the Markdown in it.' };
	return { run, markdown, bundle };
}
