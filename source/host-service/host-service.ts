/** An app that runs on this host without containers, and all that is needed to look at it and to start it. */
export type HostService = {
	readonly is: 'host';
	/** Stands for the Compose project's name. */
	readonly project: string;
	/** Absolute path of the stack's directory, the working directory of every call. */
	readonly directory: string;
	/** What it is called among services. */
	readonly service: string;
	/** The link that the app is started from, relative to the directory. */
	readonly link: string;
	/** Where its builds lie, relative to the directory: the path of each up to its version. */
	readonly builds: string;
	/** Prints the id of its process; nothing, 0, or another exit code while it does not run. */
	readonly pid: readonly string[];
	readonly stop: readonly string[];
	readonly start: readonly string[];
	/** Its log, relative to the directory. */
	readonly log: string;
};

/** The reference of a build, in the place of an image's. */
export const buildReference = ({ service }: Pick<HostService, 'service'>, version: string): string =>
	`${service}:${version}`;
