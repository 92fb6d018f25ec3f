// Touches the world: talks to a MariaDB or MySQL server through the client in its container.
import { createInterface } from 'node:readline';
import { type Piped, run, runPiped } from '../../docker/run.ts';
import { type ProgramPlace, streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { client, type Programs } from './arguments.ts';
import * as statements from './statements.ts';

/** Milliseconds after which a single statement counts as hung. */
const statementDeadline = 10 * 60_000;

/** A server, as whom it is asked, with which programs, and the call that runs one beside it. */
export type MariadbServer = ProgramPlace & { readonly user: string; readonly programs: Programs };

type Context = Pick<RestorePointContext, 'engine' | 'signal'>;

/** Runs statements in a session of their own. @returns the lines of the answer. @throws CommandError with the server's words */
export async function query(
	context: Context,
	server: MariadbServer,
	database: string | undefined,
	text: string,
): Promise<readonly string[]> {
	const { stdout } = await run(
		context.engine,
		server.command(client(server.programs.client, server.user, database)),
		{
			deadline: statementDeadline,
			signal: context.signal,
			...(server.environment ? { environment: server.environment } : {}),
			input: `${[...statements.begin, text].join('\n')}\n`,
		},
	);
	return stdout === '' ? [] : stdout.split('\n');
}

/** A session that stays open between statements. */
export type MariadbSession = {
	/** One statement and its lines. @throws CommandError when the client ended, with the server's words */
	readonly ask: (statement: string) => Promise<readonly string[]>;
	/** One statement and its only line. @throws Error when there is none or more than one */
	readonly line: (statement: string) => Promise<string>;
	/** Ends it, whatever state it is in. */
	readonly close: () => Promise<void>;
};

/** Opens a session; answers are told apart by a marker that is asked for after each. */
export async function openSession(
	context: Context,
	server: MariadbServer,
	database?: string,
): Promise<MariadbSession> {
	const call = runPiped(
		context.engine,
		server.command(client(server.programs.client, server.user, database)),
		{
			deadline: streamDeadline,
			signal: context.signal,
			...(server.environment ? { environment: server.environment } : {}),
		},
	);
	// A write to a client that has ended fails here as well; `ended` has the reason.
	call.stdin.on('error', () => {});
	const lines = createInterface({ input: call.stdout, crlfDelay: 0 })[Symbol.asyncIterator]();
	let count = 0;
	const ask = async (statement: string): Promise<readonly string[]> => {
		const marker = `lockkeeper-answer-${++count}`;
		call.stdin.write(`${statement}\nSELECT '${marker}';\n`);
		const answer: string[] = [];
		for (;;) {
			const { value, done } = await lines.next();
			if (done) throw await endOf(call);
			if (value === marker) return answer;
			answer.push(value);
		}
	};
	const close = async () => {
		call.stdin.end();
		const patience = setTimeout(() => call.stop(), 5000);
		await call.ended.catch(() => {});
		clearTimeout(patience);
	};
	try {
		for (const statement of statements.begin) await ask(statement);
	} catch (error) {
		await close();
		throw error;
	}
	return { ask, close, line: async (statement) => onlyLine(await ask(statement), statement) };
}

/** The one line of an answer. @throws Error when there is none or more than one */
export function onlyLine(lines: readonly string[], statement: string): string {
	const [line] = lines;
	if (lines.length === 1 && line !== undefined) return line;
	throw new Error(`Expected one line for “${statement.slice(0, 200)}”, got ${lines.length}.`);
}

async function endOf(call: Piped): Promise<Error> {
	try {
		await call.ended;
	} catch (error) {
		return error as Error;
	}
	return new Error('the database client ended before it had answered');
}
