// Touches the world: what a test wants to know about a Repod stack of either shape.
import path from 'node:path';
import type { CommandResult } from '../docker.ts';
import { docker } from '../docker.ts';
import { fileHashes } from '../file-hashes.ts';
import { readingSqlite, sqliteCounts, sqliteSums } from '../sqlite.ts';
import type { RunSql } from '../tables.ts';
import * as tables from '../tables.ts';
import type { RepodStack } from './stack.ts';

/** Rows of each table, counted. */
export async function rowCounts(stack: RepodStack): Promise<Record<string, number>> {
	return stack.variant === 'classic'
		? sqliteCounts(databaseOf(stack))
		: tables.rowCounts(sqlOf(stack), ['public']);
}

/** A sum of each table's rows, whatever their order. */
export async function tableChecksums(stack: RepodStack): Promise<Record<string, string>> {
	return stack.variant === 'classic'
		? sqliteSums(databaseOf(stack))
		: tables.tableChecksums(sqlOf(stack), ['public']);
}

/** The revision as the database has it; works while the backend is down. */
export async function schemaRevision(stack: RepodStack): Promise<string> {
	return stack.variant === 'classic'
		? sqliteRevision(databaseOf(stack))
		: sqlOf(stack)('SELECT version_num FROM alembic_version');
}

const databaseOf = ({ directory }: RepodStack) => path.join(directory, 'repos', 'auth', 'repod.db');

const sqliteRevision = (file: string) =>
	readingSqlite(file, (database) =>
		String(database.prepare('SELECT version_num FROM alembic_version').get()?.version_num ?? ''),
	);

/** Runs statements in the current shape's database, errors fatal. */
export function sqlOf({ directory }: RepodStack): RunSql {
	return async (statements) => {
		const psql = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'repod', '-d', 'repod'];
		const output = await docker(['compose', 'exec', '-T', 'db', ...psql], { directory, input: statements });
		return output.trimEnd();
	};
}

/** `alembic current`, run in the backend's container as the source has it. */
export async function alembicCurrent(stack: RepodStack): Promise<CommandResult> {
	return stack.tryCompose(['exec', '-T', 'backend', 'python', '-m', 'alembic', 'current']);
}

/** SHA-256 of each file below repos/ but the database's own. */
export async function fileChecksums({ directory }: RepodStack): Promise<Record<string, string>> {
	const hashes = Object.entries(await fileHashes(path.join(directory, 'repos')));
	return Object.fromEntries(hashes.filter(([file]) => !file.startsWith('auth/')));
}
