// Touches the world: what a test wants to know about a running SovEcom stack.
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { git } from '../git.ts';
import * as tables from '../tables.ts';
import { migrationsDirectory } from './repository.ts';
import type { SovecomStack } from './stack.ts';

export { containers } from '../containers.ts';

export type HttpAnswer = { status: number; body: string };

const schemas = ['public', 'drizzle'];

/** Rows of each table, counted; drizzle's table is `drizzle.__drizzle_migrations`. */
export const rowCounts = (stack: SovecomStack) => tables.rowCounts(stack.sql, schemas);

/** MD5 of each table's rows as text, by the names of `rowCounts`. */
export const tableChecksums = (stack: SovecomStack) => tables.tableChecksums(stack.sql, schemas);

/** `created_at` of the newest migration as the database has it, in milliseconds. */
export async function schemaRevision(stack: SovecomStack): Promise<number> {
	return Number(await stack.sql('SELECT max(created_at) FROM drizzle.__drizzle_migrations'));
}

/** The newest entry of the journal that is checked out. */
export async function journalHead(stack: SovecomStack): Promise<{ tag: string; when: number }> {
	const file = path.join(stack.directory, migrationsDirectory, 'meta/_journal.json');
	const { entries } = JSON.parse(await readFile(file, 'utf8')) as {
		entries: Array<{ tag: string; when: number }>;
	};
	const head = entries.at(-1);
	if (head === undefined) {
		throw new Error(`Expected entries in ${file}, got none.`);
	}

	return head;
}

/** The version that is checked out, as the guide finds it. */
export const describeTag = (stack: SovecomStack) => git(stack.directory, ['describe', '--tags']);

/** What the api says of its health, asked inside its container since it publishes no port. */
export async function apiHealth(stack: SovecomStack): Promise<HttpAnswer> {
	const program =
		"fetch('http://127.0.0.1:3000/health').then(async (answer) => console.log(JSON.stringify({ status: answer.status, body: await answer.text() })))";
	return JSON.parse(await stack.compose(['exec', '-T', 'api', 'node', '-e', program])) as HttpAnswer;
}

/** Answers through Caddy for one of its host names, such as `admin.localhost`. */
export async function httpAnswer(
	stack: SovecomStack,
	host = 'localhost',
	address = '/',
): Promise<HttpAnswer> {
	// fetch would look the name up.
	return new Promise((resolve, reject) => {
		const asked = request(
			new URL(address, stack.url),
			{ headers: { host }, signal: AbortSignal.timeout(10_000) },
			(response) => {
				text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
			},
		);
		asked.once('error', reject).end();
	});
}
