/** What `lockkeeper history` is asked. */
export type HistoryAction = {
	/** An id, the beginning of one, or `newest`; undefined: all of them. */
	readonly run: string | undefined;
	readonly markdown: boolean;
};

/** Reads the words after `history`. */
export function readHistoryWords(
	[run, ...rest]: readonly string[],
	{ markdown, json }: { markdown: boolean; json: boolean },
): HistoryAction | { readonly problem: string } {
	if (rest.length > 0)
		return { problem: `Expected one run after history, got “${[run, ...rest].join(' ')}”.` };
	if (run === '')
		return { problem: 'Expected the id of a run, its beginning, or “newest” after history, got nothing.' };
	if (markdown && json) return { problem: 'Expected --markdown or --json after history, got both.' };
	return { run, markdown };
}
