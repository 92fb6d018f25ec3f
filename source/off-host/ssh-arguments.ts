import type { OffHostTarget } from './target.ts';

export type SshTarget = Extract<OffHostTarget, { kind: 'ssh' }>;

/**
 * Options of every call. The operator's own configuration says the rest; nothing asks, nothing hangs, and
 * forwardings of that configuration do not get in the way.
 */
const options = [
	...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=20'],
	...['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4', '-o', 'ClearAllForwardings=yes'],
] as const;

const portOf = (target: SshTarget) => (target.port === undefined ? [] : ['-p', `${target.port}`]);

/** Runs a script of the POSIX shell at the other end, whatever the login shell is there. */
export const sshScript = (target: SshTarget, script: string): readonly string[] => [
	'ssh',
	...options,
	...portOf(target),
	'--',
	target.destination,
	`exec sh -c ${quoted(script)}`,
];

/** Opens the SFTP subsystem. */
export const sshSftp = (target: SshTarget): readonly string[] => [
	'ssh',
	...options,
	...portOf(target),
	'-s',
	'--',
	target.destination,
	'sftp',
];

const rsync = (target: SshTarget): readonly string[] => [
	'rsync',
	// Names come on stdin; what is shorter at the receiving end is continued.
	...['--files-from=-', '--from0', '--append', '--perms', '--chmod=D700,F600', '--omit-dir-times'],
	// The path goes through no shell at the other end.
	...['--protect-args', '--timeout=60', '--info=progress2', '--no-human-readable', '--outbuf=N'],
	...['-e', ['ssh', ...options, ...portOf(target)].join(' ')],
	'--',
];

/** Sends the files named on stdin, each ended by a zero byte. @param here directory on this host */
export const rsyncSend = (target: SshTarget, here: string, there: string): readonly string[] => [
	...rsync(target),
	`${here}/`,
	`${remote(target, there)}/`,
];

/** Brings the files named on stdin. */
export const rsyncBring = (target: SshTarget, there: string, here: string): readonly string[] => [
	...rsync(target),
	`${remote(target, there)}/`,
	`${here}/`,
];

const remote = (target: SshTarget, there: string) => {
	const [, user = '', host = ''] = /^(.*@)?(.*)$/.exec(target.destination) ?? [];
	return `${user}${host.includes(':') ? `[${host}]` : host}:${target.path}/${there}`;
};

/** Exit code of the scripts when the target is no directory there. */
export const noDirectory = 66;

/** The scripts begin in the target's directory, which none of them makes. */
const inTarget = (target: SshTarget, script: string) =>
	sshScript(target, `cd -- ${quoted(fromHome(target.path))} || exit ${noDirectory}; ${script}`);

/** Without `./` the shell would look into CDPATH as well. */
const fromHome = (path: string) => (path.startsWith('/') ? path : `./${path}`);

/** What is there: the marks keep a login's banner apart. */
export const probe = (target: SshTarget) =>
	inTarget(
		target,
		'echo lockkeeper:shell; for tool in rsync sha256sum; do command -v "$tool" >/dev/null && echo "lockkeeper:$tool"; done; true',
	);

/** Sizes of all files below, as `ls -ln` writes them on every system. */
export const listFiles = (target: SshTarget, directory: string) =>
	inTarget(
		target,
		`test -d ${quoted(directory)} || exit 0; cd -- ${quoted(directory)} && find . -type f -exec ls -ln {} +`,
	);

export const freeSpace = (target: SshTarget) => inTarget(target, 'df -Pk .');

export const makeDirectories = (target: SshTarget, directories: readonly string[]) =>
	inTarget(target, `umask 077 && mkdir -p -- ${directories.map(quoted).join(' ')}`);

/** sha256 of the files named on stdin, a line each, flushed before; one that is missing is left out. */
export const hashFiles = (target: SshTarget, directory: string) =>
	inTarget(
		target,
		`cd -- ${quoted(directory)} && while IFS= read -r name; do if test -f "$name"; then ${flush('"$name"')} && sha256sum "$name" || exit 1; fi; done`,
	);

/** Writes stdin into a file, flushed. */
export const writeFile = (target: SshTarget, file: string) =>
	inTarget(target, `umask 077 && cat >${quoted(file)} && ${flush(quoted(file))}`);

export const readFile = (target: SshTarget, file: string) => inTarget(target, `cat ${quoted(file)}`);

export const renameFile = (target: SshTarget, from: string, to: string) =>
	inTarget(target, `mv -f -- ${quoted(from)} ${quoted(to)} && ${flush(quoted(directoryOf(to)))}`);

export const removeFiles = (target: SshTarget, files: readonly string[]) =>
	inTarget(target, `rm -f -- ${files.map(quoted).join(' ')}`);

export const removeDirectory = (target: SshTarget, directory: string) =>
	inTarget(target, `rm -rf -- ${quoted(directory)}`);

/** A `sync` that takes no names flushes everything there. */
const flush = (name: string) => `{ sync ${name} 2>/dev/null || sync; }`;

const directoryOf = (file: string) => file.slice(0, Math.max(file.lastIndexOf('/'), 0)) || '.';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
