import { OperatorError } from '../host/errors.ts';
import { formatBytes } from '../text/bytes.ts';
import { ToolFailure } from './tool-failure.ts';

/** What was being done at the other end. */
export type Attempt = {
	/** E.g. `Copying 20260801T021500Z-0.1.9 to ssh://nas/backups`. */
	readonly doing: string;
	/** What is true when it failed: a sentence on the good restore point. */
	readonly state: string;
	readonly signal: AbortSignal | undefined;
};

/** A file of the restore point on this host is damaged: no sentence may call it good. Found in `damage-here.ts`. */
export class DamagedHere extends OperatorError {
	/** @param problem what is wrong with it, a clause */
	constructor(file: string, problem: string, advice: string) {
		super(`${file}: ${problem}. No copy was made.`, { exit: 3, advice: [advice] });
	}
}

/** Does it, and makes a sentence of what goes wrong. What already is one gets the state behind it. */
export async function attempt<T>({ doing, state, signal }: Attempt, action: () => Promise<T>): Promise<T> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof DamagedHere) throw error;
		if (error instanceof OperatorError)
			throw new OperatorError(inOneLine(error.message, state), {
				exit: error.exit,
				advice: error.advice,
				cause: error,
			});
		const stopped = signal?.aborted ?? false;
		const reason = stopped ? 'it was stopped' : reasonOf(error);
		throw new OperatorError(inOneLine(`${doing} failed: ${reason}.`, state), {
			exit: 3,
			advice: stopped ? ['Run the same command again; it goes on from there.'] : adviceFor(error),
			cause: error,
		});
	}
}

const inOneLine = (...sentences: readonly string[]) => sentences.filter(Boolean).join(' ');

/** What is true when a copy failed. */
export const copyState = (path: string): string =>
	`The restore point on this host was not changed, and is the good copy: ${path}.`;
/** What is true when a fetch failed. */
export const fetchState = 'No restore point on this host was changed.';
/** What is true when a removal failed. */
export const removeState = 'The restore points on this host were not touched.';

/** What became of what had arrived when there was no room for the rest. */
const became = {
	nothing: 'Nothing was sent.',
	removed: 'What had arrived was removed there.',
	kept: 'What had arrived stays there and is no copy; the next copy need not send it again.',
} as const;

/**
 * There is no room at the other end.
 * @param missing bytes, at most
 * @param free bytes, where the place tells
 * @param cause what the transfer failed with
 */
export function noRoom(
	place: string,
	missing: number,
	free: number | undefined,
	arrived: keyof typeof became,
	cause?: unknown,
): OperatorError {
	const left = free === undefined ? '' : `, ${formatBytes(free)} are free`;
	return new OperatorError(
		`There is no room at ${place}: ${formatBytes(missing)} more are needed${left}. ${became[arrived]} Other copies there are untouched.`,
		{ exit: 3, advice: [`Make room at ${place}, or remove old copies there, then copy again.`], cause },
	);
}

/** True when the words of an error say that a disk, here or there, cannot be read. */
export const saysUnreadable = (error: unknown): boolean =>
	/\bEIO\b|input\/output error|i\/o error/i.test(wordsOf(error));

/** True when the words of an error say that a disk or a quota is full. */
export const saysFull = (error: unknown): boolean =>
	/ENOSPC|EDQUOT|no space left|not enough space|quota (has been )?exceeded|insufficient storage|storage full|too big for remaining disk space/i.test(
		wordsOf(error),
	);

const wordsOf = (error: unknown): string =>
	error instanceof ToolFailure
		? error.stderr
		: `${(error as NodeJS.ErrnoException)?.code ?? ''} ${(error as Error)?.message ?? error}`;

function reasonOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text.replace(/\.+$/, '');
}

const known: readonly { readonly when: RegExp; readonly advice: string }[] = [
	{
		when: /Host key verification failed|host key is known/i,
		advice:
			'Connect once by hand with ssh and compare the key it shows with the host’s own; then it is remembered.',
	},
	{
		when: /Permission denied \(|Too many authentication failures/,
		advice:
			'Set up a key for this host in the SSH configuration of the user that runs Lockkeeper; a password is never asked for.',
	},
	{
		when: /Connection refused|timed out|No route to host|Network is unreachable|did not answer in time/i,
		advice: 'See that the other host is up and that its port can be reached from here.',
	},
	{ when: /Could not resolve hostname|no such host/i, advice: 'Correct the host’s name in `offHost`.' },
	{
		when: /didn't find section in config file|couldn't find configuration section/i,
		advice: 'Make the remote with `rclone config`, or correct its name in `offHost`.',
	},
	{
		when: /Is there a repository at the following location|unable to open config file/,
		advice: 'Make the repository once with `restic init`, or correct it in `offHost`.',
	},
	{
		when: /wrong password or no key found|an empty password|resolving password failed|Please specify repository/i,
		advice: 'Set RESTIC_PASSWORD_FILE, and RESTIC_REPOSITORY_FILE where `offHost` names none.',
	},
	{
		when: /repository is already locked|unable to create lock/,
		advice:
			'See that no other restic works on the repository; what a killed one left, `restic unlock` removes.',
	},
	{
		when: /EROFS|Read-only file system/i,
		advice: 'The file system is read-only: mount it for writing, or look for why the kernel made it so.',
	},
	{
		when: /ESTALE|EIO|ENOTCONN|EHOSTDOWN|Input\/output error|nothing moved for/i,
		advice: 'See that the mount or the link still answers, then copy again.',
	},
	{
		when: /EACCES|EPERM|Permission denied|permission denied|AccessDenied/,
		advice: 'Give the user that Lockkeeper runs as, or signs in as, the right to write there.',
	},
];

/** What to do about a failure, as far as its words tell. */
export function adviceFor(error: unknown): readonly string[] {
	const text = `${wordsOf(error)} ${(error as Error)?.message ?? ''}`;
	const found = known.find(({ when }) => when.test(text));
	return [found?.advice ?? 'Mend this, then run the same command again; it goes on from there.'];
}
