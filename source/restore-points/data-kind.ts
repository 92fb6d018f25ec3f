import type { ShownCommand } from '../docker/command.ts';
import type { RestorePointContext } from './context.ts';
import type { Enclosed } from './enclosed.ts';
import type { Manifest, ProofLevel } from './manifest.ts';
import type { Writes } from './writes/writes.ts';

/** What taking a part is given besides its place. */
export type TakeContext = RestorePointContext & {
	/** Directory that the restore point is written in. */
	readonly directory: string;
	/** The name, or a free one like it, for a file of this part. */
	readonly nameFor: (name: string) => string;
	/** The schema revision the survey found, where alembic notes it. */
	readonly schemaRevision: string | undefined;
	/** Directory of all restore points of this stack. */
	readonly backups: string;
	readonly images: Manifest['images'];
	/** Whether a database is also copied file by file. */
	readonly physical: 'auto' | 'only' | 'off';
	/** SQLite databases inside of what is archived. */
	readonly enclosed: readonly Enclosed[];
	/** True where one act after the other is better: a single processor. */
	readonly oneAtATime: boolean;
	/** Notes a program that wrote the restore point, with its version. */
	readonly noteTool: (name: string, version: string) => void;
};

/** What proving a part is given. Its artifacts were compared with the manifest already. */
export type ProveContext = RestorePointContext & {
	/** Directory of the restore point. */
	readonly path: string;
	readonly manifest: Manifest;
	readonly level: Exclude<ProofLevel, 'none'>;
	/** Tells the throw-away containers of one proof apart. */
	readonly number: number;
};

/** What came of a part's proof. */
export type PartProof<Part> = {
	/** Milliseconds that loading it took; 0 when nothing was loaded. */
	readonly took: number;
	/** What was compared, a clause; undefined when there is nothing to say. */
	readonly detail: string | undefined;
	/** The part with what the proof found out, for the manifest. */
	readonly part: Part;
};

/** What exporting a part is given. Its artifacts were compared with the manifest already. */
export type ExportContext = RestorePointContext & {
	/** Directory of the restore point. */
	readonly path: string;
	/** Absolute path of the directory that is exported to. */
	readonly target: string;
};

/** What the names of a swap are made of. */
export type SwapTimes = {
	/** Names what is kept and, unless `undoes` is there, what was restored beside. */
	readonly at: Date;
	/** When the swap was that this one undoes: what that one kept comes in. */
	readonly undoes?: Date | undefined;
};

/** What a swap has kept of one part. */
export type KeptPart = {
	/** For people, e.g. `database specivo_before_20261122t080000z`. */
	readonly name: string;
	readonly isThere: boolean;
	/** Why another swap cannot bring it back, a clause; absent: it can. */
	readonly stuck?: string;
};

/** A restore point that was restored beside what is in use. */
export type RestoredBeside = {
	/** Directory of the restore point. */
	readonly path: string;
	readonly manifest: Manifest;
	/** Names what was made beside. */
	readonly at: Date;
};

/** What an export's README says of a part. */
export type ExportWords = {
	/** Sentences. */
	readonly text: readonly string[];
	/** Commands that bring it back, run in the directory of the export. */
	readonly commands: readonly ShownCommand[];
};

/** What writing out the writes of a part is given. */
export type WritesExportContext = RestorePointContext & {
	/** Absolute path of the directory to write into, 0700. */
	readonly target: string;
	/** Where it will lie once it is whole, relative to the stack's directory: for the commands. */
	readonly shownAs: string;
};

/** What was written out, and how it is loaded again; the commands run in the stack's directory. */
export type ExportedWrites = ExportWords & { readonly rows: number; readonly files: number };

/** Where the commands that an operator pastes are run. */
export type ShownPlace = Pick<RestorePointContext, 'engine' | 'project' | 'servers' | 'copies'>;

/**
 * One kind of data: how it is saved, proven, restored beside and swapped in. All that varies between kinds
 * stands behind this.
 */
