/** What a PostgreSQL server is asked about its activity, and its answer. Views of 13 to 17. */
import { z } from 'zod';
import type { DatabaseActivity } from './activity.ts';
import { statementWords } from './statement-words.ts';

/** Name that sessions of ours begin with. */
const own = 'lockkeeper-';

const since = (moment: string) =>
	`greatest(0, round(extract(epoch FROM clock_timestamp() - ${moment}) * 1000))`;

/**
 * `pg_stat_progress_copy` came with 14, and a view that is not there cannot even be named; the function below it is in 13
 * as well, where it does not know the word. Bytes processed, bytes of all, tuples (PostgreSQL's system_views.sql, 14 to 17).
 */
const copies = `CASE WHEN current_setting('server_version_num')::int >= 140000 THEN (
	SELECT json_agg(json_strip_nulls(json_build_object('pid', pid, 'command', 'COPY',
		'relation', nullif(relid, 0)::regclass::text, 'done', param1, 'total', nullif(param2, 0),
		'mark', concat_ws(' ', param1, param3))))
	FROM pg_stat_get_progress_info('COPY') WHERE datid = (SELECT oid FROM here)) END`;

const others = `(SELECT json_agg(json_strip_nulls(json_build_object('pid', pid, 'command', command,
	'relation', nullif(relid, 0)::regclass::text, 'phase', phase, 'done', done, 'total', nullif(total, 0), 'mark', mark)))
	FROM (
		SELECT pid, datid, relid, command, phase,
			CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END AS done,
			CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END AS total,
			concat_ws(' ', phase, lockers_done, blocks_done, tuples_done, partitions_done) AS mark
		FROM pg_stat_progress_create_index
		UNION ALL
		SELECT pid, datid, relid, command, phase, heap_blks_scanned, heap_blks_total,
			concat_ws(' ', phase, heap_blks_scanned, heap_tuples_scanned, heap_tuples_written, index_rebuild_count)
		FROM pg_stat_progress_cluster
		UNION ALL
		SELECT pid, datid, relid, 'VACUUM', phase, heap_blks_scanned, heap_blks_total,
			concat_ws(' ', phase, heap_blks_scanned, heap_blks_vacuumed, index_vacuum_count)
		FROM pg_stat_progress_vacuum
	) AS views WHERE datid = (SELECT oid FROM here))`;

const question = (sized: boolean) => `WITH here AS MATERIALIZED (
	SELECT oid FROM pg_database WHERE datname = current_database()
), waits AS MATERIALIZED (
	SELECT DISTINCT ON (pid) pid, pg_blocking_pids(pid) AS blockers,
		CASE WHEN relation IS NOT NULL AND database = (SELECT oid FROM here) THEN relation::regclass::text
			ELSE 'a ' || locktype END AS wants
	FROM pg_locks WHERE NOT granted AND pid IS NOT NULL ORDER BY pid, relation NULLS LAST
), everybody AS MATERIALIZED (
	SELECT *, datid = (SELECT oid FROM here) AND usesysid IS NOT NULL
		AND coalesce(backend_type, 'client backend') = 'client backend'
		AND coalesce(application_name, '') NOT LIKE '${own}%' AS client
	FROM pg_stat_activity WHERE pid <> pg_backend_pid()
)
SELECT json_strip_nulls(json_build_object(
	'bytes', CASE WHEN ${sized} AND has_database_privilege(current_database(), 'CONNECT')
		THEN pg_database_size(current_database()) END,
	'sessions', (SELECT json_agg(json_strip_nulls(json_build_object(
		'pid', pid, 'here', coalesce(client, false), 'kind', backend_type, 'user', usename, 'application', application_name,
		'address', host(client_addr), 'state', state, 'began', backend_start::text, 'age', ${since('backend_start')},
		'transactionAge', ${since('xact_start')}, 'statementAge', ${since('query_start')},
		'changedAge', ${since('state_change')}, 'statement', left(query, 400), 'wants', wants, 'blockedBy', blockers)))
		FROM everybody LEFT JOIN waits USING (pid)
		WHERE client OR pid IN (SELECT unnest(blockers) FROM waits)),
	'progress', ${others},
	'copies', ${copies}
));`;

/**
 * One session's statements. It gives up soon and waits for no lock: whoever looks must not stand in a queue. Settings of
 * the transaction alone: a pooler between would keep others for the next client.
 * @param sized whether its size is asked as well: that looks at every file of the database
 */
export const activityQuestion = (sized: boolean): readonly string[] => [
	'BEGIN READ ONLY',
	"SET LOCAL statement_timeout = '3s'",
	"SET LOCAL lock_timeout = '500ms'",
	question(sized),
	'COMMIT',
];

const answerSchema = z.object({
	bytes: z.number().optional(),
	sessions: z
		.array(
			z.object({
				pid: z.number(),
				here: z.boolean(),
				kind: z.string().optional(),
				user: z.string().optional(),
				application: z.string().optional(),
				address: z.string().optional(),
				state: z.string().optional(),
				began: z.string().optional(),
				age: z.number().optional(),
				transactionAge: z.number().optional(),
				statementAge: z.number().optional(),
				changedAge: z.number().optional(),
				// What stands behind its first words is forgotten here: nothing further on can show it.
				statement: z.string().transform(statementWords).optional(),
				wants: z.string().optional(),
				blockedBy: z.array(z.number()).default([]),
			}),
		)
		.default([]),
	progress: z.array(progressSchema()).default([]),
	copies: z.array(progressSchema()).default([]),
});

function progressSchema() {
	return z.object({
		pid: z.number(),
		command: z.string().default('a command'),
		relation: z.string().optional(),
		phase: z.string().optional(),
		done: z.number().optional(),
		total: z.number().optional(),
		mark: z.string().default(''),
	});
}

/** @throws Error when it is no answer to the question */
export function parseActivity(stdout: string): DatabaseActivity {
	const { bytes, sessions, progress, copies } = answerSchema.parse(JSON.parse(stdout));
	return { bytes, sessions, progress: [...progress, ...copies] };
}
