export type Outcome = 'pass' | 'warn' | 'fail' | 'skip';

/** What one check found. */
export type Finding = {
	/** The check's id, also its file name. */
	readonly check: string;
	/** What was to be shown, e.g. `Disk space`. */
	readonly title: string;
	readonly outcome: Outcome;
	/** What was seen, with numbers and names. */
	readonly evidence: string;
	/** The command by which the operator sees the same; undefined when there is none. */
	readonly command?: string;
	/** What to do; undefined when nothing has to be done. */
	readonly advice?: string;
};
