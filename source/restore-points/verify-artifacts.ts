// Touches the world: reads a restore point's files and compares them with its manifest.
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { OperatorError } from '../host/errors.ts';
import { digestReadBefore } from './artifact/read-before.ts';
import { hashFile } from './artifact/store.ts';
import type { RestorePointContext } from './context.ts';
import { artifactsOf, type Manifest } from './manifest.ts';
import { readManifest } from './manifest-file.ts';
import { meter } from './progress.ts';

/**
 * Compares each file of a restore point with size and sha256 in its manifest. What this process hashed itself, and
 * nobody changed since, is not read again. Changes nothing.
 * @throws OperatorError naming the file that differs, is missing, or the manifest that was edited
 */
export async function verifyArtifacts(
	path: string,
	context?: Pick<RestorePointContext, 'signal' | 'onProgress'>,
): Promise<Manifest> {
	const manifest = await readManifest(path);
	await verifyFiles(path, manifest, context);
	return manifest;
}

/** The same with a manifest that was read already. */
export async function verifyFiles(
	path: string,
	manifest: Manifest,
	context?: Pick<RestorePointContext, 'signal' | 'onProgress'>,
): Promise<void> {
	const artifacts = artifactsOf(manifest);
	const progress = meter(context?.onProgress ?? (() => {}), {
		label: `check of ${manifest.id}`,
		unit: 'bytes',
		total: artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0),
	});
	for (const artifact of artifacts) {
		const problem = await artifactProblem(path, artifact, progress.add, context?.signal);
		if (problem)
			throw new OperatorError(
				`${join(path, artifact.file)}: ${problem}. This restore point cannot be used.`,
				{
					exit: 3,
					advice: ['Nothing was changed. Choose another restore point, or bring back this file from a copy.'],
				},
			);
	}
	progress.end();
}

async function artifactProblem(
	path: string,
	artifact: { file: string; bytes: number; sha256: string },
	onBytes: (count: number) => void,
	signal: AbortSignal | undefined,
): Promise<string | undefined> {
	if (isAbsolute(artifact.file) || artifact.file.split('/').includes('..'))
		return 'the manifest names a file outside the restore point';
	const file = join(path, artifact.file);
	const found = await stat(file).catch((error: NodeJS.ErrnoException) => error);
	if (found instanceof Error) return `cannot be read (${found.code})`;
	if (!found.isFile()) return 'is no file';
	if (found.size !== artifact.bytes) return `expected ${artifact.bytes} bytes, found ${found.size}`;
	const before = await digestReadBefore(file);
	if (before) onBytes(before.bytes);
	const { sha256 } = before ?? (await hashFile(file, onBytes, signal));
	return sha256 === artifact.sha256
		? undefined
		: `its content was changed: expected sha256 ${artifact.sha256}, found ${sha256}`;
}
