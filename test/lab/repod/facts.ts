// Touches the world: what a test wants to know about a Repod stack of either shape.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandResult } from '../docker.ts';
import { docker } from '../docker.ts';
import type { RunSql } from '../tables.ts';
import * as tables from '../tables.ts';
import { sqliteCounts, sqliteRevision, sqliteSums } from './sqlite.ts';
import type { RepodStack } from './stack.ts';

/** Rows of each table, counted. */
export async function rowCounts(stack: RepodStack): Promise<Record<string, number>> {
	return stack.variant === 'classic'
		? sqliteCounts(stack.directory)
		: tables.rowCounts(sqlOf(stack), ['public']);
}

/** A sum of each table's rows, whatever their order. */
export async function tableChecksums(stack: RepodStack): Promise<Record<string, string>> {
	return stack.variant === 'classic'
		? sqliteSums(stack.directory)
		: tables.tableChecksums(sqlOf(stack), ['public']);
}

/** The revision as the database has it; works while the backend is down. */
export async function schemaRevision(stack: RepodStack): Promise<string> {
	return stack.variant === 'classic'
		? sqliteRevision(stack.directory)
		: sqlOf(stack)('SELECT version_num FROM alembic_version');
}

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
	const repos = path.join(directory, 'repos');
	const entries = await readdir(repos, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(repos, path.join(entry.parentPath, entry.name)))
		.filter((file) => !file.startsWith('auth/'))
		.sort();
	return Object.fromEntries(
		await Promise.all(
			files.map(async (file) => {
				const content = await readFile(path.join(repos, file));
				return [file, createHash('sha256').update(content).digest('hex')] as const;
			}),
		),
	);
}
