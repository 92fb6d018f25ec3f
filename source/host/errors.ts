/** Something the operator can mend: what was expected, what was found, what to do. Not a fault of Lockkeeper's own. */
export class OperatorError extends Error {
	override name = 'OperatorError';
	/** Exit code of the design page: 2 wrong arguments or runbook, 3 a check or step failed. */
	readonly exit: 2 | 3;
	/** What to do next, a sentence each. */
	readonly advice: readonly string[];
	constructor(message: string, options: { exit: 2 | 3; advice?: readonly string[]; cause?: unknown }) {
		super(message, { cause: options.cause });
		this.exit = options.exit;
		this.advice = options.advice ?? [];
	}
}
