import type { DatabaseSession } from './session.ts';

/** What a statement may ask about the server as a whole; one connection cannot know it. */
export type ServerView = {
	readonly sessions: readonly DatabaseSession[];
	readonly snapshot: string;
};

/** Setting in which the rewritten pg_terminate_backend notes whom it was called on. */
export const terminatedSetting = 'practice.terminated';

/**
 * The statement with the few things replaced that depend on several connections: the list of sessions, the
 * own process id, ending a session, exporting a snapshot. Everything else is left to PostgreSQL.
 */
export function rewrite(statement: string, session: DatabaseSession, view: ServerView): string {
	if (!/pg_stat_activity|pg_terminate_backend|pg_backend_pid|pg_export_snapshot/i.test(statement))
		return statement;
	const text = replaceCalls(statement, 'pg_terminate_backend', (argument) => {
		const before = `coalesce(current_setting('${terminatedSetting}', true), '')`;
		return `(set_config('${terminatedSetting}', ${before} || ' ' || (${argument})::text, false) IS NOT NULL)`;
	})
		.replaceAll(/\bpg_export_snapshot\s*\(\s*\)/gi, `'${view.snapshot}'::text`)
		.replaceAll(/\bpg_backend_pid\s*\(\s*\)/gi, `${session.pid}`)
		.replaceAll(/\bpg_catalog\.pg_stat_activity\b/gi, 'pg_stat_activity');
	return /\bpg_stat_activity\b/i.test(text) ? withActivity(text, view.sessions) : text;
}

/** A common table expression comes before the catalog's view of the same name. */
function withActivity(text: string, sessions: readonly DatabaseSession[]): string {
	const rows = sessions.map(
		({ pid, database, user, application, transaction }) =>
			`(${pid}, ${literal(database)}::name, ${literal(user)}::name, ${literal(application)}::text, NULL::inet, ` +
			`'${transaction === 'none' ? 'idle' : 'idle in transaction'}'::text, 'client backend'::text, ''::text, now(), ` +
			`(SELECT oid FROM pg_catalog.pg_database WHERE datname = ${literal(database)}), 10::oid, ` +
			`${transaction === 'none' ? 'NULL::timestamptz' : 'now()'}, now(), now())`,
	);
	const columns =
		'pid, datname, usename, application_name, client_addr, state, backend_type, query, backend_start, ' +
		'datid, usesysid, xact_start, query_start, state_change';
	const activity = `pg_stat_activity (${columns}) AS (VALUES ${rows.join(', ')})`;
	const start = /^\s*WITH(\s+RECURSIVE)?\s/i.exec(text)?.[0];
	return start ? `${start}${activity}, ${text.slice(start.length)}` : `WITH ${activity} ${text}`;
}

function replaceCalls(text: string, name: string, replacement: (argument: string) => string): string {
	const call = new RegExp(`\\b(?:pg_catalog\\.)?${name}\\s*\\(`, 'i').exec(text);
	if (!call) return text;
	const open = call.index + call[0].length;
	let depth = 1;
	let close = open;
	for (; close < text.length && depth > 0; close++) {
		if (text[close] === '(') depth++;
		else if (text[close] === ')') depth--;
	}
	const rest = replaceCalls(text.slice(close), name, replacement);
	return text.slice(0, call.index) + replacement(text.slice(open, close - 1)) + rest;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
