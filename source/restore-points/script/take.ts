// Touches the world: takes what a vendor's backup script writes.
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { flushDirectory } from '../../host/atomic-file.ts';
import { OperatorError } from '../../host/errors.ts';
import type { TakeContext } from '../data-kind.ts';
import { makePrivateDirectory } from '../place.ts';
import { copyWritten } from './copy-written.ts';
import { listEntries } from './list-entries.ts';
import { outputDirectory, outputFile } from './names.ts';
import type { ScriptPart, ScriptPlace } from './part.ts';
import { runScript } from './run-script.ts';
import { type Entry, readable, written } from './written.ts';

/**
 * Runs the script and copies the files that are new or changed; the script's own stay where they are. Where it cannot
 * work it is not run, and the part says why.
 * @throws OperatorError when it fails, writes nothing, or what it wrote is not whole
 */
export async function takeScript(context: TakeContext, place: ScriptPlace): Promise<ScriptPart> {
	const { run, writes, skipped } = place;
	const part = { kind: 'script' as const, run: [...run], writes };
	if (skipped !== undefined) return { ...part, artifacts: [], leftOut: [], skipped };
	const before = await listEntries(writes, context.backups);
	await runScript(context, place);
	const found = written(before, await listEntries(writes, context.backups));
	const files = found.filter(({ is }) => is === 'file');
	demandFiles(place, files, found);
	const root = await realpath(writes);
	const folder = context.nameFor(outputDirectory);
	await makePrivateDirectory(join(context.directory, folder));
	const artifacts: ScriptPart['artifacts'] = [];
	for (const entry of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
		const file = context.nameFor(`${folder}/${outputFile(readable(entry))}`);
		artifacts.push(await copyWritten(context, root, entry, file));
	}
	await flushDirectory(join(context.directory, folder));
	return { ...part, artifacts, leftOut: found.filter(({ is }) => is === 'other').map(readable) };
}

function demandFiles({ run, writes }: ScriptPlace, files: readonly Entry[], all: readonly Entry[]): void {
	const closed = all.find(({ is }) => is === 'closed');
	const empty = files.find(({ size }) => size === 0n);
	const problem = closed
		? `the directory ${JSON.stringify(readable(closed))}, which may not be read`
		: empty
			? `${JSON.stringify(readable(empty))} empty`
			: files.length === 0
				? 'none'
				: undefined;
	if (problem === undefined) return;
	throw new OperatorError(
		`The vendor’s script ${run[0]} ended with exit code 0: expected new files in ${writes}, found ${problem}.`,
		{
			exit: 3,
			advice: [
				'See where it writes, and whether it ends with an error when a part of it fails; correct `writes` in the runbook.',
			],
		},
	);
}
