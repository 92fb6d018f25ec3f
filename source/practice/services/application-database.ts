// Touches the world: the application's connection to its database.
import type { ServerError } from '../postgres/cluster.ts';
import { ConnectionLost, type DatabaseServer } from '../postgres/server.ts';
import type { DatabaseSession } from '../postgres/session.ts';

/** One pooled connection, opened again when it was lost. */
export class ApplicationDatabase {
	readonly #find: () => DatabaseServer | undefined;
	readonly #address: URL;
	#session: { server: DatabaseServer; session: DatabaseSession } | undefined;

	/** @param find the server that runs now under the address's host name */
	constructor(address: string, find: (host: string) => DatabaseServer | undefined) {
		this.#address = new URL(address);
		this.#find = () => find(this.#address.hostname);
	}

	/** Whether the server takes this connection; no statement, so that none waits behind a load. */
	async reaches(): Promise<boolean> {
		return this.#connection().then(
			() => true,
			() => false,
		);
	}

	/** @throws Error when there is no server, or with PostgreSQL's words */
	async rows(statement: string): Promise<readonly (readonly (string | null)[])[]> {
		const { server, session } = await this.#connection();
		const answer = await server.execute(session, statement);
		if (answer.error) throw new Error(answer.error.message);
		return answer.rows;
	}

	/** All statements or none. @returns the one that failed, with the server's words */
	async inTransaction(
		statements: readonly string[],
	): Promise<{ statement: string; error: ServerError } | undefined> {
		const { server, session } = await this.#connection();
		await server.execute(session, 'BEGIN');
		for (const statement of statements) {
			const { error } = await server.execute(session, statement);
			if (!error) continue;
			await server.execute(session, 'ROLLBACK');
			return { statement, error };
		}
		await server.execute(session, 'COMMIT');
		return undefined;
	}

	async close(): Promise<void> {
		const open = this.#session;
		this.#session = undefined;
		if (open) await open.server.disconnect(open.session).catch(() => {});
	}

	async #connection(): Promise<{ server: DatabaseServer; session: DatabaseSession }> {
		const server = this.#find();
		if (!server) throw new ConnectionLost('connection failed: Connection refused');
		if (this.#session?.server === server && !this.#session.session.ended) return this.#session;
		const session = await server.connect({
			database: this.#address.pathname.slice(1),
			user: this.#address.username,
			application: 'specivo',
		});
		this.#session = { server, session };
		return this.#session;
	}
}
