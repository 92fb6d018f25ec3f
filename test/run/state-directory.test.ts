// Touches the world: directories of several users. What needs other users runs as root.
import { execFileSync, spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import { openStateDirectory } from '../../source/run/state-directory.ts';
import { canMount } from '../restore-points/workbench.ts';
import { lockProgram } from './fixtures/lock-program.ts';

/** The user “nobody” of every Linux, and one whom no host knows. */
const nobody = 65534;
const stranger = 51234;
const isRoot = process.getuid?.() === 0;

const program = lockProgram();
let stack: string;
let state: string;
beforeEach(() => {
	stack = mkdtempSync(join(tmpdir(), 'lockkeeper-state-'));
	chmodSync(stack, 0o755);
	state = join(stack, '.lockkeeper');
});
afterEach(() => rmSync(stack, { recursive: true, force: true }));

function make(mode: number, owner?: number): void {
	mkdirSync(state);
	chmodSync(state, mode);
	if (owner !== undefined) chownSync(state, owner, owner);
}

function refusal(): OperatorError {
	try {
		openStateDirectory(state);
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
	throw new Error('expected a refusal');
}

/** What one who takes the lock as another user is answered, and the advice. */
function takeAs(user: number): string {
	const { stdout, stderr } = spawnSync(
		'setpriv',
		[
			...['--reuid', `${user}`, '--regid', `${user}`, '--clear-groups'],
			...[process.execPath, program, 'theirs', state],
		],
		{ input: `${Date.now()}`, encoding: 'utf8' },
	);
	const answer = stdout.split('\n')[1];
	if (!answer) throw new Error(`no answer: ${stderr}`);
	return JSON.parse(answer)[0];
}

describe('the state directory', () => {
	test('is made for its owner alone, whatever the umask', () => {
		const before = process.umask(0);
		try {
			openStateDirectory(state);
		} finally {
			process.umask(before);
		}
		expect(statSync(state).mode & 0o777).toBe(0o700);
	});

	test.each([0o720, 0o702, 0o777, 0o1777])('of mode %o is refused, and not written to', (mode) => {
		make(mode);
		const error = refusal();
		expect(error.exit).toBe(3);
		expect(error.message).toBe(
			`Others than ${state}’s owner may write in it (mode 0${(mode & 0o777).toString(8)}): what stands there may not be Lockkeeper’s own.`,
		);
		expect(error.advice.at(-1)).toContain(`chmod 700 ${state}`);
		expect(readdirSync(state)).toEqual([]);
	});

	test.each([0o700, 0o750, 0o755])('of mode %o is used', (mode) => {
		make(mode);
		expect(() => openStateDirectory(state)).not.toThrow();
	});

	test('may be a link of the operator’s to another disk', () => {
		mkdirSync(join(stack, 'elsewhere'), { mode: 0o700 });
		symlinkSync('elsewhere', state);
		expect(() => openStateDirectory(state)).not.toThrow();
		rmSync(join(stack, 'elsewhere'), { recursive: true });
		expect(refusal().message).toBe(`${state} leads to a place that is not there.`);
	});

	test('that is a file is refused', () => {
		writeFileSync(state, '');
		expect(refusal().message).toBe(`Expected a directory at ${state}, found something else.`);
	});

	test('that holds a lock or runs which others may write to is refused', () => {
		make(0o700);
		mkdirSync(join(state, 'runs'));
		chmodSync(join(state, 'runs'), 0o777);
		expect(refusal().message).toBe(`Others than ${state}/runs’s owner may write to it (mode 0777).`);
		chmodSync(join(state, 'runs'), 0o700);
		writeFileSync(join(state, 'lock'), '');
		chmodSync(join(state, 'lock'), 0o666);
		expect(refusal().message).toBe(`Others than ${state}/lock’s owner may write to it (mode 0666).`);
	});

	test('a lock that is a link is not followed', () => {
		make(0o700);
		const target = join(stack, 'target');
		writeFileSync(target, 'of somebody');
		symlinkSync(target, join(state, 'lock'));
		expect(refusal().message).toBe(
			`Expected ${state}/lock to be Lockkeeper’s own, found a link to another place.`,
		);
		expect(readFileSync(target, 'utf8')).toBe('of somebody');
	});
});

describe.runIf(isRoot)('with several users', () => {
	const root = isRoot ? userInfo().username : '';

	test('another one than the owner is told who that is and what to do, and changes nothing', () => {
		openStateDirectory(state);
		const before = statSync(state).mtimeMs;
		expect(takeAs(nobody)).toBe(
			`Lockkeeper works on this stack as ${root}, and you are nobody: ${state} belongs to ${root}. Nothing was changed. Run it as root: put sudo before the command.`,
		);
		expect(statSync(state).mtimeMs).toBe(before);
	});

	test('a user without a name in this host is told by number', () => {
		make(0o700, stranger);
		expect(takeAs(nobody)).toContain(
			`Lockkeeper works on this stack as user ${stranger}, and you are nobody`,
		);
		rmSync(state, { recursive: true });
		openStateDirectory(state);
		expect(takeAs(stranger)).toContain(`and you are user ${stranger}`);
	});

	test('who may not write in the stack’s directory is told whose it is', () => {
		expect(takeAs(nobody)).toBe(
			`Lockkeeper keeps its journal in the stack’s directory, and nobody may not write in ${stack}, which belongs to ${root}. Nothing was changed. Run it as root: put sudo before the command.`,
		);
		expect(existsSync(state)).toBe(false);
	});

	test('who may not even look into the stack’s directory is told the same', () => {
		openStateDirectory(state);
		chmodSync(stack, 0o700);
		expect(takeAs(nobody)).toContain(`nobody may not write in ${stack}, which belongs to ${root}`);
	});

	test('root may work in the directory of the stack’s owner, and the owner is then told of it', () => {
		chownSync(stack, nobody, nobody);
		expect(takeAs(nobody)).toBe('taken');
		expect(statSync(state).uid).toBe(nobody);
		openStateDirectory(state);
		mkdirSync(join(state, 'runs', 'of-root'), { recursive: true, mode: 0o700 });
		chownSync(join(state, 'runs'), nobody, nobody);
		expect(takeAs(nobody)).toBe(
			`Lockkeeper has worked on this stack as ${root}, and you are nobody, who may not read ${state}/runs/of-root. Nothing was changed. Run it as root: put sudo before the command.`,
		);
	});

	test('a lock of root’s in the owner’s directory is named as root’s, and not as damaged', () => {
		chownSync(stack, nobody, nobody);
		make(0o700, nobody);
		writeFileSync(join(state, 'lock'), '{}', { mode: 0o600 });
		expect(takeAs(nobody)).toContain(`Lockkeeper has worked on this stack as ${root}`);
	});

	test('root does not trust a directory that belongs neither to root nor to the stack’s owner', () => {
		make(0o700, nobody);
		const error = refusal();
		expect(error.message).toBe(`${state} belongs to nobody, and the stack’s directory to ${root}.`);
		expect(error.advice).toContain(
			`See who has put it there. When it may be trusted: chown -R ${root} ${state}`,
		);
	});

	test('a lock of a third one is not trusted', () => {
		make(0o700);
		writeFileSync(join(state, 'lock'), '{}', { mode: 0o600 });
		chownSync(join(state, 'lock'), nobody, nobody);
		expect(refusal().message).toBe(`${state}/lock belongs to nobody, who has no business there.`);
	});

	test('where root made it, the lock is taken and given back by root', () => {
		expect(takeAs(0)).toBe('taken');
	});
});

test.runIf(canMount())('a full or read-only disk is told as what it is, and nothing stays', () => {
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=0755', 'tmpfs', stack]);
	try {
		mkdirSync(state, { mode: 0o700 });
		expect(() => writeFileSync(join(stack, 'fill'), Buffer.alloc(64 * 1024))).toThrow(/ENOSPC/);
		const full = takeAs(0);
		expect(full).toMatch(
			/\.lockkeeper\/lock\.[\w-]+ cannot be written: the disk is full\. Nothing was changed\. Make room/,
		);
		expect(readdirSync(state)).toEqual([]);
		rmSync(join(stack, 'fill'));
		execFileSync('mount', ['-o', 'remount,ro', stack]);
		expect(takeAs(0)).toMatch(/cannot be written: the file system is read-only\. Nothing was changed\./);
	} finally {
		execFileSync('umount', [stack]);
	}
});
