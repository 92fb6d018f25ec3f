// Touches the world: proves a physical copy of a database by starting it.
import { join } from 'node:path';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import { inWords } from '../../text/list.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import { isTreeReadBefore } from '../artifact/read-before.ts';
import { hashFile } from '../artifact/store.ts';
import type { ProveContext } from '../data-kind.ts';
import { contentDifferences } from './answers.ts';
import { pgVerifyBackup } from './arguments.ts';
import { type DatabaseContent, readContent } from './content.ts';
import { helperBeside, helperDirectory } from './helper.ts';
import { differenceError } from './load.ts';
import type { PhysicalCopy, PostgresPart, TableContent } from './part.ts';
import { startProofServer } from './proof-container.ts';
import { imageOf, proofName } from './proof-image.ts';
import { openSession } from './server.ts';
import * as statements from './statements.ts';

/** @param directory where it lies, or a copy of it does. @throws OperatorError when a file of the copy is not what was copied */
export async function verifyPhysical(
	context: Pick<ProveContext, 'engine' | 'project' | 'run' | 'path' | 'manifest' | 'signal'>,
	part: PostgresPart,
	physical: PhysicalCopy,
	directory = join(context.path, physical.directory),
): Promise<void> {
	const refuse = (problem: string, cause?: unknown) =>
		new OperatorError(`${directory}: ${problem}. This physical copy cannot be used.`, {
			exit: 3,
			advice: ['Nothing was changed. Use the dump of this restore point, or choose another one.'],
			cause,
		});
	const manifest = await hashFile(join(directory, 'backup_manifest'), () => {}, context.signal).catch(
		(error: NodeJS.ErrnoException) => {
			throw refuse(`its backup_manifest cannot be read (${error.code})`, error);
		},
	);
	if (manifest.sha256 !== physical.manifestSha256) throw refuse('its backup_manifest was changed');
	if (await isTreeReadBefore(directory)) return;
	await run(
		context.engine,
		helperBeside(
			context,
			{ image: imageOf(context, part), directory, readOnly: true },
			pgVerifyBackup(helperDirectory),
		),
		{ deadline: streamDeadline, signal: context.signal },
	).catch((error: Error & { stderr?: string }) => {
		throw refuse(error.stderr?.split('\n')[0] || error.message, error);
	});
}

/** A copy holds the moment it was made at: equal to the dump only when nobody wrote in between. */
export async function startPhysical(context: ProveContext, part: PostgresPart, physical: PhysicalCopy) {
	const began = performance.now();
	const server = await startProofServer(context, {
		image: imageOf(context, part),
		name: `${proofName(context)}-physical`,
		user: part.user,
		preload: '',
		copyOf: join(context.path, physical.directory),
	});
	try {
		const took = Math.round(performance.now() - began);
		const session = openSession(context, server, part.database);
		try {
			await session.ask(statements.begin);
			const found = await readContent(session, part.tables);
			return { took, tables: found.tables, detail: physicalDetail(part, physical, found) };
		} finally {
			await session.close();
		}
	} finally {
		await server.remove();
	}
}

/**
 * What was found in the started copy, in words.
 * @throws OperatorError when it holds other rows, and nobody wrote who could explain it
 */
export function physicalDetail(part: PostgresPart, physical: PhysicalCopy, found: DatabaseContent): string {
	const unlogged = new Set(physical.unlogged);
	const emptied = (tables: readonly TableContent[]) =>
		tables.map((table) => (unlogged.has(table.name) ? { ...table, rows: 0, digest: '0' } : table));
	const fromDump = contentDifferences({ tables: emptied(part.tables), objects: part.objects }, found);
	// Not every transaction changes rows: autovacuum's are counted as well.
	const wrote = fromDump.length > 0 && physical.writesAfterDump !== 0;
	const differences = wrote
		? contentDifferences({ tables: emptied(physical.tables ?? found.tables) }, found)
		: fromDump;
	if (differences.length > 0) throw differenceError(`${part.database}, physical copy`, differences);
	const what = wrote
		? `${found.tables.length} tables read to their end; up to ${physical.writesAfterDump} transactions wrote after the dump`
		: 'the same rows';
	return unlogged.size === 0
		? `its physical copy started: ${what}`
		: `its physical copy started: ${what} but those of ${inWords([...unlogged])}, which ${unlogged.size === 1 ? 'is' : 'are'} unlogged`;
}
