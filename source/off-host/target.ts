import { OperatorError } from '../host/errors.ts';

/** Where copies of restore points go, as `offHost` of lockkeeper.yaml says it. */
export type OffHostTarget =
	/** A directory of another file system, mounted on this host. */
	| { readonly kind: 'directory'; readonly name: string; readonly path: string }
	/** A directory of another host; the operator's own SSH configuration and keys are used. */
	| {
			readonly kind: 'ssh';
			readonly name: string;
			/** `host` or `user@host`, as ssh takes it. */
			readonly destination: string;
			readonly port?: number;
			/** Absolute, or relative to the home directory there. */
			readonly path: string;
	  }
	/** What rclone reaches with its own configuration; a remote of type `crypt` encrypts. */
	| { readonly kind: 'rclone'; readonly name: string; readonly remote: string }
	/** A restic repository, always encrypted; without one, what RESTIC_REPOSITORY or RESTIC_REPOSITORY_FILE says. */
	| { readonly kind: 'restic'; readonly name: string; readonly repository?: string };

const forms = [
	'/mnt/nas/backups                 a directory on another disk or mount',
	'ssh://user@host:22/srv/backups   a directory of another host',
	'rclone:REMOTE:bucket/path        a remote of rclone’s configuration',
	'restic:REPOSITORY                a restic repository',
];

/** What `offHost` says when restore points shall stay on this host, and nobody wants to hear of it. */
export const noTarget = 'none';

/** Where copies go; undefined when none is named, or none is wanted. @throws OperatorError as `parseOffHost` */
export const namedTarget = (offHost: string | undefined): OffHostTarget | undefined =>
	offHost === undefined || offHost === noTarget ? undefined : parseOffHost(offHost);

/**
 * Reads the value of `offHost`.
 * @throws OperatorError (exit 2) with what was expected and what was found
 */
export function parseOffHost(text: string): OffHostTarget {
	if (/[\u0000-\u001f\u007f]/.test(text)) throw refuse('one line of text', 'control characters');
	if (text.startsWith('/')) return directory(text, text);
	if (text.startsWith('file:')) return fileTarget(text);
	if (text.startsWith('ssh:')) return sshTarget(text);
	if (text.startsWith('rclone:')) return rcloneTarget(text);
	if (text.startsWith('restic:')) return resticTarget(text);
	throw refuse('an absolute path, ssh://, rclone: or restic:', quoted(text));
}

function directory(name: string, path: string): OffHostTarget {
	const plain = path.replace(/\/+$/, '');
	if (plain === '') throw refuse('a directory of its own', quoted(name));
	if (plain.split('/').includes('..')) throw refuse('a path without `..`', quoted(name));
	return { kind: 'directory', name: plain, path: plain };
}

function fileTarget(text: string): OffHostTarget {
	const path = /^file:\/\/(\/.*)$/.exec(text)?.[1];
	if (path === undefined) throw refuse('file:///path, with three slashes', quoted(text));
	return directory(text, decoded(path, text));
}

/** `ssh://host/path` is absolute, `ssh://host/~/path` begins in the home directory there. */
function sshTarget(text: string): OffHostTarget {
	const found =
		/^ssh:\/\/(?:(?<user>[^@/]*)@)?(?<host>\[[0-9A-Fa-f:.%\w]+\]|[^@:/[\]]*)(?::(?<port>[^/]*))?(?<path>\/.*)?$/.exec(
			text,
		)?.groups;
	if (!found) throw refuse('ssh://user@host:port/path', 'something else that begins with ssh:');
	const { user, host = '', port, path = '' } = found;
	if (user?.includes(':'))
		throw refuse('no password: a key of the SSH configuration is used', 'one before the host’s name');
	if (user !== undefined && !/^\w[\w.+\\-]*$/.test(user))
		throw refuse('a user’s name before @', quoted(user));
	if (!/^(\w[\w.-]*|\[.+\])$/.test(host)) throw refuse('a host’s name after ssh://', quoted(host));
	const number = port === undefined ? undefined : Number(port);
	if (number !== undefined && !(/^\d+$/.test(port ?? '') && number >= 1 && number <= 65_535))
		throw refuse('a port from 1 to 65535', quoted(port ?? ''));
	const plain = decoded(path, text).replace(/\/+$/, '');
	const there = plain.startsWith('/~/') ? plain.slice(3) : plain;
	if (there === '' || there === '/~') throw refuse('a directory after the host’s name', quoted(path));
	if (there.split('/').includes('..')) throw refuse('a path without `..`', quoted(path));
	const bare = host.replace(/^\[|\]$/g, '');
	return {
		kind: 'ssh',
		name: text.replace(/\/+$/, ''),
		destination: user === undefined ? bare : `${user}@${bare}`,
		...(number === undefined ? {} : { port: number }),
		path: there,
	};
}

/** Options inside the name would put keys into an argument list: only what `rclone config` knows by name. */
function rcloneTarget(text: string): OffHostTarget {
	const remote = text.slice('rclone:'.length).replace(/(?<!:)\/+$/, '');
	const found = /^(?<section>[^:]*):(?<path>.*)$/.exec(remote)?.groups;
	if (!found) throw refuse('rclone:REMOTE:path', quoted(text));
	if (!/^[\w.+@][\w.+@ -]*$/.test(found.section ?? ''))
		throw refuse(
			'the name of a remote that `rclone listremotes` shows',
			'a remote described in place: its keys would be seen by every user of this host',
		);
	if (found.path?.split('/').includes('..')) throw refuse('a path without `..`', quoted(text));
	return { kind: 'rclone', name: `rclone:${remote}`, remote };
}

function resticTarget(text: string): OffHostTarget {
	const repository = text.slice('restic:'.length);
	if (repository === '') return { kind: 'restic', name: 'restic' };
	if (/:\/\/[^/@]*:[^/@]*@/.test(repository))
		throw refuse(
			'a repository without a password: write `restic:` and name it in RESTIC_REPOSITORY_FILE',
			'a password before the host’s name',
		);
	return { kind: 'restic', name: text, repository };
}

function decoded(path: string, text: string): string {
	let plain: string;
	try {
		plain = decodeURIComponent(path);
	} catch {
		throw refuse('%XX for bytes of a name, %25 for a percent sign', quoted(text));
	}
	if (/[\u0000-\u001f\u007f]/.test(plain)) throw refuse('a path in one line', quoted(text));
	return plain;
}

const quoted = (text: string) => (text === '' ? 'nothing' : JSON.stringify(text));

const refuse = (expected: string, found: string) =>
	new OperatorError(`offHost: expected ${expected}, found ${found}.`, {
		exit: 2,
		advice: ['Write `offHost` in lockkeeper.yaml in one of these forms:', ...forms],
	});
