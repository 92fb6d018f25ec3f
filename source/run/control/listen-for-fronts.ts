// Touches the world: the control socket of a run in the stack's state directory.
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import type { Session } from '../session.ts';
import { serveSession } from './serve-session.ts';
import { socketName, socketPlace } from './socket-place.ts';

/**
 * Lets fronts of this user come and go while a run works; the caller holds the stack's lock, so a socket that lies there
 * is of a run that ended.
 * @param failed told once, a clause, when nobody can come: the run goes on without
 * @returns how to end it, once the result was told to those who are there
 */
export function listenForFronts(
	stateDirectory: string,
	session: Session,
	failed: (problem: string) => void,
): () => Promise<void> {
	const served = serveSession(session);
	const file = join(stateDirectory, socketName);
	const server = createServer((socket) => served.add(socket));
	let close = async () => {};
	server.on('error', (error) => failed(error.message));
	// Nobody else's from the first moment on: the mode is there before the name is.
	const mask = process.umask(0o177);
	try {
		rmSync(file, { force: true });
		const { path, release } = socketPlace(stateDirectory);
		server.listen(path, release);
		close = async () => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			await served.close();
			await closed;
			rmSync(file, { force: true });
		};
	} catch (error) {
		failed((error as Error).message);
	} finally {
		process.umask(mask);
	}
	return () => close();
}
