import type { Command } from '../docker/command.ts';

/** A repository may be another one's work: nothing that its settings name is to run because we look at it. */
const guarded = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'] as const;

const git = (directory: string, ...rest: readonly string[]): Command => ({
	argv: ['git', ...guarded, ...rest],
	shown: ['git', ...rest],
	cwd: directory,
});

/** The commit that is checked out. */
export const head = (directory: string) => git(directory, 'rev-parse', '--verify', 'HEAD');
/** Tags of what is checked out, one a line. */
export const tagsAtHead = (directory: string) => git(directory, 'tag', '--points-at', 'HEAD');
/** What is checked out, in words: a tag, and how many commits lie after it. */
export const describe = (directory: string) => git(directory, 'describe', '--tags', '--always');
/** The branch that is checked out; nothing when it is a tag or a commit. */
export const branch = (directory: string) => git(directory, 'branch', '--show-current');
/** Where in the repository the directory lies: nothing at its top, else a path with a closing slash. */
export const place = (directory: string) => git(directory, 'rev-parse', '--show-prefix');
/** Where the repository's own files lie, as seen from the directory. */
export const gitDirectory = (directory: string) => git(directory, 'rev-parse', '--git-common-dir');
/** Tracked files that are not as they were checked out, one a line. */
export const changedFiles = (directory: string) =>
	git(directory, 'status', '--porcelain', '--untracked-files=no');
/** Tracked files that are not as a tag has them, one a line, relative to the repository's top. */
export const differingFrom = (directory: string, tag: string) =>
	git(directory, 'diff', '--no-ext-diff', '--name-only', tag, '--');
/** How many commits are checked out that neither a tag nor a branch of a remote has. */
export const ownCommits = (directory: string) =>
	git(directory, 'rev-list', '--count', 'HEAD', '--not', '--remotes', '--tags');
/** Tags that the remote repository has. It writes nothing. */
export const remoteTags = (directory: string) => git(directory, 'ls-remote', '--tags', '--refs', '--quiet');
/** Brings new tags and their commits; no file of the tree changes. */
export const fetchTags = (directory: string) => git(directory, 'fetch', '--tags');
/** Names of the remote repositories, one a line. */
export const remotes = (directory: string) => git(directory, 'remote');
/** The object that a tag of a remote names, and the tag; nothing when it has none. */
export const remoteTag = (directory: string, remote: string, tag: string) =>
	git(directory, 'ls-remote', '--quiet', remote, `refs/tags/${tag}`);
/** Brings what a tag of a remote holds, and neither the tag nor a note of it. */
export const fetchObjects = (directory: string, remote: string, tag: string) =>
	git(
		directory,
		...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', remote],
		`refs/tags/${tag}`,
	);
/** The commit that a tag names. */
export const commitOf = (directory: string, tag: string) =>
	git(directory, 'rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`);
/** A file as a tag, or `HEAD`, has it. @param path relative to the directory */
export const fileAt = (directory: string, revision: string, path: string) =>
	git(directory, 'show', `${revision}:./${path}`);
/** Checks a tag out; refuses where that would overwrite something, unless told that all of it is known. */
export const checkOut = (directory: string, tag: string, overwrite = false) =>
	git(directory, 'checkout', ...(overwrite ? ['--force'] : []), '--detach', tag);
/** Checks a tag out into a directory of its own, beside the tree. */
export const addWorktree = (directory: string, path: string, tag: string) =>
	git(directory, 'worktree', 'add', '--force', '--detach', path, tag);
export const removeWorktree = (directory: string, path: string) =>
	git(directory, 'worktree', 'remove', '--force', path);
/** Forgets worktrees whose directories are gone. */
export const pruneWorktrees = (directory: string) => git(directory, 'worktree', 'prune');
