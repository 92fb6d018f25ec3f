// Touches the world: a program of its own for all work on SQLite databases, so that a long statement, which
// nothing can interrupt, never holds up the wizard. One request as argument, replies as lines of JSON.
import { writeSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import process from 'node:process';
import { backup, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { compareTables } from './compare-tables.ts';
import type { SqliteContent } from './part.ts';
import { all, readContent } from './read-content.ts';
import {
	type Compared,
	type Comparison,
	type Problem,
	type Reply,
	type Request,
	resultCode,
	type Told,
} from './request.ts';
import { writeRows } from './write-rows.ts';

/** Milliseconds that another process may hold the lock. */
const patience = 15_000;
/** How often the copy may begin again because the app wrote meanwhile. */
const restarts = 3;
/** Pages copied at a time. */
const batch = 256;
/** Milliseconds between two reports. */
const pause = 200;

async function answer(request: Request): Promise<void> {
	try {
		if (request.act === 'copy') await copy(request);
		if (request.act === 'compare') reply({ answer: compare(request) });
		else if (request.act === 'ask') reply({ answer: ask(request) });
		else reply({ answer: request.act === 'copy' ? {} : read(request) });
	} catch (error) {
		reply({ problem: problemOf(error) });
	}
}

function reply(line: Reply): void {
	writeSync(1, `${JSON.stringify(line)}\n`);
}

/**
 * In WAL mode readers and the writer do not hold each other up: all is read as of one moment. Without WAL a
 * reader holds the writer up, so the lock is given back between batches; an app that writes all the time makes
 * that begin again and again, and then it has to wait for the copy.
 */
async function copy({ source, target }: { source: string; target: string }): Promise<void> {
	// For writing, because only a writer puts right what a crash left behind, and cleans up when it goes.
	const database = open(source, 'mode=rw', false);
	try {
		database.exec('PRAGMA query_only = 1');
		const live = all(database, 'PRAGMA journal_mode')[0]?.[0] === 'wal';
		const size = Number(all(database, 'PRAGMA page_size')[0]?.[0]);
		if (!live && (await copyBetweenWrites(database, target, size))) return;
		await truncate(target);
		database.exec('BEGIN');
		all(database, 'SELECT count(*) FROM sqlite_master');
		await backup(database, target, { rate: batch * 16, progress: pages(size) });
	} finally {
		database.close();
	}
}

/** @returns false when it had to begin again too often */
async function copyBetweenWrites(database: DatabaseSync, target: string, size: number): Promise<boolean> {
	const report = pages(size);
	const tooOften = new Error('too often');
	let left = Number.POSITIVE_INFINITY;
	let begun = 0;
	try {
		all(database, 'SELECT count(*) FROM sqlite_master');
		await backup(database, target, {
			rate: batch,
			progress(at) {
				if (at.remainingPages > left) begun += 1;
				left = at.remainingPages;
				if (begun > restarts) throw tooOften;
				report(at);
			},
		});
		return true;
	} catch (error) {
		if (error === tooOften) return false;
		throw error;
	}
}

function pages(size: number) {
	const report = paced();
	return ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) =>
		report((totalPages - remainingPages) * size, totalPages * size);
}

function ask({ file, question }: { file: string; question: string }): Told {
	// For writing, because only a writer puts right what a crash left behind.
	const database = open(file, 'mode=rw', false);
	try {
		database.exec('PRAGMA query_only = 1');
		return { rows: all(database, question).map((row) => row.map((value) => String(value ?? ''))) };
	} finally {
		database.close();
	}
}

/** In WAL mode a reader holds nobody up; without it, only a database that nobody uses is read from end to end. */
function compare({ now, saved, idle, files }: Comparison): Compared {
	const database = open(now, 'mode=rw', false);
	try {
		database.exec('PRAGMA query_only = 1');
		if (!idle && all(database, 'PRAGMA journal_mode')[0]?.[0] !== 'wal')
			return {
				refused: 'it is in use and not in WAL mode: reading all of it would hold up the app’s writes',
			};
		const url = pathToFileURL(saved);
		url.search = 'immutable=1';
		database.prepare('ATTACH ? AS saved').run(url.href);
		database.exec('BEGIN');
		const found = compareTables(database, paced());
		return files ? { ...found, written: writeRows(database, found.tables, files) } : found;
	} finally {
		database.close();
	}
}

function read({ file, check }: { file: string; check: 'quick' | 'full' }): SqliteContent {
	// Nobody writes to it: without locks, and without the files that a reader makes beside a database in WAL mode.
	const database = open(file, 'immutable=1', true);
	try {
		const unchecked = demandWhole(database, check);
		const report = paced();
		let rows = 0;
		const content = readContent(database, () => {
			rows += 1;
			if (rows % 1000 === 0) report(rows);
		});
		return {
			...content,
			orphans: orphans(database),
			...(unchecked === undefined ? {} : { unchecked }),
		};
	} finally {
		database.close();
	}
}

/** @returns why it could not be checked; undefined when it is whole */
function demandWhole(database: DatabaseSync, check: 'quick' | 'full'): string | undefined {
	try {
		const lines = all(database, check === 'full' ? 'PRAGMA integrity_check(5)' : 'PRAGMA quick_check(5)');
		const found = lines.map(([line]) => String(line)).filter((line) => line !== 'ok');
		if (found.length > 0) throw new Damaged(found.join('; ').replaceAll('\n', ' '));
		return undefined;
	} catch (error) {
		const problem = problemOf(error);
		if (problem.code !== resultCode.error) throw error;
		// A collation, function or module that only the app has: the quick check does without most of them.
		if (check === 'full') demandWhole(database, 'quick');
		return problem.message;
	}
}

function orphans(database: DatabaseSync): number {
	try {
		return Number(all(database, 'SELECT count(*) FROM pragma_foreign_key_check')[0]?.[0]);
	} catch (error) {
		if (problemOf(error).code === resultCode.error) return -1;
		throw error;
	}
}

class Damaged extends Error {}

function open(path: string, query: string, readOnly: boolean): DatabaseSync {
	const url = pathToFileURL(path);
	url.search = query;
	return new DatabaseSync(url, { readOnly, timeout: patience });
}

/** Reports five times a second. */
function paced() {
	let last = Number.NEGATIVE_INFINITY;
	return (done: number, total?: number) => {
		const now = performance.now();
		if (now - last < pause) return;
		last = now;
		reply(total === undefined ? { done } : { done, total });
	};
}

function problemOf(error: unknown): Problem {
	if (error instanceof Damaged) return { code: resultCode.corrupt, message: error.message };
	const { errcode, errstr, message } = error as Error & { errcode?: number; errstr?: string };
	if (errcode === undefined) return { code: 0, message: String((error as Error).stack ?? error) };
	return { code: errcode & 0xff, message: message === errstr ? message : `${message} (${errstr})` };
}

// Last, when all above is defined.
await answer(JSON.parse(process.argv[2] ?? ''));
