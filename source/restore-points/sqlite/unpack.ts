// Touches the world: unpacks a saved SQLite database and compares it.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { OperatorError } from '../../host/errors.ts';
import { intoNewFile } from '../../host/into-new-file.ts';
import type { RestorePointContext } from '../context.ts';
import { meter } from '../progress.ts';
import { readDatabase } from './call.ts';
import { databaseOf, differences, type SqlitePart } from './part.ts';

/**
 * Unpacks a database into a new file, 0600 and safe from a loss of power, and compares it with what was saved.
 * @param path the restore point's
 * @throws OperatorError saying what differs, Node's own error when it is no whole zstd frame; the file may then be
 * there in part
 */
export async function unpackDatabase(
	context: RestorePointContext,
	path: string,
	part: SqlitePart,
	target: string,
	check: 'quick' | 'full',
): Promise<void> {
	const { file, rawBytes } = databaseOf(part);
	const progress = meter(context.onProgress, { label: `unpacking ${file}`, unit: 'bytes', total: rawBytes });
	await intoNewFile(target, (stream) =>
		pipeline(
			createReadStream(join(path, file)),
			createZstdDecompress(),
			async function* (chunks: AsyncIterable<Buffer>) {
				for await (const chunk of chunks) {
					progress.add(chunk.length);
					yield chunk;
				}
			},
			stream,
			{ signal: context.signal },
		),
	);
	await flush(target);
	progress.end();
	const found = differences(part, await readDatabase(context, target, check, join(path, file)));
	if (found.length === 0) return;
	throw new OperatorError(
		`${join(path, file)} is not what was saved of ${part.path}: ${found.slice(0, 5).join('; ')}.`,
		{ exit: 3, advice: ['Do not rely on this restore point; take a new one.'] },
	);
}

/** Whether a file that nobody writes to holds what was saved. */
export async function holdsAsSaved(
	context: Pick<RestorePointContext, 'signal'>,
	part: SqlitePart,
	file: string,
): Promise<boolean> {
	const found = await readDatabase(context, file, 'quick', file).catch((error) => {
		if (error instanceof OperatorError) return undefined;
		throw error;
	});
	return found !== undefined && differences(part, found).length === 0;
}

async function flush(file: string): Promise<void> {
	const handle = await open(file, 'r+');
	try {
		await handle.chmod(0o600);
		await handle.sync();
	} finally {
		await handle.close();
	}
}
