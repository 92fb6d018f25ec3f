// Touches the world: writes out what a way back would lose.
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import { flushTree } from '../../host/flush-tree.ts';
import { clock } from '../../text/clock.ts';
import type { RestorePointContext } from '../context.ts';
import type { ExportedWrites, RestoredBeside } from '../data-kind.ts';
import { kindOf } from '../data-kinds.ts';
import { isFullDisk } from '../full-disk.ts';
import { compactTime } from '../names.ts';

/** What was written out, and where it lies. */
export type WritesExport = { readonly path: string; readonly rows: number; readonly files: number };

/**
 * Writes out the rows and files that were written since the restore point, with a README that says how they are
 * loaded again. Until it is whole it has another name; when it fails, what was written is removed.
 * @param exports directory of all exports; made when it is not there
 * @throws OperatorError, CommandError, Node's own error
 */
export async function exportWrites(
	context: RestorePointContext,
	point: RestoredBeside,
	exports: string,
): Promise<WritesExport> {
	await mkdir(exports, { recursive: true, mode: 0o700 });
	// Left by one that was killed: whoever exports has the stack's lock, so none of them is in use.
	for (const name of (await readdir(exports)).filter((each) => each.endsWith(partial)))
		await rm(join(exports, name), { recursive: true, force: true });
	const now = new Date();
	const path = await freePath(exports, compactTime(now));
	const target = `${path}${partial}`;
	await mkdir(target, { mode: 0o700 });
	try {
		const shownAs = relative(context.project.directory, path);
		const parts: (ExportedWrites & { readonly label: string })[] = [];
		for (const part of point.manifest.parts) {
			const kind = kindOf(part);
			if (!kind.exportWrites) {
				// Of those that a way back leaves as they are, nothing is lost.
				if (!kind.writesSince) parts.push({ label: kind.label(part), ...notExported });
				continue;
			}
			const exported = await kind.exportWrites({ ...context, target, shownAs }, point, part);
			parts.push({ label: kind.label(part), ...exported });
		}
		const readme = await open(join(target, 'README.md'), 'wx', 0o600);
		try {
			await readme.writeFile(writesReadme(point, now, parts));
		} finally {
			await readme.close();
		}
		await flushTree(target, context.signal);
		await rename(target, path);
		await flushDirectory(exports);
		const sum = (of: 'rows' | 'files') => parts.reduce((total, part) => total + part[of], 0);
		return { path, rows: sum('rows'), files: sum('files') };
	} catch (error) {
		await rm(target, { recursive: true, force: true });
		if (!isFullDisk(error)) throw error;
		throw new OperatorError(
			`The disk that holds ${exports} is full, and what was exported was removed again.`,
			{
				exit: 3,
				advice: ['Make room there.'],
				cause: error,
			},
		);
	}
}

/** Of a kind that cannot be compared. */
const notExported: ExportedWrites = {
	...{ rows: 0, files: 0, commands: [] },
	text: [
		'Not exported: this kind of data cannot be compared yet. What is in use now is kept whole by the way back, under a dated name.',
	],
};

/** Ending of an export that is not whole. */
const partial = '.partial';

async function freePath(exports: string, name: string): Promise<string> {
	const there = new Set(await readdir(exports));
	let free = name;
	for (let count = 2; there.has(free); count++) free = `${name}-${count}`;
	return join(exports, free);
}

const writesReadme = (
	{ manifest }: RestoredBeside,
	now: Date,
	parts: readonly (ExportedWrites & { readonly label: string })[],
): string =>
	[
		`# ${manifest.app}: what was written after restore point ${manifest.id}`,
		'',
		`Stack ${manifest.stack}, written from ${clock(manifest.takenAt)} to ${clock(now.toISOString())}, before a way back.`,
		'These are private data. The commands run in the stack’s directory, after the way back is done.',
		'',
		...parts.flatMap(({ label, text, commands }) => [
			`## ${label}`,
			'',
			...text,
			'',
			...(commands.length > 0 ? [...commands.map((command) => `    ${command}`), ''] : []),
		]),
	].join('\n');
