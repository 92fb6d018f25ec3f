// Touches the world: finds the run that works on a stack and opens its control socket.
import { lstatSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../host/errors.ts';
import type { Who } from '../../host/who.ts';
import { stateDirectory } from '../../survey/identify.ts';
import { isAlive, type LockHolder, readLock } from '../lock.ts';
import { endedWithoutResult } from './ended-without-result.ts';
import { type RemoteRun, remoteRun } from './remote-run.ts';
import { socketName, socketPlace } from './socket-place.ts';

/** Milliseconds that a run which has just taken its lock has to make its socket. */
const patience = 3000;

/**
 * The run that works on the stack in this directory; undefined when none does.
 * @throws OperatorError when there is one that cannot be opened from here
 */
export async function connectToRun(directory: string, who: Who): Promise<RemoteRun | undefined> {
	const state = stateDirectory(directory);
	const holder = readLock(state);
	if (!holder || !isAlive(holder)) return undefined;
	if (holder.host !== hostname()) throw elsewhere(holder);
	const socket = await openSocket(state, holder);
	return socket && remoteRun(socket, who, () => endedWithoutResult(directory, holder.pid));
}

/** Undefined when the run has ended meanwhile. */
async function openSocket(state: string, holder: LockHolder): Promise<Socket | undefined> {
	const giveUpAt = performance.now() + patience;
	for (;;) {
		try {
			demandOwner(state, holder);
			return await dial(state);
		} catch (error) {
			if (error instanceof OperatorError) throw error;
			if (!isAlive(holder)) return undefined;
			if (performance.now() > giveUpAt) throw deaf(holder, error as Error);
			await sleep(100);
		}
	}
}

/** Whoever answers on a socket sees what is typed: it must be the stack's own user who made it, or root. */
function demandOwner(state: string, holder: LockHolder): void {
	const { uid } = lstatSync(join(state, socketName));
	const own = process.getuid?.();
	if (own === undefined || own === 0 || uid === own) return;
	throw new OperatorError(
		`The run ${holder.run} on this stack belongs to ${holder.user}, and only that user or root can open it.`,
		{ exit: 3, advice: ['Nothing was changed.'] },
	);
}

function dial(state: string): Promise<Socket> {
	const { path, release } = socketPlace(state);
	return new Promise<Socket>((resolve, reject) => {
		const socket = connect(path);
		socket.once('error', reject);
		socket.once('connect', () => {
			socket.off('error', reject);
			resolve(socket);
		});
	}).finally(release);
}

const elsewhere = (holder: LockHolder) =>
	new OperatorError(
		`The run ${holder.run} works on this stack from the host ${holder.host}, as ${holder.user}, process ${holder.pid}: it can be opened there alone.`,
		{ exit: 3, advice: ['Nothing was changed.'] },
	);

const deaf = (holder: LockHolder, { message }: Error) =>
	new OperatorError(
		`The run ${holder.run} of ${holder.user} works on this stack as process ${holder.pid}, but it cannot be opened: ${message}.`,
		{
			exit: 3,
			advice: ['Nothing was changed.', 'Wait until it has ended, or ask whoever started it.'],
		},
	);
