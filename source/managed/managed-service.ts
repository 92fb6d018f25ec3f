/** An app of one machine on Fly.io, and how its command-line tool is called. */
export type ManagedService = {
	readonly is: 'managed';
	/** Stands for the Compose project's name. */
	readonly project: string;
	/** Absolute path of the stack's directory, the working directory of every call. */
	readonly directory: string;
	/** What it is called among services. */
	readonly service: string;
	/** The tool, with what stands before every word. */
	readonly program: readonly string[];
	/** The app's configuration, relative to the directory. */
	readonly config: string;
	/** The app's name on the platform. */
	readonly app: string;
	/** The repository of its image. */
	readonly image: string;
};
