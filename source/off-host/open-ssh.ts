// Touches the world: asks an SSH host what it can do.
import { OperatorError } from '../host/errors.ts';
import type { FarPlace } from './far-place.ts';
import { rsyncPlace } from './rsync-place.ts';
import { runTool } from './run-tool.ts';
import { sftpPlace } from './sftp-place.ts';
import { SftpSession } from './sftp-session.ts';
import { readProbe } from './ssh-answers.ts';
import { noDirectory, probe, type SshTarget, sshSftp } from './ssh-arguments.ts';
import { ToolFailure } from './tool-failure.ts';

/** Milliseconds until a host must have answered. */
const answerTime = 60_000;

/**
 * Opens a directory of another host: by rsync when both ends have it, else by SFTP. The directory is never
 * made: there as here, an empty mount point would take the copies.
 * @throws OperatorError when ssh is not installed or the directory is not there; ToolFailure when the host does
 * not let us in
 */
export async function openSsh(target: SshTarget, signal?: AbortSignal): Promise<FarPlace> {
	const abilities = await askShell(target, signal);
	if (!abilities.shell) await askSftp(target, signal);
	return abilities.rsync && abilities.sha256sum && (await hasRsync(signal))
		? rsyncPlace(target)
		: sftpPlace(target, abilities.sha256sum);
}

/** A host without a shell answers in many ways; only ssh's own 255 means that there is no connection. */
async function askShell(target: SshTarget, signal: AbortSignal | undefined) {
	try {
		const { stdout } = await runTool(probe(target), { signal, deadline: answerTime });
		return readProbe(stdout.toString());
	} catch (error) {
		if (!(error instanceof ToolFailure) || error.exitCode === undefined || error.exitCode === 255)
			throw error;
		if (error.exitCode === noDirectory) throw notThere(target, error);
		return readProbe('');
	}
}

async function askSftp(target: SshTarget, signal: AbortSignal | undefined): Promise<void> {
	const limit = AbortSignal.timeout(answerTime);
	const session = await SftpSession.open(sshSftp(target), signal ? AbortSignal.any([signal, limit]) : limit);
	const found = await session.look(target.path).finally(() => session.close());
	if (!found) throw notThere(target, undefined);
}

const notThere = (target: SshTarget, cause: unknown) =>
	new OperatorError(`${target.destination} has no directory ${target.path}.`, {
		exit: 3,
		advice: [
			'See that it is mounted there, or make it. Lockkeeper does not: on an empty mount point the copies would fill that host’s own disk.',
		],
		cause,
	});

async function hasRsync(signal: AbortSignal | undefined): Promise<boolean> {
	try {
		await runTool(['rsync', '--version'], { signal, deadline: answerTime });
		return true;
	} catch (error) {
		if (error instanceof OperatorError) return false;
		throw error;
	}
}
