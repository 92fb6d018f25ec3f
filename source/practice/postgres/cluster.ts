// Touches the world: a PostgreSQL cluster on disk, run by PGlite in this process.
import { PGlite } from '@electric-sql/pglite';
import { pgDump } from '@electric-sql/pglite-tools/pg_dump';
import type { DatabaseSession } from './session.ts';

/** What PostgreSQL answers to one statement. */
export type Answer = {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly (string | null)[])[];
	/** Command tag, e.g. `INSERT 0 1`; empty after an error. */
	readonly tag: string;
	/** Bytes of a COPY … TO STDOUT. */
	readonly copied?: Uint8Array;
	readonly error?: ServerError;
	readonly notices: readonly string[];
	/** Whether a transaction is open after it. */
	readonly inTransaction?: boolean;
};
export type ServerError = {
	readonly message: string;
	readonly detail?: string | undefined;
	readonly hint?: string | undefined;
};

/**
 * One cluster with its databases. PGlite has one connection, to one database: it is opened again whenever a
 * session of another database speaks (0.15 s), so databases, roles and renames are the server's own.
 * Only one call at a time.
 */
export class Cluster {
	readonly directory: string;
	readonly superuser: string;
	#open: { database: string; server: PGlite } | undefined;
	#speaker: DatabaseSession | undefined;
	#closed = false;

	constructor(directory: string, superuser: string) {
		this.directory = directory;
		this.superuser = superuser;
	}

	/** One or several statements as one message, as `psql -c` sends them. */
	async send(session: DatabaseSession, sql: string): Promise<Answer> {
		const server = await this.#connect(session.database);
		if (this.#speaker !== session) {
			this.#speaker = session;
			for (const setting of ['RESET ALL', ...session.settings]) await server.exec(setting);
		}
		return toStdout.test(sql) ? copyOut(server, sql) : ask(server, sql);
	}

	/** Rows of a COPY … FROM stdin. */
	async copy(session: DatabaseSession, sql: string, rows: string): Promise<Answer> {
		await this.send(session, 'SELECT 1');
		const server = await this.#connect(session.database);
		try {
			const fromBlob = sql.replace(/\bFROM\s+stdin\b/i, "FROM '/dev/blob'");
			const { affectedRows = 0 } = await server.query(fromBlob, [], { blob: new Blob([rows]) });
			return tagged(`COPY ${affectedRows}`);
		} catch (error) {
			const { message, detail } = error as ServerError;
			return failed(message, detail);
		}
	}

	/** A plain dump with the comments of `--verbose`, 200 rows an INSERT. */
	async dump(database: string): Promise<string> {
		const server = await this.#connect(database);
		this.#speaker = undefined;
		try {
			const file = await pgDump({ pg: server, args: ['-d', database, '--verbose', '--rows-per-insert=200'] });
			return await file.text();
		} finally {
			// pg_dump leaves its transaction to the end of its connection, which here goes on.
			await server.exec('ROLLBACK');
		}
	}

	/** Whether there is such a database. */
	async has(database: string): Promise<boolean> {
		if (this.#open?.database === database) return true;
		const server = this.#open?.server ?? (await this.#connect('postgres'));
		const { rows } = await server.query('SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1', [
			database,
		]);
		return rows.length > 0;
	}

	async close(): Promise<void> {
		this.#closed = true;
		await this.#disconnect();
	}

	async #connect(database: string): Promise<PGlite> {
		if (this.#open?.database === database) return this.#open.server;
		if (this.#closed) throw new Error('the database system is shutting down');
		await this.#disconnect();
		const server = await PGlite.create({ dataDir: this.directory, database, username: this.superuser });
		this.#open = { database, server };
		return server;
	}

	async #disconnect(): Promise<void> {
		await this.#open?.server.close();
		this.#open = undefined;
		this.#speaker = undefined;
		// Each connection has 130 MB of WebAssembly memory, which the collector does not count as its own.
		globalThis.gc?.();
	}
}

const toStdout = /^\s*COPY\b.*\bTO\s+STDOUT\b/is;

async function copyOut(server: PGlite, sql: string): Promise<Answer> {
	try {
		const { blob } = await server.query(sql.replace(/\bTO\s+STDOUT\b/i, "TO '/dev/blob'"));
		return { ...tagged(''), copied: new Uint8Array((await blob?.arrayBuffer()) ?? []) };
	} catch (error) {
		const { message, detail } = error as ServerError;
		return failed(message, detail);
	}
}

async function ask(server: PGlite, sql: string): Promise<Answer> {
	const notices: string[] = [];
	const { messages } = await server.execProtocol(queryMessage(sql), { throwOnError: false });
	let columns: string[] = [];
	let rows: (string | null)[][] = [];
	let tag = '';
	const inTransaction = server.isInTransaction();
	for (const message of messages) {
		switch (message.name) {
			case 'rowDescription':
				columns = (message as unknown as { fields: { name: string }[] }).fields.map(({ name }) => name);
				rows = [];
				break;
			case 'dataRow':
				rows.push((message as unknown as { fields: (string | null)[] }).fields);
				break;
			case 'commandComplete':
				tag = (message as unknown as { text: string }).text;
				if (!/^(SELECT|SHOW|EXPLAIN|FETCH)/.test(tag)) {
					columns = [];
					rows = [];
				}
				break;
			case 'notice': {
				const { severity, message: text } = message as unknown as { severity: string; message: string };
				notices.push(`${severity}:  ${text}`);
				break;
			}
			case 'error': {
				const { message: text, detail, hint } = message as unknown as ServerError;
				return {
					columns: [],
					rows: [],
					tag: '',
					notices,
					inTransaction,
					error: { message: text, detail, hint },
				};
			}
		}
	}
	return { columns, rows, tag, notices, inTransaction };
}

/** The simple query message of PostgreSQL's protocol. */
function queryMessage(sql: string): Uint8Array {
	const text = Buffer.from(`${sql}\0`);
	const message = Buffer.alloc(5 + text.length);
	message.write('Q');
	message.writeInt32BE(4 + text.length, 1);
	text.copy(message, 5);
	return message;
}

/** An answer without rows. */
export const tagged = (tag: string, notices: readonly string[] = []): Answer => ({
	columns: [],
	rows: [],
	tag,
	notices,
});
/** An answer that is an error. */
export const failed = (message: string, detail?: string): Answer => ({
	...tagged(''),
	error: { message, detail },
});