export type DataKind<Place, Part> = {
	/** For people, e.g. `database specivo` or `directory /srv/data`. */
	readonly label: (what: Place | Part) => string;
	/** @throws OperatorError, CommandError; what it wrote into the directory is the caller's to remove */
	readonly take: (context: TakeContext, place: Place) => Promise<Part>;
	/** @throws OperatorError, CommandError when it is not what was saved */
	readonly prove: (context: ProveContext, part: Part) => Promise<PartProof<Part>>;
	/**
	 * Ends the sessions that a killed run left in the place's server, by the run's id in the context, and waits until they
	 * are gone. Nobody else's. Absent: it has no server. @returns how many there were @throws OperatorError, CommandError
	 */
	readonly endLeftoverSessions?: (context: RestorePointContext, place: Place) => Promise<number>;
	/**
	 * Restores it beside what is in use, under names made of `at`, and compares. What is in use is not touched.
	 * Done before, it does nothing. @returns what was made, and milliseconds it took
	 */
	readonly restoreBeside: (
		context: RestorePointContext,
		restorePoint: { readonly path: string; readonly manifest: Manifest },
		part: Part,
		at: Date,
	) => Promise<{ readonly took: number; readonly made: readonly string[] }>;
	/**
	 * Compares what was restored beside with what is in use, which is only read. Absent: it cannot be compared.
	 * @throws OperatorError, CommandError, Node's own error when it could not be compared after all
	 */
	readonly writesSince?: (
		context: RestorePointContext,
		restorePoint: RestoredBeside,
		part: Part,
	) => Promise<Writes>;
	/**
	 * How many transactions may have written after `writesSince` looked; undefined when that cannot be told. Cheap: it is
	 * asked while the app is stopped. @throws CommandError
	 */
	readonly writtenAfter?: (
		context: RestorePointContext,
		part: Part,
		writes: Writes,
	) => Promise<number | undefined>;
	/**
	 * Writes out what `writesSince` counted, as files of their own in the target. What is in use is only read.
	 * @throws OperatorError, CommandError, Node's own error; what was written is the caller's to remove
	 */
	readonly exportWrites?: (
		context: WritesExportContext,
		restorePoint: RestoredBeside,
		part: Part,
	) => Promise<ExportedWrites>;
	/**
	 * Removes what was restored beside, and nothing else; absent: it stays until somebody removes it.
	 * @returns what was removed, by name
	 */
	readonly removeBeside?: (context: RestorePointContext, part: Part, at: Date) => Promise<readonly string[]>;
	/** Why a way back cannot put it in the place of what is in use, a clause; absent or undefined: it can. */
	readonly unrestorable?: (part: Part) => string | undefined;
	/**
	 * Looks at all that the swap would refuse, before anything of any part is renamed. Absent: its swap refuses nothing.
	 * @throws OperatorError
	 */
	readonly demandReady?: (context: RestorePointContext, part: Part, at: SwapTimes) => Promise<void>;
	/**
	 * Gives what was restored beside the names in use, or what an earlier swap kept.
	 * @returns what was kept, by name
	 */
	readonly swap: (context: RestorePointContext, part: Part, at: SwapTimes) => Promise<readonly string[]>;
	/** What a swap at this time has kept; absent: a swap keeps nothing of this kind. */
	readonly kept?: (context: RestorePointContext, part: Part, at: Date) => Promise<KeptPart>;
	/** Removes that, and nothing else. Gone before, it does nothing. */
	readonly removeKept?: (context: RestorePointContext, part: Part, at: Date) => Promise<void>;
	/** What `restore-points show` tells of a part besides its artifacts, a line each. */
	readonly describe?: (part: Part) => readonly string[];
	/** What to know before relying on a part, a sentence each. */
	readonly warnings?: (part: Part) => readonly string[];
	/**
	 * Makes of a part what can be used without Lockkeeper; absent: its artifacts are copied.
	 * @returns what the export's README says of it
	 * @throws OperatorError; what was made so far is the caller's to remove
	 */
	readonly export?: (context: ExportContext, part: Part) => Promise<ExportWords>;
	/** The same by hand, commands to paste in the stack's directory. */
	readonly shown: {
		readonly take: (
			where: ShownPlace,
			place: Place,
			fileFor: (name: string) => string,
		) => readonly ShownCommand[];
		/** @param image of the part's service, by id */
		readonly prove: (
			where: ShownPlace,
			place: Place,
			fileFor: (name: string) => string,
			image: (service: string) => string,
		) => readonly ShownCommand[];
		readonly restore: (where: ShownPlace, path: string, part: Part, at: Date) => readonly ShownCommand[];
		readonly swap: (where: ShownPlace, part: Part, at: SwapTimes) => readonly ShownCommand[];
	};
};
