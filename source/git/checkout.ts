// Touches the world through git: what is checked out in a stack's directory.
import { compareVersions, exactVersion, exactVersions } from '../releases/versions.ts';
import * as git from './arguments.ts';
import { runGit } from './run.ts';

/** Milliseconds for a look at the repository on this host, and for a question to the remote one. */
const deadline = 20_000;
const remoteDeadline = 60_000;

/** What is checked out. */
export type Checkout = {
	readonly commit: string;
	/** The release whose tag it is, without the prefix; undefined when no tag of a release is there. */
	readonly version?: string;
	/** In git's words, e.g. `v1.0.1` or `v1.0.1-2-g3f2c1a9`. */
	readonly described: string;
	/** Undefined when a tag or a commit is checked out, as usual. */
	readonly branch?: string;
	/** Tracked files that were changed since. */
	readonly changed: readonly string[];
	/** Commits that are nowhere but here. */
	readonly ownCommits: number;
	/** Where in the repository the stack lies; empty at its top. */
	readonly place: string;
	/** Where the repository's own files lie, relative to the stack or absolute. */
	readonly gitDirectory: string;
};

/** @param prefix what stands before the version in a tag's name @throws OperatorError */
export async function readCheckout(
	directory: string,
	prefix: string,
	signal?: AbortSignal,
): Promise<Checkout> {
	const ask = (command: ReturnType<typeof git.head>) => runGit(command, { deadline, signal });
	// First of all: what is wrong with the repository is told once.
	const commit = await ask(git.head(directory));
	const [tags, described, branch, changed, ownCommits, place, gitDirectory] = await Promise.all([
		ask(git.tagsAtHead(directory)),
		ask(git.describe(directory)),
		ask(git.branch(directory)),
		ask(git.changedFiles(directory)),
		ask(git.ownCommits(directory)),
		ask(git.place(directory)),
		ask(git.gitDirectory(directory)),
	]);
	const version = versionsIn(tags.split('\n'), prefix).at(-1);
	return {
		commit,
		...(version === undefined ? {} : { version }),
		described: version === undefined ? described : `${prefix}${version}`,
		...(branch === '' ? {} : { branch }),
		changed: changedIn(changed),
		ownCommits: Number(ownCommits),
		place,
		gitDirectory,
	};
}

/** Releases among the names of tags, oldest first; pure. Without the prefix it is another series of tags. */
export function versionsIn(tags: readonly string[], prefix: string): readonly string[] {
	return exactVersions(
		tags.flatMap((tag) => {
			const version = tag.startsWith(prefix) ? exactVersion(tag.slice(prefix.length)) : undefined;
			// A `v` that is no part of the prefix makes it another name.
			return version !== undefined && `${prefix}${version}` === tag ? [version] : [];
		}),
	).toSorted(compareVersions);
}

/** Paths in the output of `git status --porcelain`; pure. Of a renamed file the new one. */
export const changedIn = (status: string): readonly string[] =>
	status
		.split('\n')
		// The first line's leading blank may be lost on the way.
		.flatMap((line) => /^.?. (.+)$/.exec(line)?.[1] ?? [])
		.map((path) => path.split(' -> ').at(-1) ?? path);

/** Releases that the remote repository has, oldest first. @throws OperatorError */
export async function readRemoteVersions(
	directory: string,
	prefix: string,
	signal?: AbortSignal,
): Promise<readonly string[]> {
	const answer = await runGit(git.remoteTags(directory), { deadline: remoteDeadline, signal });
	const tags = answer.split('\n').flatMap((line) => line.split('refs/tags/')[1] ?? []);
	return versionsIn(tags, prefix);
}
