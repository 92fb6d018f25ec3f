/** A session of the server, as far as the asking role may see it. Ages in milliseconds, by the server's clock. */
export type DatabaseSession = {
	readonly pid: number;
	/** A client of the database asked about, and none of Lockkeeper's own; false: here only because it blocks one. */
	readonly here: boolean;
	/** `client backend`, `autovacuum worker`, …; undefined when it is hidden from the role. */
	readonly kind?: string | undefined;
	readonly user?: string | undefined;
	readonly application?: string | undefined;
	/** Client's address; undefined for the server's own socket. */
	readonly address?: string | undefined;
	/** `active`, `idle`, `idle in transaction`, …; undefined when it is hidden from the role. */
	readonly state?: string | undefined;
	/** When it began, in the server's words: with the pid it names one session and never a later one. */
	readonly began?: string | undefined;
	readonly age?: number | undefined;
	/** Since its transaction began; undefined without one. */
	readonly transactionAge?: number | undefined;
	/** Since its statement began, also when that has ended. */
	readonly statementAge?: number | undefined;
	/** Since its state last changed: a statement began or ended. */
	readonly changedAge?: number | undefined;
	/** What its last statement does, e.g. `ALTER TABLE issues`: no values. */
	readonly statement?: string | undefined;
	/** What it waits for a lock on, a relation or a kind of lock; undefined when it waits for none. */
	readonly wants?: string | undefined;
	/** Process ids of those that hold or queue for it before; 0 is a prepared transaction. */
	readonly blockedBy: readonly number[];
};

/** A row of one of the server's progress views. */
export type StatementProgress = {
	readonly pid: number;
	/** E.g. `CREATE INDEX`. */
	readonly command: string;
	readonly relation?: string | undefined;
	readonly phase?: string | undefined;
	/** In units of the view's own: blocks, tuples or bytes. */
	readonly done?: number | undefined;
	readonly total?: number | undefined;
	/** All its counters as one text: another text is movement. */
	readonly mark: string;
};

/** What a database does at one moment. */
export type DatabaseActivity = {
	/** Of the database on disk; undefined when the role may not know. */
	readonly bytes?: number | undefined;
	readonly sessions: readonly DatabaseSession[];
	readonly progress: readonly StatementProgress[];
};
