// Touches the world: gives several sessions the one connection of a cluster, each with its transaction.
import { type Answer, type Cluster, failed, tagged } from './cluster.ts';
import { rewrite, terminatedSetting } from './rewrite.ts';
import type { DatabaseSession } from './session.ts';
import { databaseThatMustBeAlone, messageKind, tableHeld } from './statements.ts';
import { Turns } from './turns.ts';

/** Thrown where libpq's connection would end. */
export class ConnectionLost extends Error {
	override name = 'ConnectionLost';
}

let nextPid = 61;

/** The sessions of one server. Reading goes side by side; who writes in a transaction has the server alone. */
export class DatabaseServer {
	readonly #cluster: Cluster;
	readonly #turns = new Turns();
	readonly #sessions = new Set<DatabaseSession>();
	#snapshots = 0;

	constructor(cluster: Cluster) {
		this.#cluster = cluster;
	}

	/** @throws ConnectionLost when there is no such database */
	async connect(client: { database: string; user: string; application: string }): Promise<DatabaseSession> {
		const there = await this.#turns.take(
			() => this.#noWriter(),
			() => this.#cluster.has(client.database),
		);
		if (!there) throw new ConnectionLost(`FATAL:  database "${client.database}" does not exist`);
		const session: DatabaseSession = {
			...client,
			pid: nextPid++,
			settings: [],
			transaction: 'none',
			readOnly: false,
			ended: false,
		};
		this.#sessions.add(session);
		return session;
	}

	/** Ends a session and what it had begun. May be called again. */
	async disconnect(session: DatabaseSession): Promise<void> {
		session.ended = true;
		if (session.transaction === 'writing') await this.#alone(() => this.#cluster.send(session, 'ROLLBACK'));
		session.transaction = 'none';
		this.#sessions.delete(session);
		this.#turns.changed();
	}

	/** Whether a session holds the snapshot that `pg_dump --snapshot` names. */
	holdsSnapshot(id: string): boolean {
		return (
			id === this.#snapshot() && [...this.#sessions].some(({ transaction }) => transaction === 'reading')
		);
	}

	/**
	 * Runs one message for a session.
	 * @throws ConnectionLost when the session was ended by another
	 */
	async execute(session: DatabaseSession, message: string): Promise<Answer> {
		const kind = messageKind(message);
		if (session.transaction === 'failed' && kind !== 'commit' && kind !== 'rollback')
			return failed('current transaction is aborted, commands ignored until end of transaction block');
		switch (kind) {
			case 'begin':
				return this.#begin(session, message);
			case 'commit':
			case 'rollback':
				return this.#finish(session, message, kind);
			case 'setting': {
				const answer = await this.#read(session, message);
				if (!answer.error) session.settings.push(message);
				return answer;
			}
			case 'hold':
				return this.#hold(session, message);
			case 'read':
				return this.#read(session, message);
			case 'write':
				return this.#write(session, message);
			default:
				return kind satisfies never;
		}
	}

	/** Rows of a COPY … FROM stdin. */
	copy(session: DatabaseSession, statement: string, rows: string): Promise<Answer> {
		return this.#turns.take(
			() => this.#mayWrite(session),
			() => this.#cluster.copy(session, statement, rows),
		);
	}

	dump(database: string): Promise<string> {
		return this.#turns.take(
			() => this.#noWriter(),
			() => this.#cluster.dump(database),
		);
	}

	async close(): Promise<void> {
		for (const session of this.#sessions) session.ended = true;
		this.#turns.changed();
		await this.#alone(() => this.#cluster.close());
	}

	/** No BEGIN is sent before the first write: a transaction that reads holds the others' writes off instead. */
	#begin(session: DatabaseSession, statement: string): Promise<Answer> {
		const may = () => this.#isAlive(session) && this.#noWriter(session);
		return this.#turns.take(may, async () => {
			if (session.transaction !== 'none')
				return tagged('BEGIN', ['WARNING:  there is already a transaction in progress']);
			session.transaction = 'reading';
			session.readOnly = /\bREAD\s+ONLY\b/i.test(statement);
			return tagged('BEGIN');
		});
	}

	async #finish(session: DatabaseSession, statement: string, kind: 'commit' | 'rollback'): Promise<Answer> {
		const had = session.transaction;
		const answer =
			had === 'writing'
				? await this.#alone(() => this.#cluster.send(session, statement))
				: tagged(
						had === 'failed' ? 'ROLLBACK' : kind.toUpperCase(),
						had === 'none' ? ['WARNING:  there is no transaction in progress'] : [],
					);
		session.transaction = 'none';
		this.#turns.changed();
		return answer;
	}

	#read(session: DatabaseSession, statement: string): Promise<Answer> {
		const may = () => this.#isAlive(session) && this.#noWriter(session);
		return this.#turns.take(may, () => this.#send(session, statement));
	}

	/** A transaction that reads keeps everything as it is already; a table that is not there is still an error. */
	async #hold(session: DatabaseSession, statement: string): Promise<Answer> {
		const inTransaction = session.transaction !== 'none';
		const answer = inTransaction
			? await this.#read(session, `SELECT FROM ${tableHeld(statement)} LIMIT 0`)
			: failed('LOCK TABLE can only be used in transaction blocks');
		return answer.error ? answer : tagged('LOCK TABLE');
	}

	#write(session: DatabaseSession, statement: string): Promise<Answer> {
		const may = () => this.#isAlive(session) && this.#mayWrite(session);
		return this.#turns.take(may, async () => {
			const alone = databaseThatMustBeAlone(statement);
			const others = [...this.#sessions].filter((other) => other !== session && other.database === alone);
			if (alone && others.length > 0) {
				if (session.transaction === 'reading') session.transaction = 'failed';
				return accessedByOthers(alone, others.length);
			}
			if (session.transaction === 'reading') {
				session.transaction = 'writing';
				await this.#cluster.send(session, session.readOnly ? 'BEGIN READ ONLY' : 'BEGIN');
			}
			return this.#send(session, statement);
		});
	}

	/** Within a turn. */
	async #send(session: DatabaseSession, statement: string): Promise<Answer> {
		const snapshot = this.#snapshot(/pg_export_snapshot/i.test(statement));
		const view = { sessions: [...this.#sessions], snapshot };
		const answer = await this.#cluster.send(session, rewrite(statement, session, view));
		if (/pg_terminate_backend/i.test(statement)) await this.#terminate(session);
		// A message with its own BEGIN may leave a transaction; here it ends with its message.
		if (answer.inTransaction && session.transaction !== 'writing')
			await this.#cluster.send(session, 'ROLLBACK');
		if (answer.error && session.transaction === 'reading') session.transaction = 'failed';
		return answer;
	}

	/** Ends the sessions that the rewritten statement noted; nobody writes now, so none has anything to undo. */
	async #terminate(session: DatabaseSession): Promise<void> {
		const noted = await this.#cluster.send(session, `SELECT current_setting('${terminatedSetting}', true)`);
		const pids = (noted.rows[0]?.[0] ?? '').split(' ').filter(Boolean).map(Number);
		await this.#cluster.send(session, `RESET ${terminatedSetting}`);
		for (const other of [...this.#sessions].filter(({ pid }) => pids.includes(pid))) {
			other.ended = true;
			other.transaction = 'none';
			this.#sessions.delete(other);
		}
		this.#turns.changed();
	}

	#alone<T>(act: () => Promise<T>): Promise<T> {
		return this.#turns.take(() => true, act);
	}

	#noWriter(except?: DatabaseSession): boolean {
		return ![...this.#sessions].some((other) => other !== except && other.transaction === 'writing');
	}

	#mayWrite(session: DatabaseSession): boolean {
		const reads = (other: DatabaseSession) =>
			other !== session && other.transaction === 'reading' && other.database === session.database;
		return this.#noWriter(session) && ![...this.#sessions].some(reads);
	}

	#isAlive(session: DatabaseSession): true {
		if (!session.ended) return true;
		throw new ConnectionLost(
			'FATAL:  terminating connection due to administrator command\nserver closed the connection unexpectedly',
		);
	}

	#snapshot(next = false): string {
		if (next) this.#snapshots++;
		return `0000000${this.#snapshots % 10}-000002A1-1`;
	}
}

function accessedByOthers(database: string, count: number): Answer {
	const detail = `There ${count === 1 ? 'is 1 other session' : `are ${count} other sessions`} using the database.`;
	return failed(`database "${database}" is being accessed by other users`, detail);
}
