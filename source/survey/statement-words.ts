const name = String.raw`(?:"[^"]{1,63}"|[\w$]{1,63})`;
const relation = `${name}(?:\\.${name})?`;
/** Statements whose relation stands at a place where no value can. */
const shapes = [
	String.raw`(ALTER\s+(?:FOREIGN\s+)?(?:TABLE|INDEX|SEQUENCE|VIEW|MATERIALIZED\s+VIEW))\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(${relation})`,
	String.raw`(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?:${name}\s+)?ON\s+(?:ONLY\s+)?(${relation})`,
	String.raw`(CREATE\s+(?:UNLOGGED\s+)?TABLE|CREATE\s+(?:MATERIALIZED\s+)?VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?(${relation})`,
	String.raw`(DROP\s+(?:TABLE|INDEX|VIEW|MATERIALIZED\s+VIEW))\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(${relation})`,
	String.raw`(REFRESH\s+MATERIALIZED\s+VIEW)\s+(?:CONCURRENTLY\s+)?(${relation})`,
	String.raw`(REINDEX\s+(?:TABLE|INDEX))\s+(?:CONCURRENTLY\s+)?(${relation})`,
	String.raw`(UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?(${relation})`,
	String.raw`(INSERT\s+INTO|CLUSTER|COPY)\s+(${relation})`,
	String.raw`(TRUNCATE|LOCK)\s+(?:TABLE\s+)?(?:ONLY\s+)?(${relation})`,
	String.raw`(VACUUM|ANALYZE)\s+(${relation})`,
].map((shape) => new RegExp(`^${shape}`, 'i'));

/** First words that say what a statement of any other shape does. */
const verbs =
	/^(?:ALTER|CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:DATABASE|EXTENSION|FUNCTION|PROCEDURE|ROLE|SCHEMA|SEQUENCE|TRIGGER|TYPE|USER)\b|^(?:ABORT|ALTER|ANALYZE|BEGIN|CALL|CLUSTER|COMMENT|COMMIT|COPY|CREATE|DECLARE|DEALLOCATE|DELETE|DISCARD|DO|DROP|END|EXECUTE|EXPLAIN|FETCH|GRANT|INSERT|LISTEN|LOCK|MERGE|NOTIFY|PREPARE|REASSIGN|REFRESH|REINDEX|RELEASE|RESET|REVOKE|ROLLBACK|SAVEPOINT|SELECT|SET|SHOW|START|TABLE|TRUNCATE|UNLISTEN|UPDATE|VACUUM|VALUES|WITH)\b/i;

/**
 * What a statement does, e.g. `UPDATE issues`: its first words and the relation, and nothing behind them, where
 * values stand. Undefined when it does not begin like SQL, as when the server hides it.
 */
export function statementWords(statement: string): string | undefined {
	const text = withoutComments(statement);
	for (const shape of shapes) {
		const [, words, of] = shape.exec(text) ?? [];
		if (words !== undefined && of !== undefined) return `${plain(words)} ${of}`;
	}
	const verb = verbs.exec(text)?.[0];
	return verb === undefined ? undefined : plain(verb);
}

const plain = (words: string) => words.replaceAll(/\s+/g, ' ').toUpperCase();

/** Without the comments before its first word: some libraries write there who asks. */
function withoutComments(statement: string): string {
	const text = statement.trimStart();
	const comment = /^(?:--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))/.exec(text)?.[0];
	return comment ? withoutComments(text.slice(comment.length)) : text;
}
