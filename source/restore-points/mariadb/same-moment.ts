// Touches the world: reads what a dump holds while it is made.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Artifact } from '../artifact/artifact.ts';
import type { TakeContext } from '../data-kind.ts';
import { isUnsteady } from './answers.ts';
import { comment } from './arguments.ts';
import { type ReadTable, readTables, type Structure } from './content.ts';
import type { RunningServer } from './open-server.ts';
import { type MariadbSession, openSession } from './server.ts';
import * as statements from './statements.ts';

/** Milliseconds between two looks at whether the dump has begun to read. */
const pause = 20;

type Where = { readonly database: string; readonly marker: string };

/** A dump, what the tables held at its moment, and those of which that is not known. */
export type DumpAndContent = {
	readonly dump: Artifact;
	readonly tables: readonly ReadTable[];
	/** Tables that were written to between the moments that were read before and after the dump's own. */
	readonly written: readonly string[];
};

/**
 * Dumps and counts side by side. A dump cannot share its moment with another session; so one session keeps the moment
 * right before the dump's and another the one right after. When the server's log did not move in between, all three
 * hold the same rows. Else both are read, and a table that is equal in both counts; one that is not is named.
 * Tables without transactions and sequences are read before the dump begins and after its end.
 * @param session of its own, without a transaction; `dump` begins the dump
 */
export async function dumpAndRead(
	context: TakeContext,
	server: RunningServer,
	where: Where,
	structure: Structure,
	session: MariadbSession,
	dump: (signal: AbortSignal) => Promise<Artifact>,
): Promise<DumpAndContent> {
	const unsteady = structure.tables.filter(isUnsteady);
	const steady = structure.tables.filter((table) => !isUnsteady(table));
	const label = `rows of ${where.database}`;
	const unsteadyBefore = await readTables(session, where, structure, unsteady);
	const before = await logPosition(session);
	await session.ask(statements.snapshot);
	const stop = new AbortController();
	const dumping = dump(context.signal ? AbortSignal.any([context.signal, stop.signal]) : stop.signal);
	dumping.catch(() => {});
	const second = await openSession(context, server, where.database).catch(async (error) => {
		await stopped(stop, error, dumping);
		throw error;
	});
	try {
		await untilItReads(second, where, dumping);
		await second.ask(statements.snapshot);
		const still = before !== undefined && before === (await logPosition(second));
		const reading = () =>
			readTables(session, where, structure, steady, (done, total) =>
				context.onProgress({ label, unit: 'items', done, total }),
			);
		const [artifact, steadyBefore] = context.oneAtATime
			? [await dumping, await reading()]
			: await Promise.all([dumping, reading()]);
		const steadyAfter = still ? steadyBefore : await readTables(second, where, structure, steady);
		await second.ask(statements.rollback);
		const unsteadyAfter = await readTables(second, where, structure, unsteady);
		const first = byName([...steadyBefore, ...unsteadyBefore]);
		const last = byName([...steadyAfter, ...unsteadyAfter]);
		return {
			dump: artifact,
			tables: structure.tables.flatMap(({ name }) => first.get(name) ?? []),
			written: structure.tables
				.map(({ name }) => name)
				.filter(
					(name) =>
						first.get(name)?.digest !== last.get(name)?.digest ||
						first.get(name)?.rows !== last.get(name)?.rows,
				),
		};
	} catch (error) {
		await stopped(stop, error, dumping);
		throw error;
	} finally {
		await second.close();
	}
}

const byName = (tables: readonly ReadTable[]) => new Map(tables.map((table) => [table.name, table]));

async function stopped(stop: AbortController, error: unknown, dumping: Promise<unknown>): Promise<void> {
	stop.abort(error);
	await Promise.allSettled([dumping]);
}

async function logPosition(session: MariadbSession): Promise<string | undefined> {
	const lines = await session.ask(statements.logPosition);
	return lines.length > 0 ? lines.join('\n') : undefined;
}

/** By the comment in its statements: a dump that reads a table has its moment. So has one that has ended. */
async function untilItReads(
	session: MariadbSession,
	{ marker }: Where,
	dumping: Promise<unknown>,
): Promise<void> {
	let ended = false;
	const end = () => {
		ended = true;
	};
	dumping.then(end, end);
	while (!ended) {
		if ((await session.ask(statements.markedSessions(comment(marker, 'dump')))).length > 0) return;
		await sleep(pause);
	}
	await dumping;
}
