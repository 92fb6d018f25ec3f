import { expect, test } from 'vitest';
import { OperatorError } from '../../source/host/errors.ts';
import {
	adviceFor,
	attempt,
	DamagedHere,
	noRoom,
	saysFull,
	saysUnreadable,
} from '../../source/off-host/explain.ts';
import { ToolFailure } from '../../source/off-host/tool-failure.ts';

const failure = (stderr: string, exitCode = 255) => new ToolFailure(['ssh', 'nas'], { exitCode, stderr });
const copying = {
	doing: 'Copying x to ssh://nas/b',
	state: 'The good copy is here: /b/x.',
	signal: undefined,
};
const failing = (error: unknown, signal?: AbortSignal) =>
	attempt({ ...copying, signal }, () => Promise.reject(error)).catch((thrown: OperatorError) => thrown);

test('a failure says what was done, why it failed, and where the good copy is', async () => {
	const error = await failing(failure('** WARNING: banner\nHost key verification failed.\n'));
	expect(error).toBeInstanceOf(OperatorError);
	expect(error).toMatchObject({
		exit: 3,
		message:
			'Copying x to ssh://nas/b failed: ssh ended with exit code 255: Host key verification failed. The good copy is here: /b/x.',
		advice: [expect.stringContaining('Connect once by hand')],
	});
});

test('what is a sentence already keeps its words, advice and exit code', async () => {
	const error = await failing(
		new OperatorError('rclone is not installed on this host.', { exit: 3, advice: ['Install it.'] }),
	);
	expect(error).toMatchObject({
		message: 'rclone is not installed on this host. The good copy is here: /b/x.',
		advice: ['Install it.'],
	});
});

test('a damaged restore point is never called the good copy', async () => {
	expect((await failing(new DamagedHere('/b/x/a', 'it is cut', 'Take a new one.'))).message).not.toContain(
		'good copy',
	);
});

test('stopped by the operator is no failure of the other end', async () => {
	const error = await failing(failure('Killed by signal 15.'), AbortSignal.abort());
	expect(error.message).toContain('failed: it was stopped.');
	expect(error.advice).toEqual(['Run the same command again; it goes on from there.']);
});

test.each([
	['Permission denied (publickey).', 'Set up a key'],
	['ssh: connect to host nas port 22: Connection refused', 'that the other host is up'],
	['ssh: Could not resolve hostname nas: Name or service not known', 'Correct the host'],
	['Failed to create file system for "x:": didn\'t find section in config file', 'rclone config'],
	[
		'Fatal: unable to open config file: stat /r/config\nIs there a repository at the following location?',
		'restic init',
	],
	['Fatal: wrong password or no key found', 'RESTIC_PASSWORD_FILE'],
	['Fatal: unable to create lock in backend: repository is already locked', 'restic unlock'],
	['mkdir: cannot create directory: Read-only file system', 'read-only'],
	['mkdir: cannot create directory: Permission denied', 'the right to write'],
])('%s: advice', (stderr, advice) => {
	expect(adviceFor(failure(stderr))[0]).toContain(advice);
});

test.each([
	failure('rsync: write failed on "/b/x": No space left on device (28)', 11),
	failure('{"level":"error","msg":"preallocate: file too big for remaining disk space"}', 1),
	failure("googleapi: Error 403: The user's Drive storage quota has been exceeded.", 1),
	Object.assign(new Error('write'), { code: 'ENOSPC' }),
	Object.assign(new Error('write'), { code: 'EDQUOT' }),
])('a full disk and a full quota are known by their words', (error) => {
	expect(saysFull(error)).toBe(true);
	expect(saysFull(failure('Connection reset by peer'))).toBe(false);
});

test('words that tell of a disk that cannot be read are known', () => {
	expect(saysUnreadable(failure('rsync: read errors mapping "a": Input/output error (5)', 23))).toBe(true);
	expect(saysUnreadable(Object.assign(new Error('read'), { code: 'EIO' }))).toBe(true);
	expect(saysUnreadable(failure('Connection reset by peer'))).toBe(false);
});

test('no room says how much is needed and what became of the part', () => {
	expect(noRoom('/mnt/nas', 2048, 1024, 'nothing').message).toBe(
		'There is no room at /mnt/nas: 2 KiB more are needed, 1 KiB are free. Nothing was sent. Other copies there are untouched.',
	);
	expect(noRoom('/mnt/nas', 2048, undefined, 'removed', new Error()).message).toContain(
		'What had arrived was removed there.',
	);
	expect(noRoom('restic', 2048, undefined, 'kept', new Error()).message).toContain('stays there');
});

test('of a tool’s words the last that say something are kept, rclone’s log in plain words', () => {
	const log = [
		'{"level":"warning","msg":"Transferred: …","stats":{"bytes":1}}',
		'{"level":"error","msg":"failed to copy","object":"a.zst"}',
	].join('\n');
	const argv = ['sh', '-c', 'umask 077 && exec "$0" "$@"', 'rclone', 'copy'];
	expect(new ToolFailure(argv, { exitCode: 1, stderr: log }).message).toBe(
		'rclone ended with exit code 1: a.zst: failed to copy',
	);
	expect(new ToolFailure(['rsync'], { timedOut: true, signal: 'SIGTERM', stderr: '' }).message).toBe(
		'rsync did not answer in time',
	);
});
