/** A tool that failed, hung or was stopped. Not shown as it is: who called it makes a sentence of it. */
export class ToolFailure extends Error {
	override name = 'ToolFailure';
	readonly argv: readonly string[];
	/** Undefined when it was ended by a signal or could not be started. */
	readonly exitCode: number | undefined;
	readonly stderr: string;
	/** The caller's signal ended it. */
	readonly stopped: boolean;
	constructor(
		argv: readonly string[],
		result: {
			readonly exitCode?: number | undefined;
			readonly signal?: string | undefined;
			readonly code?: string | undefined;
			readonly isCanceled?: boolean;
			readonly timedOut?: boolean;
			readonly stderr: string;
		},
	) {
		super(`${argv[0] === 'sh' ? argv[3] : argv[0]} ${how(result)}${saying(result.stderr)}`);
		this.argv = argv;
		this.exitCode = result.exitCode;
		this.stderr = result.stderr;
		this.stopped = result.isCanceled ?? false;
	}
}

function how(result: {
	readonly exitCode?: number | undefined;
	readonly signal?: string | undefined;
	readonly code?: string | undefined;
	readonly isCanceled?: boolean;
	readonly timedOut?: boolean;
}): string {
	if (result.isCanceled) return 'was stopped';
	if (result.timedOut) return 'did not answer in time';
	if (result.signal) return `was ended by ${result.signal}`;
	if (result.exitCode !== undefined) return `ended with exit code ${result.exitCode}`;
	return `could not be started (${result.code ?? 'unknown'})`;
}

/** The last lines that say something, without what rclone's log and a login's banner add. */
function saying(stderr: string): string {
	const lines = stderr
		.split(/[\r\n]+/)
		.map(plain)
		.filter((line) => line && !/^(\*\* |@{5}|Warning: Permanently added)/.test(line));
	return lines.length === 0 ? '' : `: ${[...new Set(lines)].slice(-3).join('; ')}`;
}

function plain(line: string): string {
	if (!line.startsWith('{')) return line.trim();
	try {
		const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; object?: unknown; stats?: unknown };
		if (entry.stats !== undefined || typeof entry.msg !== 'string') return '';
		return typeof entry.object === 'string' ? `${entry.object}: ${entry.msg.trim()}` : entry.msg.trim();
	} catch {
		return line.trim();
	}
}
