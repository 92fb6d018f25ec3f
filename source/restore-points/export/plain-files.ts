// Touches the world: writes artifacts of a restore point as files that need no Lockkeeper.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { OperatorError } from '../../host/errors.ts';
import { intoNewFile } from '../../host/into-new-file.ts';
import type { Artifact } from '../artifact/artifact.ts';
import { hashFile } from '../artifact/store.ts';
import type { ExportContext } from '../data-kind.ts';
import { meter } from '../progress.ts';

/** Name of an artifact once it is no longer compressed. */
export const plainName = (file: string): string => file.replace(/\.zst$/, '');

/**
 * Copies an artifact as it lies there, 0600; the copy is read again and compared.
 * @returns its name within the export
 * @throws OperatorError when the copy is not what the manifest says
 */
export async function copyArtifact(context: ExportContext, artifact: Artifact): Promise<string> {
	const target = await makePlace(context, artifact.file);
	await pour(context, artifact, target, []);
	const { bytes, sha256 } = await hashFile(target, () => {}, context.signal);
	if (bytes !== artifact.bytes || sha256 !== artifact.sha256) throw differs(target, artifact);
	return artifact.file;
}

/**
 * Decompresses an artifact, 0600. Its sha256 is compared on the way, and the size of what came out.
 * @returns its name within the export
 * @throws OperatorError when it is not what the manifest says
 */
export async function decompressArtifact(context: ExportContext, artifact: Artifact): Promise<string> {
	const name = plainName(artifact.file);
	const target = await makePlace(context, name);
	const written = await pour(context, artifact, target, [createZstdDecompress()]);
	if (artifact.rawBytes !== undefined && written !== artifact.rawBytes) throw differs(target, artifact);
	return name;
}

async function makePlace({ target }: ExportContext, name: string): Promise<string> {
	const file = join(target, name);
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	return file;
}

/** @returns bytes written */
async function pour(
	context: ExportContext,
	artifact: Artifact,
	target: string,
	through: readonly Transform[],
): Promise<number> {
	const hash = createHash('sha256');
	let written = 0;
	const progress = meter(context.onProgress, {
		label: `export of ${artifact.file}`,
		unit: 'bytes',
		total: artifact.bytes,
	});
	const read = tap((chunk) => {
		hash.update(chunk);
		progress.add(chunk.length);
	});
	const counted = tap((chunk) => {
		written += chunk.length;
	});
	const source = createReadStream(join(context.path, artifact.file));
	await intoNewFile(target, (file) =>
		pipeline([source, read, ...through, counted, file], { signal: context.signal }),
	);
	if (hash.digest('hex') !== artifact.sha256) throw differs(target, artifact);
	const handle = await open(target, 'r+');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
	progress.end();
	return written;
}

const tap = (onChunk: (chunk: Buffer) => void) =>
	new Transform({
		transform(chunk: Buffer, _encoding, done) {
			onChunk(chunk);
			done(null, chunk);
		},
	});

const differs = (target: string, { file }: Artifact) =>
	new OperatorError(`${target}: what was written is not what the manifest says of ${file}.`, {
		exit: 3,
		advice: ['Look at the disks of both, then export again; or choose another restore point.'],
	});
