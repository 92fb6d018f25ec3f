import { ScriptReader, withoutComments } from './script-reader.ts';

/** What a statement does to a session. */
export type StatementKind = 'begin' | 'commit' | 'rollback' | 'setting' | 'hold' | 'read' | 'write';

/** The kind of a message that may hold several statements: those that differ count as writing. */
export function messageKind(message: string): StatementKind {
	const parts = new ScriptReader().take(message, true);
	if (parts.length < 2) return statementKind(message);
	return parts.every(({ text }) => statementKind(text) === 'read') ? 'read' : 'write';
}

/** Tells reading from writing; what is not known to read only counts as writing. */
function statementKind(statement: string): StatementKind {
	const text = withoutComments(statement).trim();
	if (/^(BEGIN|START\s+TRANSACTION)\b/i.test(text)) return 'begin';
	if (/^(COMMIT|END)\b/i.test(text)) return 'commit';
	if (/^(ROLLBACK|ABORT)\b(?!\s+TO\b)/i.test(text)) return 'rollback';
	if (/^(SET|RESET)\b/i.test(text)) return 'setting';
	if (/^SELECT\s+(pg_catalog\.)?set_config\s*\(/i.test(text)) return 'setting';
	if (tableHeld(text) !== undefined) return 'hold';
	const reads = /^(SELECT|SHOW|VALUES|TABLE|WITH|EXPLAIN|COPY\b.*\bTO\s+STDOUT)\b/is.test(text);
	const writes =
		/\b(setval|nextval|lo_\w+)\s*\(|\bFOR\s+(UPDATE|SHARE|NO\s+KEY|KEY)\b|\bINTO\b|\b(INSERT|UPDATE|DELETE|MERGE)\b/i;
	return reads && !writes.test(withoutTexts(text)) ? 'read' : 'write';
}

/** The table that a lock only keeps from being dropped or rewritten, as it was written. */
export function tableHeld(statement: string): string | undefined {
	return /^\s*LOCK\s+TABLE\s+(.+?)\s+IN\s+ACCESS\s+SHARE\s+MODE\s*;?\s*$/is.exec(statement)?.[1];
}

const withoutTexts = (text: string) => text.replaceAll(/'(?:[^']|'')*'/g, "''");

/** The database that nobody else may use while it is renamed or dropped. */
export function databaseThatMustBeAlone(statement: string): string | undefined {
	const pattern = /^\s*(?:ALTER\s+DATABASE|DROP\s+DATABASE(?:\s+IF\s+EXISTS)?)\s+(?:"((?:[^"]|"")+)"|(\w+))/i;
	const found = pattern.exec(withoutComments(statement));
	return found?.[1]?.replaceAll('""', '"') ?? found?.[2]?.toLowerCase();
}
