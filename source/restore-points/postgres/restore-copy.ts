// Touches the world: lays the copy of a server's files beside those in use.
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../docker/run.ts';
import { flushDirectory } from '../../host/atomic-file.ts';
import { flushTree } from '../../host/flush-tree.ts';
import { treeSize } from '../../host/tree-size.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { exists } from '../directory/restore.ts';
import type { Manifest } from '../manifest.ts';
import { meter } from '../progress.ts';
import { besideFiles, type LiveFiles } from './live-files.ts';
import type { PhysicalCopy, PostgresPart } from './part.ts';
import { verifyPhysical } from './prove-physical.ts';

const pause = 300;

/**
 * Copies the copy, compares every file with its checksum, and gives it the owner of the live files. Until then it has
 * a name of its own, so the name made of `at` means: whole. Done before, it does nothing.
 * @throws OperatorError, CommandError; what was made is then removed, the live files are untouched
 */
export async function restoreCopyBeside(
	context: RestorePointContext,
	point: { readonly path: string; readonly manifest: Manifest },
	part: PostgresPart & { readonly physical: PhysicalCopy },
	live: LiveFiles,
	at: Date,
): Promise<{ took: number; made: readonly string[] }> {
	const began = performance.now();
	const beside = besideFiles(live, at);
	if (await exists(beside)) return { took: 0, made: [beside] };
	const copying = `${beside}.partial`;
	const command = (...argv: readonly string[]) =>
		run(context.engine, { argv }, { deadline: streamDeadline, signal: context.signal });
	// Left by a restore that was killed: nothing but a restore ever has this name.
	await rm(copying, { recursive: true, force: true });
	const watch = watchCopy(context, part, copying);
	try {
		await command('cp', '-a', '--reflink=auto', '--', join(point.path, part.physical.directory), copying);
		watch.end();
		await verifyPhysical({ ...context, ...point }, part, part.physical, copying);
		await command('chown', '-R', '-h', `${live.uid}:${live.gid}`, '--', copying);
		await command('chmod', '0700', '--', copying);
		await flushTree(copying, context.signal);
		await rename(copying, beside);
		await flushDirectory(dirname(beside));
	} catch (error) {
		await rm(copying, { recursive: true, force: true });
		throw error;
	} finally {
		watch.end();
	}
	return { took: Math.round(performance.now() - began), made: [beside] };
}

/** Removes what was laid beside; the live files are not touched. @returns what was removed */
export async function removeCopyBeside(live: LiveFiles, at: Date): Promise<readonly string[]> {
	const beside = besideFiles(live, at);
	if (!(await exists(beside))) return [];
	await rm(beside, { recursive: true });
	return [beside];
}

function watchCopy(context: RestorePointContext, { physical, service }: PostgresPart, target: string) {
	const total = physical?.bytes ?? 0;
	const progress = meter(context.onProgress, {
		label: `copy of the files of ${service}`,
		unit: 'bytes',
		total,
	});
	let seen = 0;
	const timer = setInterval(async () => {
		const { bytes } = await treeSize(target).catch(() => ({ bytes: 0 }));
		if (bytes > seen) progress.add(bytes - seen);
		seen = Math.max(seen, bytes);
	}, pause);
	return { end: () => clearInterval(timer) };
}
