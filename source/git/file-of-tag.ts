// Touches the world through git: reads a file of a tag that may not be here yet.
import { OperatorError } from '../host/errors.ts';
import * as git from './arguments.ts';
import { runGit } from './run.ts';

/** Milliseconds for a look at the repository on this host, and for what comes from the remote one. */
const deadline = 20_000;
const remoteDeadline = 60_000;

/**
 * A file as a tag has it. A tag that is not here stays away: only what it holds is fetched, and no tag, branch or file of the
 * tree changes.
 * @param path relative to the directory @returns its text, without a final newline @throws OperatorError
 */
export async function readFileOfTag(
	directory: string,
	tag: string,
	path: string,
	signal?: AbortSignal,
): Promise<string> {
	const ask = (command: ReturnType<typeof git.head>, milliseconds = deadline) =>
		runGit(command, { deadline: milliseconds, signal });
	const here = await ask(git.commitOf(directory, tag)).catch(() => undefined);
	if (here !== undefined) return ask(git.fileAt(directory, tag, path));
	const remotes = (await ask(git.remotes(directory))).split('\n').filter(Boolean);
	const remote = remotes.includes('origin') ? 'origin' : remotes[0];
	const [commit = ''] = remote
		? (await ask(git.remoteTag(directory, remote, tag), remoteDeadline)).split(/\s/)
		: [];
	if (!remote || commit === '')
		throw new OperatorError(`The repository has no tag ${tag}.`, {
			exit: 3,
			advice: ['See which there are: git ls-remote --tags'],
		});
	await ask(git.fetchObjects(directory, remote, tag), remoteDeadline);
	return ask(git.fileAt(directory, commit, path));
}
