import { z } from 'zod';
import { OperatorError } from '../../host/errors.ts';
import { artifactSchema } from '../artifact/artifact.ts';
import { withSideFiles } from '../sqlite/side-files.ts';

/** A directory of the host that is archived. */
export type DirectoryPlace = {
	/** Absolute. */
	readonly path: string;
	/** Names of top-level entries that are neither archived nor swapped. */
	readonly except: readonly string[];
};

/** What an archive holds and what it lacks, told by tar itself but for databases in use. */
export const archiveSchema = z.object({
	/** Names of top-level entries that were left out. */
	except: z.array(z.string()),
	/** Those of `except` that the runbook did not name: data directories of running database servers. */
	servers: z.array(z.string()).optional(),
	/** SQLite databases that the runbook names, left out and saved by themselves, paths within the directory. */
	databases: z.array(z.string()).optional(),
	/** SQLite databases in use that were archived as files, paths within the directory. */
	liveSqlite: z.array(z.string()).optional(),
	/** Files and links archived, directories not counted. */
	files: z.number(),
	/** Names of files that changed while they were read. */
	changed: z.array(z.string()),
	/** Names left out by tar: sockets, and directories where another file system begins. */
	skipped: z.array(z.string()),
	/** The tree's digest: of `tar --list`'s lines, mode, owner, size, time, name and link of each entry. */
	list: z.object({ entries: z.number(), sha256: z.string() }),
});

/** What an archive holds and what it lacks. */
export type Archived = z.infer<typeof archiveSchema>;

/** A saved directory: one artifact, `archive`, a tar archive inside a zstd frame. */
export const directoryPart = archiveSchema.extend({
	kind: z.literal('directory'),
	artifacts: z.array(artifactSchema),
	/** Absolute path on the host. */
	path: z.string(),
});

export type DirectoryPart = z.infer<typeof directoryPart>;

/** Paths within the directory that its archive leaves out. */
export const leftOutOf = ({ except, databases = [] }: Pick<Archived, 'except' | 'databases'>) => [
	...except,
	...databases.flatMap(withSideFiles),
];

/** What is needed to read or unpack it. @throws OperatorError when the manifest names no archive */
export function archiveOf(
	part: DirectoryPart,
): z.infer<typeof artifactSchema> & Pick<DirectoryPart, 'path' | 'list'> {
	const [archive] = part.artifacts;
	if (archive) return { ...archive, path: part.path, list: part.list };
	throw new OperatorError(`The manifest names no archive of ${part.path}.`, {
		exit: 3,
		advice: ['Choose another restore point.'],
	});
}
