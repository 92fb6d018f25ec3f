import { withoutTime } from './times.ts';

/** How much a line matters, as its writer says. */
export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

/**
 * The level a clean line gives itself: JSON and logfmt fields, the words of uvicorn, alembic and Python's logging,
 * PostgreSQL's severities, nginx's brackets, an answer of 500 and more in an access log. Undefined when it says none.
 */
export function levelOf(line: string): LogLevel | undefined {
	const access = /" (5\d\d)(?: |$)/.exec(line);
	if (access) return 'warning';
	const text = withoutTime(line).slice(0, looked);
	if (text.startsWith('{')) return jsonLevel(text);
	const field = /(?:^|\s)(?:level|lvl|severity)=("?)(\w+)\1(?=\s|$)/.exec(text)?.[2];
	if (field !== undefined) return levels[field.toLowerCase()];
	if (continuation.test(text)) return undefined;
	const own = written
		.exec(text)
		?.slice(1)
		.find((word) => word !== undefined);
	if (own !== undefined) return levels[own.toLowerCase()];
	return crash.test(text) ? 'error' : undefined;
}

/** Characters: a level stands at the front. */
const looked = 240;

function jsonLevel(text: string): LogLevel | undefined {
	const [, word, number] =
		/"(?:level|lvl|severity|log\.level|levelname)"\s*:\s*(?:"([\w.]+)"|(\d+))/.exec(text) ?? [];
	if (word !== undefined) return levels[word.toLowerCase()];
	if (number === undefined) return undefined;
	// pino and bunyan: 50 and 60 are error and fatal.
	const value = Number(number);
	return value >= 50 ? 'error' : value >= 40 ? 'warning' : value >= 30 ? 'info' : 'debug';
}

const levels: Readonly<Record<string, LogLevel>> = {
	...given('error', 'emerg', 'alert', 'crit', 'critical', 'fatal', 'panic', 'error', 'err', 'severe'),
	...given('warning', 'warn', 'warning'),
	...given('info', 'info', 'information', 'notice', 'log', 'success'),
	...given('debug', 'debug', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5', 'trace', 'verbose', 'fine'),
};

function given(level: LogLevel, ...words: readonly string[]): Readonly<Record<string, LogLevel>> {
	return Object.fromEntries(words.map((word) => [word, level]));
}

const written = new RegExp(
	[
		// nginx: `[error] 7#7: …`, npm's and others' `[WARN]`, PostgreSQL's severity with its two spaces.
		String.raw`\[\s?(emerg|alert|crit|error|warn|warning|notice|info|debug|trace|fatal)\s?\]`,
		String.raw`\b(PANIC|FATAL|ERROR|WARNING|NOTICE|INFO|LOG|DEBUG[1-5]?): {2}`,
		// A word of its own in capitals: `INFO  [alembic…]`, `app - ERROR - …`, `WARNING: …`.
		String.raw`(?:^|[\s|[(<-])(FATAL|CRITICAL|CRIT|PANIC|SEVERE|ERROR|WARN|WARNING|INFO|NOTICE|DEBUG|TRACE)(?=$|[\s:|\])>,-])`,
		String.raw`^(fatal|panic|error|warn|warning|info|debug)(?:\s\w+)?:\s`,
	].join('|'),
);

/** What PostgreSQL adds to an error: it quotes anything. */
const continuation = /\b(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION): {2}/;

/** A program's last words, where no logger is between. */
const crash =
	/^(?:Traceback \(most recent call last\)|Unhandled(?: promise)? rejection|Uncaught |npm ERR!|(?:[\w$]+[.:]{1,2})*\w*(?:Error|Exception)(?:\b|:)|Segmentation fault|Killed$|goroutine \d+ \[)/i;

/** Whether a clean line tells of a migration of the database. */
export const tellsOfMigration = (line: string): boolean =>
	/Running (?:upgrade|downgrade) |\bmigrat(?:e|es|ed|ing|ions?)\b/i.test(line);

/** Whether lines of a level are shown where those of `least` and worse are asked for. */
export const isAtLeast = (level: LogLevel | undefined, least: LogLevel): boolean =>
	level !== undefined && weight[level] >= weight[least];

const weight: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };
