// Touches the world: a run that works in another process, as a front sees it.
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { OperatorError } from '../../host/errors.ts';
import { lockkeeperVersion } from '../../host/lockkeeper-version.ts';
import type { Who } from '../../host/who.ts';
import type { JournalEvent, Result, RunEvent, Stamped } from '../events.ts';
import { answerProblem, type Gate } from '../gates.ts';
import type { Session } from '../session.ts';
import { type FromRun, line, protocol, readHello } from './wire.ts';

/** A run in another process. */
export type RemoteRun = {
	readonly session: Session;
	/** @throws OperatorError when its process ended without a result */
	readonly ended: Promise<Result>;
	/** Lets go of it; the run goes on. */
	readonly leave: () => void;
};

/**
 * Says hello to a run and listens until all that was before is there.
 * @param gone what to say when its process ends without a result: what happened and what to do
 * @throws OperatorError when it is of another version, when there is no run after all, or nobody answers
 */
export async function remoteRun(
	socket: Duplex,
	who: Who,
	gone: () => OperatorError,
	{ patience = 20_000 } = {},
): Promise<RemoteRun> {
	const me = `${who.user} from ${who.from}, process ${process.pid}`;
	const past: Stamped<JournalEvent>[] = [];
	const listeners = new Set<(event: RunEvent) => void>();
	/** What only passes and came before anybody listened. */
	let early: RunEvent[] = [];
	let gate: Gate | undefined;
	let greeted = false;
	let isLive = false;
	let settle: { resolve: (result: Result) => void; reject: (error: Error) => void } | undefined;
	const ended = new Promise<Result>((resolve, reject) => {
		settle = { resolve, reject };
	});
	// Whoever waits for it may come later.
	ended.catch(() => {});
	const say = (said: Parameters<typeof line>[0]) => {
		if (socket.writable) socket.write(line(said));
	};

	const take = (event: RunEvent) => {
		if (event.type === 'log' || event.type === 'progress') {
			if (listeners.size === 0) early.push(event);
		} else {
			past.push(event);
			if (event.type === 'gate') gate = event.gate;
			if (event.type === 'answer') gate = undefined;
		}
		for (const listener of [...listeners]) listener(event);
		if (event.type === 'result' && isLive) settle?.resolve(event.result);
	};

	const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
	const live = new Promise<void>((resolve, reject) => {
		const fail = (error: Error) => {
			reject(error);
			settle?.reject(error);
			socket.destroy();
		};
		const tooLong = setTimeout(() => fail(noAnswer(patience)), patience);
		void ended.catch(() => {}).finally(() => clearTimeout(tooLong));
		socket.on('error', () => socket.destroy());
		// A run that was killed before it had read all breaks the connection: without an end the reader would wait.
		socket.on('close', () => lines.close());
		// The line reader hands the socket's error on.
		lines.on('error', () => {});
		lines.on('line', (text) => {
			if (!greeted) {
				greeted = true;
				const hello = readHello(text);
				if (hello && (hello.protocol !== protocol || hello.lockkeeper !== lockkeeperVersion))
					return fail(otherVersion(hello.lockkeeper));
				if (hello) return;
			}
			const said = readFromRun(text);
			if (!said) return fail(noRun());
			switch (said.type) {
				case 'event':
					return take(said.event);
				case 'live': {
					clearTimeout(tooLong);
					isLive = true;
					// A run that is gone on with has ended before, in a way.
					const last = past.at(-1);
					if (last?.type === 'result') settle?.resolve(last.result);
					return resolve();
				}
				case 'failed':
					return fail(
						said.exit === 1
							? new Error(said.message)
							: new OperatorError(said.message, { exit: said.exit, advice: said.advice }),
					);
				default:
					return;
			}
		});
		// The lines that came before the end are taken first.
		lines.on('close', () => fail(gone()));
	});
	say({ type: 'hello', protocol, lockkeeper: lockkeeperVersion, me });
	await live;

	const session: Session = {
		apart: true,
		me,
		past: () => past,
		recent: () => early,
		subscribe(listener) {
			listeners.add(listener);
			// Whoever listens has asked for what came early already, or does so in the same breath.
			setImmediate(() => {
				early = [];
			});
			return () => listeners.delete(listener);
		},
		answer(id, answer, by) {
			if (gate?.id !== id) return { taken: false, reason: 'This gate is no longer open.' };
			const problem = answerProblem(gate, answer);
			if (problem) return { taken: false, reason: problem };
			say({ type: 'answer', gate: id, answer, by });
			return { taken: true };
		},
		wish(wish) {
			say({ type: 'wish', wish });
			return { taken: true };
		},
	};
	return { session, ended, leave: () => socket.destroy() };
}

/** Of the same version by now, or refused before it said hello: its shape is known. */
function readFromRun(text: string): FromRun | undefined {
	try {
		return JSON.parse(text) as FromRun;
	} catch {
		return undefined;
	}
}

const noRun = () =>
	new OperatorError(
		'Something answers in place of the run, but it does not speak as a run of Lockkeeper does.',
		{
			exit: 3,
			advice: ['Nothing was changed.'],
		},
	);

const otherVersion = (version: string) =>
	new OperatorError(
		`The run was started by Lockkeeper ${version}, and this is ${lockkeeperVersion}: they may not understand each other.`,
		{
			exit: 3,
			advice: [
				'Nothing was changed by this one; the run goes on.',
				`Open it with Lockkeeper ${version}, or wait until it has ended.`,
			],
		},
	);

const noAnswer = (patience: number) =>
	new OperatorError(`The run did not answer within ${patience / 1000} s.`, {
		exit: 3,
		advice: ['Nothing was changed by this one.', 'Its process may hang: the lock file names it.'],
	});
