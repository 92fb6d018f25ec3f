/** One program call as data: what a test compares, the wizard shows and `run.ts` runs. */
export type Command = {
	/** Program and arguments; no shell ever reads them. */
	readonly argv: readonly string[];
	/** What people are told it is, where the arguments wrap it in a script of ours. */
	readonly shown?: readonly string[];
	/** Working directory; the operator sees it as `cd`. */
	readonly cwd?: string;
};

/** A command or pipeline for the operator to read and paste: programs with `|`, `<` and `>` between them. */
export type ShownCommand = string;

const plainWord = /^[\w@%+=:,./-]+$/;

/** Quotes one argument for a POSIX shell. */
export function quote(word: string): string {
	return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command as a POSIX shell reads it. */
export function toShell(command: Command): ShownCommand {
	return (command.shown ?? command.argv).map(quote).join(' ');
}
