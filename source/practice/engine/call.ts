/** One call of the stand-in executable, or of a program inside a container. */
export type Call = {
	readonly argv: readonly string[];
	/** Where the executable was called; inside a container it means nothing. */
	readonly cwd: string;
	readonly environment: Readonly<Record<string, string>>;
	readonly stdin: AsyncIterable<Buffer>;
	/** Settles when the reader has taken it. */
	readonly stdout: (text: string | Uint8Array) => Promise<void>;
	readonly stderr: (text: string | Uint8Array) => Promise<void>;
	/** Aborted when the caller has gone. */
	readonly signal: AbortSignal;
};

/** Ends a call with a message on stderr. */
export class CallFailure extends Error {
	override name = 'CallFailure';
	readonly exitCode: number;
	constructor(exitCode: number, message: string) {
		super(message);
		this.exitCode = exitCode;
	}
}

/** The answer to what no builder of Lockkeeper's makes. */
export const unknownCall = (argv: readonly string[]) =>
	new CallFailure(125, `the practice stack's stand-in engine does not know: docker ${argv.join(' ')}`);
