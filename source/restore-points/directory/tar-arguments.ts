/** Argument lists of GNU tar. Keeps owners by number, sparse files, extended attributes and ACLs. */

/**
 * Archives a directory and writes one line an entry to a file; where the archive goes is the caller's to add.
 * @param except paths within it to leave out, taken literally
 */
export const createArchive = (
	directory: string,
	except: readonly string[],
	listFile: string,
): readonly string[] => [
	'--create',
	'--format=posix',
	// The archive's own reading changes the one, and nothing can give back the other.
	'--pax-option=delete=atime,delete=ctime',
	'--numeric-owner',
	'--sparse',
	'--xattrs',
	'--acls',
	'--one-file-system',
	...listing(),
	`--index-file=${listFile}`,
	'--anchored',
	'--no-wildcards',
	...except.map((name) => `--exclude=./${name}`),
	`--directory=${directory}`,
	'.',
];

/** Reads an archive from stdin and prints one line an entry; on stderr how many bytes it was. */
export const listArchive: readonly string[] = [
	'--list',
	'--totals',
	'--numeric-owner',
	// As they stand in the archive: without it tar hides the slash that gives a forged link away.
	'--absolute-names',
	...listing(),
	'--file=-',
];

/** Unpacks an archive from stdin into an empty directory. @param asRoot owners can be given back by root only */
export const extractArchive = (directory: string, asRoot: boolean): readonly string[] => [
	'--extract',
	'--numeric-owner',
	'--preserve-permissions',
	asRoot ? '--same-owner' : '--no-same-owner',
	'--sparse',
	'--xattrs',
	// Those of security modules belong to the host, not to the data.
	'--xattrs-include=user.*',
	'--xattrs-include=security.capability',
	'--acls',
	'--delay-directory-restore',
	'--quoting-style=c',
	'--file=-',
	`--directory=${directory}`,
];

/** Compares an archive from stdin with a directory: content, mode, owner, time, links. Exit 1 when something differs. */
export const compareArchive = (directory: string): readonly string[] => [
	'--compare',
	'--numeric-owner',
	'--quoting-style=c',
	'--file=-',
	`--directory=${directory}`,
];

function listing(): readonly string[] {
	return ['--verbose', '--verbose', '--full-time', '--quoting-style=c'];
}
