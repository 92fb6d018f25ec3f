// Touches the world: copies a SQLite database into a restore point.
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { OperatorError } from '../../host/errors.ts';
import { findProgram } from '../../host/programs.ts';
import { hungWords, left, standstill, watchCall } from '../../host/watch-call.ts';
import { zstdOptions } from '../artifact/pack-script.ts';
import { sealArtifact, storeCompressed } from '../artifact/store.ts';
import type { TakeContext } from '../data-kind.ts';
import { meter } from '../progress.ts';
import { copyDatabase, readDatabase } from './call.ts';
import { locateDatabase } from './locate.ts';
import { databaseFile } from './names.ts';
import type { SqlitePart, SqlitePlace } from './part.ts';

/**
 * Copies a database by SQLite's own online backup while the app writes: a plain copy in WAL mode lacks what is
 * not in the main file yet, and no check notices. What it holds is read from the copy, so it is of the same moment.
 * @throws OperatorError when there is no database, it is damaged, or stays locked; Node's own error on a full disk
 */
export async function takeSqlite(context: TakeContext, place: SqlitePlace): Promise<SqlitePart> {
	const { path, file } = await locateDatabase(context, place);
	const name = basename(file);
	const stored = context.nameFor(databaseFile(file));
	const copy = join(context.directory, stored.replace(/\.zst$/, ''));
	const { uid, gid, mode } = await stat(file);
	try {
		// Made here, because SQLite would make it readable for others.
		await (await open(copy, 'wx', 0o600)).close();
		await copyDatabase(context, file, copy, reporter(context, `backup of ${name}`, 'bytes'));
		const rows = reporter(context, `check of ${name}`, 'items');
		const content = await readDatabase(context, copy, 'full', file, rows);
		if (content.tables.length === 0)
			throw new OperatorError(`Expected a database with tables at ${file}, found one without any.`, {
				exit: 3,
				advice: [
					'Correct the path of this database in the runbook: an app that is told a wrong path makes a new one.',
				],
			});
		await compress(context, copy, join(context.directory, stored));
		const sealed = await sealArtifact(context.directory, { role: 'database', file: stored }, context.signal);
		const { size } = await stat(copy);
		if (sealed.rawBytes !== size)
			throw new Error(`${stored}: expected ${size} bytes inside, found ${sealed.rawBytes}`);
		context.noteTool('sqlite', process.versions.sqlite ?? 'unknown');
		return {
			kind: 'sqlite',
			artifacts: [sealed],
			path,
			...(place.volume ? { volume: place.volume } : {}),
			...archivedIn(context, path, file),
			owner: { uid, gid, mode: mode & 0o7777 },
			...content,
		};
	} finally {
		await rm(copy, { force: true });
	}
}

/** The archived directory around it, in the notation of its path. */
function archivedIn({ enclosed }: TakeContext, path: string, file: string): Pick<SqlitePart, 'archivedIn'> {
	const around = enclosed.find((candidate) => candidate.file === file)?.directory;
	// What a path within a volume is not written with.
	const before = file.length - path.length;
	return around === undefined ? {} : { archivedIn: around.slice(before) };
}

/** Turns how much is done so far, with a whole that is told as it comes, into progress. */
function reporter(context: TakeContext, label: string, unit: 'bytes' | 'items') {
	const progress = meter(context.onProgress, { label, unit });
	let seen = 0;
	return (done: number, total?: number) => {
		if (total !== undefined) progress.expect(total);
		progress.add(Math.max(0, done - seen));
		seen = Math.max(seen, done);
	};
}

async function compress(context: TakeContext, source: string, target: string): Promise<void> {
	const zstd = await findProgram('zstd');
	if (!zstd) return storeCompressed(createReadStream(source), target, () => {}, context.signal);
	const input = await open(source, 'r');
	const output = await open(target, 'wx', 0o600);
	try {
		const sign = async () => (await output.stat()).size;
		const watch = watchCall({ stall: { after: standstill, sign } }, context.signal);
		const packing = execa(zstd, [...zstdOptions], {
			// The types know the first ten descriptors only.
			stdin: input.fd as 3,
			stdout: output.fd as 3,
			reject: false,
			forceKillAfterDelay: watch.insistAfter,
			cancelSignal: watch.signal,
		});
		const result = await watch.orLeft(Promise.resolve(packing));
		context.signal?.throwIfAborted();
		const hung = watch.hung();
		if (hung || result === left) throw new Error(`${target}: zstd ${hung ? hungWords(hung) : 'was stopped'}`);
		if (result.failed) throw new Error(`${target}: zstd failed: ${result.stderr || result.shortMessage}`);
	} finally {
		await input.close();
		await output.close();
	}
}
