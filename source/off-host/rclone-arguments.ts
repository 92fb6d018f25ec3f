import type { OffHostTarget } from './target.ts';

export type RcloneTarget = Extract<OffHostTarget, { kind: 'rclone' }>;

/**
 * Without a question and without an end of tries: what fails is told, and the operator copies again. rclone has
 * no option for modes, so that a remote on this host's own disk gets them from the umask; the shell's text is
 * always the same, and the arguments are passed through it as they are.
 */
const rclone = (verb: string, ...rest: readonly string[]): readonly string[] => [
	...['sh', '-c', 'umask 077 && exec "$0" "$@"'],
	...['rclone', verb, '--ask-password=false', '--retries', '1', '--low-level-retries', '3'],
	...['--contimeout', '20s', '--timeout', '60s', '--use-json-log', ...rest],
];

const stats = ['--stats', '1s', '--stats-log-level', 'NOTICE'] as const;

/** What is named on stdin, a line each; what has its size there is left as it is, its checksum is compared later. */
const named = ['--files-from-raw', '-', '--size-only', ...stats] as const;

const at = ({ remote }: RcloneTarget, path: string) =>
	remote.endsWith(':') ? `${remote}${path}` : `${remote}/${path}`;

export const rcloneSend = (target: RcloneTarget, here: string, there: string) =>
	rclone('copy', ...named, '--', here, at(target, there));

export const rcloneBring = (target: RcloneTarget, there: string, here: string) =>
	rclone('copy', ...named, '--', at(target, there), here);

/** Lines of size and path. Exit code 3 when there is no such directory. */
export const rcloneSizes = (target: RcloneTarget, directory: string) =>
	rclone(
		'lsf',
		...['--recursive', '--files-only', '--format', 'sp', '--separator', ' ', '--', at(target, directory)],
	);

/** Downloads what is named on stdin and hashes it here: a stored hash would not tell what lies there. */
export const rcloneHashes = (target: RcloneTarget, directory: string) =>
	rclone('hashsum', ...['sha256', '--download', '--files-from-raw', '-', '--', at(target, directory)]);

export const rcloneWrite = (target: RcloneTarget, file: string) => rclone('rcat', '--', at(target, file));
export const rcloneRead = (target: RcloneTarget, file: string) => rclone('cat', '--', at(target, file));
export const rcloneRename = (target: RcloneTarget, from: string, to: string) =>
	rclone('moveto', '--', at(target, from), at(target, to));
export const rcloneRemoveFile = (target: RcloneTarget, file: string) =>
	rclone('deletefile', '--', at(target, file));
/** Exit code 3 when there is no such directory. */
export const rcloneRemoveDirectory = (target: RcloneTarget, directory: string) =>
	rclone('purge', '--', at(target, directory));
/** Not every remote knows. */
export const rcloneRoom = (target: RcloneTarget) => rclone('about', '--json', '--', target.remote);
