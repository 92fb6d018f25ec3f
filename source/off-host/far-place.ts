/** Files that go to the other end, or come from it. */
export type Transfer = {
	/** Directory on this host. */
	readonly here: string;
	/** Directory at the other end, relative to the target. */
	readonly there: string;
	readonly files: readonly {
		readonly name: string;
		readonly bytes: number;
		/** Bytes that arrived before. A place that cannot continue a file sends it whole. */
		readonly from: number;
	}[];
	/** Told as bytes arrive. */
	readonly onBytes: (count: number) => void;
	readonly signal: AbortSignal;
};

/**
 * A place at the other end that holds files. All paths are relative to the target, and plain names: no place
 * needs to think about odd ones. Each function may throw Node's errors, a ToolFailure or an SftpFailure; who
 * calls makes a sentence of them.
 */
export type FarPlace = {
	/** What sentences call it. */
	readonly name: string;
	/** How it is reached, e.g. `rsync over SSH`. */
	readonly means: string;
	/** Bytes of every file below a directory, by path relative to it; nothing when there is no such directory. */
	readonly sizes: (directory: string, signal: AbortSignal) => Promise<ReadonlyMap<string, number>>;
	/** Bytes that may still be written; undefined where the place does not tell. */
	readonly room: (signal: AbortSignal) => Promise<number | undefined>;
	/** Makes directories, private where the place knows modes. The target itself is never made. */
	readonly makeDirectories: (directories: readonly string[], signal: AbortSignal) => Promise<void>;
	/** Sends files, private and flushed where the place can; what arrived stays when it breaks off. */
	readonly send: (transfer: Transfer) => Promise<void>;
	/** Brings files here, 0600; what arrived stays when it breaks off. */
	readonly bring: (transfer: Transfer) => Promise<void>;
	/** sha256 of files as they lie there; a file that is missing has none. */
	readonly sha256: (
		directory: string,
		files: readonly { readonly name: string; readonly bytes: number }[],
		onBytes: (count: number) => void,
		signal: AbortSignal,
	) => Promise<ReadonlyMap<string, string>>;
	/** Writes a small file, flushed. */
	readonly write: (file: string, content: Buffer, signal: AbortSignal) => Promise<void>;
	readonly read: (file: string, signal: AbortSignal) => Promise<Buffer>;
	/** Renames a file, in place of another if there is one. */
	readonly rename: (from: string, to: string, signal: AbortSignal) => Promise<void>;
	readonly removeFiles: (files: readonly string[], signal: AbortSignal) => Promise<void>;
	/** Removes a directory with all that is in it. */
	readonly removeDirectory: (directory: string, signal: AbortSignal) => Promise<void>;
	/** Ends what the place keeps open. */
	readonly close: () => Promise<void>;
};
