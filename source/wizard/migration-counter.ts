import { cleanLogLine } from './log-line.ts';

/** Migrations that a log has announced. */
export type Migrations = {
	readonly count: number;
	/** Revision the newest one leads to. */
	readonly revision?: string;
	/** What the newest one says it does. */
	readonly title?: string;
};

export const noMigrations: Migrations = { count: 0 };

/** The count after one more line of the log. Alembic announces a migration before it runs it, once in its life. */
export function nextMigrations(migrations: Migrations, line: string): Migrations {
	if (!line.includes('Running upgrade')) return migrations;
	// The first revision of all has nothing before its arrow; a merge has a list there.
	const match = /Running upgrade (?:[^>]*?\s)?->\s*(\S+?)(?:,\s*(.*))?$/.exec(cleanLogLine(line).trimEnd());
	const revision = match?.[1];
	if (revision === undefined) return migrations;
	const title = match?.[2];
	return { count: migrations.count + 1, revision, ...(title ? { title } : {}) };
}
