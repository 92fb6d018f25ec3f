// Touches the world: makes the directory that holds a stack's lock and runs, and looks at whose it is.
import { lstatSync, mkdirSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { OperatorError } from '../host/errors.ts';
import { userName } from '../host/users.ts';

/**
 * Makes the state directory of a stack, 0700, or sees that it is safe to work in: of this user, written to by nobody
 * else, and its runs can be read. Root may work in one of the stack's owner.
 * @throws OperatorError that names the owner and what to do
 */
export function openStateDirectory(path: string): void {
	const found = behindLink(path, look(path) ?? make(path));
	if (!found.isDirectory()) throw refused(`Expected a directory at ${path}, found something else.`, []);
	demandOwner(path, found);
	demandNobodyElse(path, found);
	for (const name of ['lock', 'runs']) {
		const inside = look(join(path, name));
		if (inside) demandTrusted(join(path, name), inside, found.uid);
	}
	demandReadableRuns(join(path, 'runs'));
}

/** What is there, a link as what it is; undefined when nothing is. */
function look(path: string): Stats | undefined {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		throw noEntry(dirname(path), error);
	}
}

/** The operator may have laid it on another disk. */
function behindLink(path: string, found: Stats): Stats {
	if (!found.isSymbolicLink()) return found;
	demandOwner(path, found);
	const there = statSync(path, { throwIfNoEntry: false });
	if (there) return there;
	throw refused(`${path} leads to a place that is not there.`, ['Mount that disk, or remove the link.']);
}

function make(path: string): Stats {
	try {
		mkdirSync(path, { recursive: true, mode: 0o700 });
		return lstatSync(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EACCES' || code === 'EPERM') throw noEntry(dirname(path), error);
		throw cannotWrite(path, error);
	}
}

/** Where this process has no user ids, as on Windows, everything is its own. */
const own = () => process.getuid?.();

function demandOwner(path: string, found: Stats): void {
	const uid = own();
	if (uid === undefined || found.uid === uid) return;
	const owner = userName(found.uid);
	if (uid === 0) {
		const stack = statSync(dirname(path));
		if (stack.uid === found.uid) return;
		throw refused(`${path} belongs to ${owner}, and the stack’s directory to ${userName(stack.uid)}.`, [
			`See who has put it there. When it may be trusted: chown -R ${userName(stack.uid)} ${path}`,
		]);
	}
	throw refused(
		`Lockkeeper works on this stack as ${owner}, and you are ${userName(uid)}: ${path} belongs to ${owner}.`,
		[asOwner(owner)],
	);
}

function demandNobodyElse(path: string, { mode }: Stats): void {
	if ((mode & 0o022) === 0) return;
	throw refused(
		`Others than ${path}’s owner may write in it (mode ${octal(mode)}): what stands there may not be Lockkeeper’s own.`,
		[`See what is in it. When nobody else has written there: chmod 700 ${path}`],
	);
}

/** @param directoryOwner may have put it there as well: a run of root's in the directory of the stack's owner */
function demandTrusted(path: string, found: Stats, directoryOwner: number): void {
	const uid = own();
	if (uid === undefined) return;
	if (found.isSymbolicLink())
		throw refused(`Expected ${path} to be Lockkeeper’s own, found a link to another place.`, [
			'See who has put it there, and remove it.',
		]);
	if (![uid, 0, directoryOwner].includes(found.uid))
		throw refused(`${path} belongs to ${userName(found.uid)}, who has no business there.`, [
			'See who has put it there, and remove it.',
		]);
	if ((found.mode & 0o022) !== 0)
		throw refused(`Others than ${path}’s owner may write to it (mode ${octal(found.mode)}).`, [
			`See what is in it. When nobody else has written there: chmod go-w ${path}`,
		]);
	if (uid !== 0 && found.uid !== uid) throw ofOther(path, found.uid, uid);
}

/** A plan that does not know what earlier runs did would be wrong. */
function demandReadableRuns(runs: string): void {
	const uid = own();
	if (uid === undefined || uid === 0 || !look(runs)) return;
	for (const name of readdirSync(runs)) {
		const path = join(runs, name);
		const found = look(path);
		if (found && found.uid !== uid) throw ofOther(path, found.uid, uid);
	}
}

const ofOther = (path: string, owner: number, uid: number) =>
	refused(
		`Lockkeeper has worked on this stack as ${userName(owner)}, and you are ${userName(uid)}, who may not read ${path}.`,
		[asOwner(userName(owner))],
	);

const asOwner = (owner: string) =>
	owner === 'root'
		? 'Run it as root: put sudo before the command.'
		: `Run it as ${owner} (sudo -u ${owner} before the command), or as root.`;

const octal = (mode: number) => (mode & 0o777).toString(8).padStart(4, '0');

function noEntry(directory: string, cause: unknown): OperatorError {
	const owner = ownerOf(directory);
	return new OperatorError(
		`Lockkeeper keeps its journal in the stack’s directory, and ${userName(own() ?? -1)} may not write in ${directory}${owner ? `, which belongs to ${owner}` : ''}.`,
		{
			exit: 3,
			advice: [nothing, ...(owner ? [asOwner(owner)] : ['Run it as the owner, or as root.'])],
			cause,
		},
	);
}

function ownerOf(path: string): string | undefined {
	try {
		return userName(statSync(path).uid);
	} catch {
		return undefined;
	}
}

const nothing = 'Nothing was changed.';

/** What cannot be written in the state directory, with the system's own word for why. */
export function cannotWrite(path: string, error: unknown): OperatorError {
	const { code, message } = error as NodeJS.ErrnoException;
	const why: Readonly<Record<string, readonly [string, string]>> = {
		ENOSPC: ['the disk is full', 'Make room on that disk, then try again.'],
		EDQUOT: ['the quota of this user is used up', 'Make room, then try again.'],
		EROFS: ['the file system is read-only', 'See why: a damaged disk is mounted like this too (`dmesg`).'],
		EIO: ['the disk fails', 'Look at the disk it lies on (`dmesg`).'],
	};
	const [what, advice] = why[code ?? ''] ?? [message, 'Look at the disk it lies on, then try again.'];
	return new OperatorError(`${path} cannot be written: ${what}.`, {
		exit: 3,
		advice: [nothing, advice],
		cause: error,
	});
}

const refused = (message: string, advice: readonly string[]) =>
	new OperatorError(message, { exit: 3, advice: [nothing, ...advice] });
