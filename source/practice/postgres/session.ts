/** One client of a cluster, as the server sees it. */
export type DatabaseSession = {
	readonly pid: number;
	readonly database: string;
	readonly user: string;
	readonly application: string;
	/** `SET` statements that hold for this session; sent again when it speaks after another. */
	readonly settings: string[];
	/**
	 * `reading`: no BEGIN was sent, because nobody may write while it lasts, and so it sees one state.
	 * `writing`: a real transaction, and the connection is this session's alone.
	 */
	transaction: 'none' | 'reading' | 'writing' | 'failed';
	/** Set by BEGIN … READ ONLY. */
	readOnly: boolean;
	/** Set when its client has gone, or another ended it. */
	ended: boolean;
};
