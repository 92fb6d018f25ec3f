/** Words for what is no more a warning; pino writes numbers. */
const failing = /^(?:error|err|fatal|critical|crit|panic|alert|emerg(?:ency)?)$/i;
const pinoError = 50;

/** What a log line of JSON says of a failure, e.g. `schema_sync_failed: could not create unique index`; undefined when it is none. */
export function jsonFailure(line: string): string | undefined {
	if (!line.trimStart().startsWith('{')) return undefined;
	let said: Readonly<Record<string, unknown>>;
	try {
		said = JSON.parse(line) as typeof said;
	} catch {
		return undefined;
	}
	const level = said.level ?? said.severity ?? said.lvl;
	const failed = typeof level === 'number' ? level >= pinoError : failing.test(String(level));
	if (!failed) return undefined;
	const words = [said.event, said.message ?? said.msg, textOf(said.error ?? said.err)];
	const text = words.filter((word): word is string => typeof word === 'string' && word.trim() !== '');
	return text.length > 0 ? [...new Set(text)].join(': ') : undefined;
}

/** An error may be an object with its text in it. */
const textOf = (error: unknown): unknown =>
	typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error;
