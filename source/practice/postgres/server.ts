// Touches the world: gives several sessions the one connection of a cluster, each with its transaction.
import type { Answer, Cluster } from './cluster.ts';
import { rewrite, terminatedSetting } from './rewrite.ts';
import type { DatabaseSession } from './session.ts';
import { messageKind } from './statements.ts';

/** Thrown where libpq's connection would end. */
export class ConnectionLost extends Error {
	override name = 'ConnectionLost';
}

let nextPid = 61;

/** The sessions of one server. Reading goes side by side; who writes in a transaction has the server alone. */
export class DatabaseServer {
	readonly cluster: Cluster;
	readonly #sessions = new Set<DatabaseSession>();
	#changed: (() => void)[] = [];
	#snapshots = 0;

	constructor(cluster: Cluster) {
		this.cluster = cluster;
	}

	/** @throws ConnectionLost when there is no such database */
	async connect(client: { database: string; user: string; application: string }): Promise<DatabaseSession> {
		const there = await this.cluster.exclusively(() => this.cluster.has(client.database));
		if (!there) throw new ConnectionLost(`FATAL:  database "${client.database}" does not exist`);
		const session: DatabaseSession = {
			...client,
			pid: nextPid++,
			settings: [],
			transaction: 'none',
			readOnly: false,
			terminated: false,
		};
		this.#sessions.add(session);
		return session;
	}

	/** Ends a session and what it had begun. */
	async disconnect(session: DatabaseSession): Promise<void> {
		const had = session.transaction;
		if (had === 'writing') await this.cluster.exclusively(() => this.cluster.send(session, 'ROLLBACK'));
		session.transaction = 'none';
		this.#sessions.delete(session);
		this.#notify();
	}

	/** Whether a session holds the snapshot that `pg_dump --snapshot` names. */
	holdsSnapshot(id: string): boolean {
		return (
			id === this.#snapshot() && [...this.#sessions].some(({ transaction }) => transaction === 'reading')
		);
	}

	/**
	 * Runs one statement for a session.
	 * @throws ConnectionLost when the session was ended by another
	 */
	async execute(session: DatabaseSession, statement: string): Promise<Answer> {
		this.#demandAlive(session);
		switch (messageKind(statement)) {
			case 'begin':
				return this.#begin(session, statement);
			case 'commit':
			case 'rollback':
				return this.#finish(session, statement);
			case 'setting':
				return this.#run(session, statement, (answer) => {
					if (!answer.error) session.settings.push(statement);
				});
			case 'read':
				return this.#run(session, statement);
			case 'write':
				return this.#write(session, statement);
		}
	}

	/** Rows of a COPY … FROM stdin. */
	async copy(session: DatabaseSession, statement: string, rows: string): Promise<Answer> {
		this.#demandAlive(session);
		await this.#untilMayWrite(session);
		return this.cluster.exclusively(() => this.cluster.copy(session, statement, rows));
	}

	async dump(database: string): Promise<string> {
		await this.#until(() => !this.#writer());
		return this.cluster.exclusively(() => this.cluster.dump(database));
	}

	async close(): Promise<void> {
		for (const session of this.#sessions) session.terminated = true;
		this.#notify();
		await this.cluster.close();
	}

	/** No BEGIN is sent before the first write: a transaction that reads holds the others' writes off instead. */
	async #begin(session: DatabaseSession, statement: string): Promise<Answer> {
		if (session.transaction !== 'none')
			return tagged('BEGIN', ['WARNING:  there is already a transaction in progress']);
		await this.#until(() => !this.#writer() || session.terminated);
		session.transaction = 'reading';
		session.readOnly = /\bREAD\s+ONLY\b/i.test(statement);
		return tagged('BEGIN');
	}

	async #finish(session: DatabaseSession, statement: string): Promise<Answer> {
		const had = session.transaction;
		const answer =
			had === 'writing'
				? await this.cluster.exclusively(() => this.cluster.send(session, statement))
				: tagged(
						had === 'failed' || messageKind(statement) === 'rollback' ? 'ROLLBACK' : 'COMMIT',
						had === 'none' ? ['WARNING:  there is no transaction in progress'] : [],
					);
		session.transaction = 'none';
		this.#notify();
		return answer;
	}

	async #write(session: DatabaseSession, statement: string): Promise<Answer> {
		const alone = databaseThatMustBeAlone(statement);
		const others = [...this.#sessions].filter((other) => other !== session && other.database === alone);
		if (alone && others.length > 0) return this.#fail(session, accessedByOthers(alone, others.length));
		await this.#untilMayWrite(session);
		if (session.transaction === 'reading') {
			session.transaction = 'writing';
			const begin = session.readOnly ? 'BEGIN READ ONLY' : 'BEGIN';
			await this.cluster.exclusively(() => this.cluster.send(session, begin));
		}
		return this.#run(session, statement);
	}

	async #run(session: DatabaseSession, statement: string, then?: (answer: Answer) => void): Promise<Answer> {
		if (session.transaction === 'failed')
			return failed('current transaction is aborted, commands ignored until end of transaction block');
		await this.#until(() => !this.#writer(session) || session.terminated);
		this.#demandAlive(session);
		const view = {
			sessions: [...this.#sessions],
			snapshot: this.#snapshot(/pg_export_snapshot/i.test(statement)),
		};
		const answer = await this.cluster.exclusively(async () => {
			const found = await this.cluster.send(session, rewrite(statement, session, view));
			if (/pg_terminate_backend/i.test(statement)) await this.#terminate(session);
			// A message with its own BEGIN may leave a transaction; here it ends with its message.
			if (found.inTransaction && session.transaction !== 'writing')
				await this.cluster.send(session, 'ROLLBACK');
			return found;
		});
		then?.(answer);
		if (answer.error && session.transaction === 'reading') session.transaction = 'failed';
		return answer;
	}

	async #terminate(session: DatabaseSession): Promise<void> {
		const noted = await this.cluster.send(session, `SELECT current_setting('${terminatedSetting}', true)`);
		const pids = (noted.rows[0]?.[0] ?? '').split(' ').filter(Boolean).map(Number);
		await this.cluster.send(session, `RESET ${terminatedSetting}`);
		for (const other of [...this.#sessions].filter(({ pid }) => pids.includes(pid))) {
			other.terminated = true;
			if (other.transaction !== 'writing') {
				other.transaction = 'none';
				this.#sessions.delete(other);
			}
		}
		this.#notify();
	}

	#fail(session: DatabaseSession, answer: Answer): Answer {
		if (session.transaction === 'reading') session.transaction = 'failed';
		return answer;
	}

	#snapshot(next = false): string {
		if (next) this.#snapshots++;
		return `0000000${this.#snapshots % 10}-000002A1-1`;
	}

	#writer(except?: DatabaseSession): DatabaseSession | undefined {
		return [...this.#sessions].find((session) => session !== except && session.transaction === 'writing');
	}

	async #untilMayWrite(session: DatabaseSession): Promise<void> {
		await this.#until(
			() =>
				session.terminated ||
				![...this.#sessions].some(
					(other) =>
						other !== session &&
						(other.transaction === 'writing' ||
							(other.transaction === 'reading' && other.database === session.database)),
				),
		);
		this.#demandAlive(session);
	}

	#demandAlive(session: DatabaseSession): void {
		if (session.terminated)
			throw new ConnectionLost(
				'FATAL:  terminating connection due to administrator command\nserver closed the connection unexpectedly',
			);
	}

	async #until(condition: () => boolean): Promise<void> {
		while (!condition()) await new Promise<void>((resolve) => this.#changed.push(resolve));
	}

	#notify(): void {
		const waiting = this.#changed;
		this.#changed = [];
		for (const resolve of waiting) resolve();
	}
}

/** The database that nobody else may use while it is renamed or dropped. */
function databaseThatMustBeAlone(statement: string): string | undefined {
	const found =
		/^\s*(?:ALTER\s+DATABASE|DROP\s+DATABASE(?:\s+IF\s+EXISTS)?)\s+(?:"((?:[^"]|"")+)"|(\w+))/i.exec(
			statement,
		);
	return found?.[1]?.replaceAll('""', '"') ?? found?.[2]?.toLowerCase();
}

function accessedByOthers(database: string, count: number): Answer {
	const answer = failed(`database "${database}" is being accessed by other users`);
	const detail = `There ${count === 1 ? 'is 1 other session' : `are ${count} other sessions`} using the database.`;
	return { ...answer, error: { message: answer.error?.message ?? '', detail } };
}

const tagged = (tag: string, notices: readonly string[] = []): Answer => ({
	columns: [],
	rows: [],
	tag,
	notices,
});
const failed = (message: string): Answer => ({
	columns: [],
	rows: [],
	tag: '',
	notices: [],
	error: { message },
});
