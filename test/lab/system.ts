import type { Progress } from './image.ts';
import type { LabVersion } from './room.ts';

/** What was given to `up` whatever the system; what is left out is the system's own default. */
export type UpOptions = {
	version: string;
	directory: string;
	rows?: number;
	project?: string;
	port?: number;
};

/** Options of the command line as they were written, by their names without dashes. */
export type GivenOptions = Readonly<Record<string, string | boolean | undefined>>;

/** One system of the lab; `systems.ts` lists them. */
export type LabSystem<Own extends object = object> = {
	name: string;
	/** What it is and what stands in for what, for `lab list`: the first line goes beside the name. */
	about: readonly string[];
	versions: readonly LabVersion[];
	/** Said below the versions. */
	note: string;
	/** Options of `up` that this system has beside those of `UpOptions`, with what the usage says of them. */
	options: Readonly<Record<string, OwnOption>>;
	/** Defaults of the options that every system has, for the usage. */
	defaults: { rows: number; port: number };
	/** @throws WrongUse naming the option, what was expected and what was found. */
	readOptions(given: GivenOptions): Own;
	/** Builds what the registry does not have yet. */
	build(progress: Progress): Promise<void>;
	up(options: UpOptions & Own & { progress: Progress }): Promise<{
		readonly url: string;
		readonly directory: string;
		/** What to do with it, where Compose has no part in it. */
		readonly guidance?: readonly string[];
	}>;
	/** Ends the stack and removes what `up` wrote. Returns the names of what is left. */
	down(directory: string): Promise<string[]>;
	/** How Compose is called in the stack's directory, such as `docker compose`. */
	compose: string;
};

export type OwnOption = {
	/** Name of the value; a switch has none. */
	value?: string;
	help: string;
};
