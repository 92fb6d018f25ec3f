import type { ActivityLook } from '../../source/steps/judge-activity.ts';
import type { DatabaseActivity, DatabaseSession } from '../../source/survey/activity.ts';

/** The migration: from the api's container, begun after the restart, in the middle of a statement. @param changes replace whole keys */
export const migration = (changes: Partial<DatabaseSession> = {}): DatabaseSession => ({
	...{ pid: 200, here: true, kind: 'client backend', user: 'specivo', application: 'specivo' },
	...{ address: '172.18.0.5', state: 'active', began: '2026-11-26 02:10:00.5+00' },
	...{ age: 40_000, transactionAge: 31_000, statementAge: 30_000, changedAge: 30_000 },
	...{ statement: 'ALTER TABLE issues', blockedBy: [] },
	...changes,
});

/** Somebody's terminal, forgotten in the middle of a transaction long before the restart. */
export const terminal = (changes: Partial<DatabaseSession> = {}): DatabaseSession => ({
	...{ pid: 123, here: true, kind: 'client backend', user: 'ann', application: 'psql' },
	...{ state: 'idle in transaction', began: '2026-11-26 01:00:00.25+00' },
	...{ age: 4_200_000, transactionAge: 240_000, statementAge: 240_000, changedAge: 240_000 },
	...{ statement: 'SELECT', blockedBy: [] },
	...changes,
});

export const activity = (
	sessions: readonly DatabaseSession[],
	changes: Partial<DatabaseActivity> = {},
): DatabaseActivity => ({ bytes: 1_000_000, sessions, progress: [], ...changes });

export const serviceAt = (address: string) =>
	({ '172.18.0.5': 'api', '172.18.0.6': 'celery-worker' })[address];

/** 60 s after the restart, 5 s after a look at the same. */
export const look = (now: DatabaseActivity, changes: Partial<ActivityLook> = {}): ActivityLook => ({
	now,
	before: { activity: now, ago: 5000 },
	startedAgo: 60_000,
	serviceAt,
	migrating: 'api',
	...changes,
});
