// Touches the world: makes of a restore point what can be used without Lockkeeper.
import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomically } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { ExportContext, ExportWords } from '../data-kind.ts';
import { kindOf } from '../data-kinds.ts';
import { isFullDisk } from '../full-disk.ts';
import type { Manifest, Part } from '../manifest.ts';
import { verifyArtifacts } from '../verify-artifacts.ts';
import { copyArtifact } from './plain-files.ts';
import { type ExportedPart, exportReadme } from './readme.ts';

/**
 * Exports a restore point into a directory that is empty or not there: databases as dumps, directories unpacked,
 * files copied, and a README, written last. Nothing of the stack is touched; when it fails, what was written
 * is removed.
 * @param forbidden directories that it must not lie in: the restore points, the stack's data
 * @returns the absolute path of the directory
 * @throws OperatorError, with exit code 2 for a directory that cannot be used
 */
export async function exportRestorePoint(
	context: RestorePointContext,
	path: string,
	to: string,
	forbidden: readonly string[],
): Promise<string> {
	const target = resolve(to);
	const made = await makeTarget(target, forbidden);
	try {
		const manifest = await verifyArtifacts(path, context);
		await exportParts({ ...context, path, target }, manifest);
		return target;
	} catch (error) {
		for (const name of await readdir(target).catch(() => []))
			await rm(join(target, name), { recursive: true, force: true });
		if (made) await rm(target, { recursive: true, force: true });
		if (!isFullDisk(error)) throw error;
		throw new OperatorError(`The disk that holds ${target} is full. What was exported was removed again.`, {
			exit: 3,
			advice: ['Make room there, or choose a directory on another disk.'],
			cause: error,
		});
	}
}

async function exportParts(context: ExportContext, manifest: Manifest): Promise<void> {
	const parts: ExportedPart[] = [];
	for (const part of manifest.parts)
		parts.push({ label: kindOf(part).label(part), ...(await exportPart(context, part)) });
	await writeFileAtomically(join(context.target, 'README.md'), exportReadme(manifest, parts), {
		mode: 0o600,
	});
}

async function exportPart(context: ExportContext, part: Part): Promise<ExportWords> {
	const kind = kindOf(part);
	if (kind.export) return kind.export(context, part);
	const names: string[] = [];
	for (const artifact of part.artifacts) names.push(await copyArtifact(context, artifact));
	return {
		text: ['Copied as it lies in the restore point; files that end with .zst are read with `zstd -dc`:'],
		commands: names.filter((name) => name.endsWith('.zst')).map((name) => `zstd -dk ${name}`),
	};
}

/** @returns true when the directory was made */
async function makeTarget(target: string, forbidden: readonly string[]): Promise<boolean> {
	const refuse = (problem: string) =>
		new OperatorError(`Expected an empty directory or none at ${target}, found ${problem}.`, {
			exit: 2,
			advice: ['Nothing was written. Name another directory after --to.'],
		});
	const real = await realOrAbsent(target);
	for (const directory of forbidden) {
		const way = relative(await realOrAbsent(directory), real);
		if (way === '' || !(way === '..' || way.startsWith(`..${sep}`) || way.startsWith('/')))
			throw refuse(`that it lies in ${directory}`);
	}
	try {
		const [first] = await readdir(target);
		if (first === undefined) return false;
		throw refuse(`“${first}” in it`);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOTDIR') throw refuse('something that is no directory');
		if (code !== 'ENOENT') throw error;
	}
	await mkdir(target, { recursive: true, mode: 0o700 });
	return true;
}

/** Links resolved, as far as the path exists. */
async function realOrAbsent(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
		return join(await realOrAbsent(dirname(path)), path.slice(dirname(path).length));
	}
}
