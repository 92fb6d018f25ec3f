// Touches the world: reads drizzle's revision from the database, and the newest one from its journal in the checkout.
import { z } from 'zod';
import type { ComposeProject } from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import type { Engine } from '../../docker/engine.ts';
import * as git from '../../git/arguments.ts';
import { runGit } from '../../git/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { DatabasePlace } from '../../restore-points/postgres/part.ts';
import { readRevisionBySql } from './sql.ts';

/** drizzle-kit applies what its journal dates later than the newest row, and notes that date. */
export const drizzleQuestion = (table: string) => `SELECT max(created_at) FROM ${table};`;

/** The newest migration in the database, by its date in milliseconds; undefined when it was never migrated. @throws CommandError */
export async function readDrizzleRevision(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	table: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	try {
		return await readRevisionBySql(engine, project, place, drizzleQuestion(table), signal);
	} catch (error) {
		if (error instanceof CommandError && /relation ".*" does not exist/.test(error.stderr)) return undefined;
		throw error;
	}
}

const journalSchema = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

/** The newest date in the text of a `_journal.json`; pure. @throws OperatorError when it is none, or empty */
export function headIn(text: string, place: string): string {
	const journal = journalSchema.safeParse(parsed(text));
	const [newest] = journal.success
		? journal.data.entries.map(({ when }) => when).toSorted((a, b) => b - a)
		: [];
	if (newest !== undefined) return String(newest);
	throw new OperatorError(`Expected drizzle’s journal with its entries in ${place}, found another text.`, {
		exit: 3,
		advice: ['See that the runbook names the right file: schema: {drizzle: {journal: PATH}}.'],
	});
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The newest migration that a tag, or `HEAD`, brings. @throws OperatorError */
export async function readDrizzleHead(
	directory: string,
	revision: string,
	journal: string,
	signal?: AbortSignal,
): Promise<string> {
	const command = git.fileAt(directory, revision, journal);
	return headIn(await runGit(command, { deadline: 20_000, signal }), `${journal} of ${revision}`);
}
