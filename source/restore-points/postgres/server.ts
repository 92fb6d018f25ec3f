// Touches the world: talks to a PostgreSQL server through psql in its container.
import { createInterface } from 'node:readline';
import { execute } from '../../docker/arguments.ts';
import { type Piped, run, runPiped } from '../../docker/run.ts';
import { type ProgramPlace, streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { applicationName, psql } from './arguments.ts';

/** Milliseconds after which a single statement counts as hung. */
const statementDeadline = 10 * 60_000;

/** A server, as whom it is asked, and the call that runs a program beside it. */
export type PostgresServer = { readonly user: string } & Pick<ProgramPlace, 'command'>;

export const serverOfService = (
	context: RestorePointContext,
	service: string,
	user: string,
): PostgresServer => ({
	user,
	command: (argv) => execute(context.engine, context.project, service, argv),
});

/** Runs statements in a session of their own. @returns the lines of the answer. @throws CommandError with psql's words */
export async function query(
	context: RestorePointContext,
	server: PostgresServer,
	database: string,
	statements: string,
): Promise<readonly string[]> {
	const { stdout } = await run(
		context.engine,
		server.command(psql(server.user, database, applicationName(context.run))),
		{ deadline: statementDeadline, signal: context.signal, input: `${statements}\n` },
	);
	return stdout === '' ? [] : stdout.split('\n');
}

/** A session that stays open between statements. */
export type PostgresSession = {
	/** One statement and its lines. @throws CommandError when psql ended, with its words */
	readonly ask: (statement: string) => Promise<readonly string[]>;
	/** Ends it, whatever state it is in. */
	readonly close: () => Promise<void>;
};

/** Opens a session; answers are told apart by a marker that psql echoes after each. */
export function openSession(
	context: RestorePointContext,
	server: PostgresServer,
	database: string,
): PostgresSession {
	const psqlCall = runPiped(
		context.engine,
		server.command(psql(server.user, database, applicationName(context.run))),
		{ deadline: streamDeadline, signal: context.signal },
	);
	// A write to a psql that has ended fails here as well; `ended` has the reason.
	psqlCall.stdin.on('error', () => {});
	const lines = createInterface({ input: psqlCall.stdout, crlfDelay: 0 })[Symbol.asyncIterator]();
	let count = 0;
	return {
		async ask(statement) {
			const marker = `lockkeeper-answer-${++count}`;
			psqlCall.stdin.write(`${statement}\n\\echo ${marker}\n`);
			const answer: string[] = [];
			for (;;) {
				const { value, done } = await lines.next();
				if (done) throw await endOf(psqlCall);
				if (value === marker) return answer;
				answer.push(value);
			}
		},
		async close() {
			psqlCall.stdin.end();
			const patience = setTimeout(() => psqlCall.stop(), 5000);
			await psqlCall.ended.catch(() => {});
			clearTimeout(patience);
		},
	};
}

async function endOf(call: Piped): Promise<Error> {
	try {
		await call.ended;
	} catch (error) {
		return error as Error;
	}
	return new Error('psql ended before it had answered');
}
