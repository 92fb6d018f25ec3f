// Touches the world: tells a run to fronts over sockets, and hands their answers to it.
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { lockkeeperVersion } from '../../host/lockkeeper-version.ts';
import type { RunEvent } from '../events.ts';
import type { Session } from '../session.ts';
import { type FromFront, type FromRun, line, protocol, readFromFront } from './wire.ts';

/** Serves one run to any number of fronts. */
export type SessionServer = {
	/** One more front: it hears all that was, then all that comes. */
	readonly add: (socket: Duplex) => void;
	/** Says to each what was still to be said, then hangs up; one that does not listen is not waited for. */
	readonly close: () => Promise<void>;
};

/** Bytes that wait for a front which reads slowly: log lines and progress are left out from here on, they stand in files. */
const slow = 4 * 1024 * 1024;
/** Bytes that wait for one which does not read at all. */
const deaf = 64 * 1024 * 1024;
/** Milliseconds that a front has to hear the last words. */
const patience = 2000;

export function serveSession(session: Session): SessionServer {
	/** Each with when it has said hello, or has gone. */
	const fronts = new Map<Duplex, Promise<void>>();

	const add = (socket: Duplex) => {
		let unsubscribe = () => {};
		const say = (said: FromRun) => {
			if (socket.writable) socket.write(line(said));
		};
		const tell = (event: RunEvent) => {
			const passing = event.type === 'log' || event.type === 'progress';
			if (passing && socket.writableLength > slow) return;
			if (socket.writableLength > deaf) socket.destroy();
			else say({ type: 'event', event });
		};
		const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
		let greeted = () => {};
		fronts.set(
			socket,
			new Promise((resolve) => {
				greeted = resolve;
			}),
		);
		socket.on('error', () => socket.destroy());
		// The line reader hands the socket's error on, and would end the process with it.
		lines.on('error', () => {});
		socket.on('close', () => {
			unsubscribe();
			lines.close();
			fronts.delete(socket);
			greeted();
		});
		let who: Extract<FromFront, { type: 'hello' }> | undefined;
		lines.on('line', (text) => {
			const said = readFromFront(text);
			if (said?.type === 'hello') {
				// Another version is told the hello alone: it knows what to do with that.
				if (who || said.protocol !== protocol) return;
				who = said;
				unsubscribe = session.subscribe(tell);
				for (const event of session.past()) say({ type: 'event', event });
				for (const event of session.recent()) say({ type: 'event', event });
				say({ type: 'live' });
				greeted();
				return;
			}
			if (!said || !who) return say({ type: 'refused', reason: 'That was not understood.' });
			const taken =
				said.type === 'answer'
					? session.answer(said.gate, said.answer, `${said.by} of ${who.me}`)
					: session.wish(said.wish);
			if (!taken.taken) say({ type: 'refused', reason: taken.reason });
		});
		say({ type: 'hello', protocol, lockkeeper: lockkeeperVersion });
	};

	return {
		add,
		async close() {
			await Promise.all([...fronts].map(([socket, greeted]) => hangUp(socket, greeted)));
		},
	};
}

/** Ends once the last words are out, or nobody takes them. A run may be over before its first front has said hello. */
function hangUp(socket: Duplex, greeted: Promise<void>): Promise<void> {
	return new Promise((resolve) => {
		const insist = setTimeout(() => socket.destroy(), patience);
		socket.once('close', () => {
			clearTimeout(insist);
			resolve();
		});
		void greeted.then(() => socket.end());
	});
}
