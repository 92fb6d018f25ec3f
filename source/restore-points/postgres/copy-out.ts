// Touches the world: reads rows from a PostgreSQL server as a stream.
import { runPiped } from '../../docker/run.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { applicationName, psql } from './arguments.ts';
import { openSession, type PostgresServer, type PostgresSession } from './server.ts';
import * as statements from './statements.ts';
import { asUtf8, impatient, seeAllRows } from './write-statements.ts';

/** One state of a database: the one in use, or the one that was restored beside it. */
export type Side = { readonly server: PostgresServer; readonly database: string };

const settings = [
	statements.withoutTimeouts,
	...statements.readRowsAlike,
	asUtf8,
	impatient,
	seeAllRows,
	statements.begin,
] as const;

/** A session that reads one moment and changes nothing. The caller closes it. */
export async function openReader(context: RestorePointContext, side: Side): Promise<PostgresSession> {
	const session = openSession(context, side.server, side.database);
	try {
		for (const setting of settings) await session.ask(setting);
		return session;
	} catch (error) {
		await session.close();
		throw error;
	}
}

/** psql's own line before the first byte of the answer. */
const mark = 'lockkeeper-rows-begin';

/**
 * The bytes of a `COPY … TO STDOUT`, read in a transaction that may only read.
 * @throws CommandError with psql's words
 */
export async function* copyOut(
	context: RestorePointContext,
	side: Side,
	statement: string,
): AsyncGenerator<Uint8Array> {
	const call = runPiped(
		context.engine,
		side.server.command(psql(side.server.user, side.database, applicationName(context.run))),
		{ deadline: streamDeadline, signal: context.signal },
	);
	call.stdin.on('error', () => {});
	call.stdin.end(`${[...settings, `\\echo ${mark}`, statement].join('\n')}\n`);
	let whole = false;
	try {
		let before: Buffer | undefined = Buffer.alloc(0);
		for await (const chunk of call.stdout as AsyncIterable<Buffer>) {
			if (before === undefined) {
				yield chunk;
				continue;
			}
			before = Buffer.concat([before, chunk]);
			const found = before.indexOf(`${mark}\n`);
			if (found === -1) continue;
			const rest = before.subarray(found + mark.length + 1);
			before = undefined;
			if (rest.length > 0) yield rest;
		}
		whole = true;
	} finally {
		if (!whole) call.stop();
	}
	// The stream ends the same way when psql fails: its exit code counts as well.
	await call.ended;
}
