// Touches the world: proves a saved database by restoring it elsewhere.
import { join } from 'node:path';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import { availableMemory } from '../../host/memory.ts';
import { inWords } from '../../text/list.ts';
import { feedInput, streamDeadline } from '../artifact/container-program.ts';
import { hashFile } from '../artifact/store.ts';
import type { PartProof, ProveContext } from '../data-kind.ts';
import { memoryForProof } from '../proof-memory.ts';
import { contentDifferences } from './answers.ts';
import { applicationName, pgVerifyBackup, psql } from './arguments.ts';
import { readContent } from './content.ts';
import { unexpectedErrors } from './globals-errors.ts';
import { helperBeside, helperDirectory } from './helper.ts';
import { differenceError, loadDump } from './load.ts';
import type { PhysicalCopy, PostgresPart } from './part.ts';
import { startProofServer } from './proof-container.ts';
import { openSession, query } from './server.ts';
import * as statements from './statements.ts';

/** Name of the database in the throw-away server. */
const database = 'lockkeeper_proof';

/**
 * Loads the dump into a throw-away server of the same image and compares; starts the physical copy and asks it
 * the same. With level `read back` only the physical copy's own checksums are compared.
 * @throws OperatorError, CommandError
 */
export async function provePostgres(
	context: ProveContext,
	part: PostgresPart,
): Promise<PartProof<PostgresPart>> {
	const { physical } = part;
	if (physical) await verifyPhysical(context, part, physical);
	if (context.level === 'read back') return { took: 0, detail: undefined, part };
	const logical = part.artifacts.some(({ role }) => role === 'dump')
		? await proveDump(context, part, context.level)
		: undefined;
	const started = physical ? await startPhysical(context, part, physical) : undefined;
	return {
		took: logical?.took ?? started?.took ?? 0,
		detail: [logical?.detail, started?.detail].filter(Boolean).join('; '),
		part: physical && started ? { ...part, physical: { ...physical, tables: [...started.tables] } } : part,
	};
}

async function proveDump(context: ProveContext, part: PostgresPart, level: 'data' | 'full') {
	const memory = memoryForProof(
		// Indexes that only serve speed take about half as much again.
		part.tableBytes * (level === 'full' ? 1.5 : 1),
		await availableMemory(),
		context.engine.options.length === 0,
	);
	const server = await startProofServer(context, {
		image: imageOf(context, part.service),
		name: nameOf(context),
		user: part.bootstrap,
		preload: part.preload,
		...(memory === undefined ? {} : { memory }),
	});
	try {
		await makeRoles(context, server, part);
		const { took } = await loadDump(context, {
			server,
			maintenance: 'postgres',
			path: context.path,
			part,
			database,
			level,
			throwAway: true,
			schemaRevision: context.manifest.schemaRevision,
		});
		const rows = part.tables.reduce((sum, table) => sum + table.rows, 0);
		const left = level === 'data' ? part.secondaryIndexes.length : 0;
		return {
			took,
			detail: `${part.database} loaded into a throw-away server of the same image${left > 0 ? ` without ${left} indexes that only serve speed` : ''}: ${part.tables.length} tables, ${rows} rows equal`,
		};
	} finally {
		await server.remove();
	}
}

/** From the globals that were saved; without them by name alone. */
async function makeRoles(
	context: ProveContext,
	server: Parameters<typeof query>[1] & Parameters<typeof feedInput>[1],
	part: PostgresPart,
): Promise<void> {
	const globals = part.artifacts.find(({ role }) => role === 'globals');
	if (!globals) {
		for (const role of [part.user, ...part.roles])
			await query(context, server, 'postgres', statements.createRole(role));
		return;
	}
	const argv = psql(server.user, 'postgres', applicationName(context.run), { stopsAtError: false });
	const { stderr } = await feedInput(context, server, argv, join(context.path, globals.file));
	const problems = unexpectedErrors(stderr, part.bootstrap);
	if (problems.length === 0) return;
	throw new OperatorError(`${globals.file}: roles and globals cannot be loaded: ${problems[0]}.`, {
		exit: 3,
		advice: ['Do not rely on this restore point; take a new one.'],
	});
}

/** @throws OperatorError when a file of the copy is not what was copied */
export async function verifyPhysical(
	context: Pick<ProveContext, 'engine' | 'project' | 'run' | 'path' | 'manifest' | 'signal'>,
	part: PostgresPart,
	physical: PhysicalCopy,
): Promise<void> {
	const directory = join(context.path, physical.directory);
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
	await run(
		context.engine,
		helperBeside(
			context,
			{ image: imageOf(context, part.service), directory, readOnly: true },
			pgVerifyBackup(helperDirectory),
		),
		{ deadline: streamDeadline, signal: context.signal },
	).catch((error: Error & { stderr?: string }) => {
		throw refuse(error.stderr?.split('\n')[0] || error.message, error);
	});
}

/** A copy holds the moment it was made at: equal to the dump only when nobody wrote in between. */
async function startPhysical(context: ProveContext, part: PostgresPart, physical: PhysicalCopy) {
	const began = performance.now();
	const server = await startProofServer(context, {
		image: imageOf(context, part.service),
		name: `${nameOf(context)}-physical`,
		user: part.user,
		preload: '',
		copyOf: join(context.path, physical.directory),
	});
	try {
		const took = Math.round(performance.now() - began);
		const session = openSession(context, server, part.database);
		try {
			await session.ask(statements.begin);
			const found = await readContent(session);
			const same = physical.writesAfterDump === 0;
			const saved = same ? part.tables : (physical.tables ?? found.tables);
			const unlogged = new Set(physical.unlogged);
			const expected = saved.map((table) =>
				unlogged.has(table.name) ? { ...table, rows: 0, digest: '0' } : table,
			);
			const differences = contentDifferences({ tables: expected, objects: part.objects }, found);
			if (differences.length > 0) throw differenceError(`${part.database}, physical copy`, differences);
			const what = same
				? 'the same rows'
				: `${found.tables.length} tables read to their end; up to ${physical.writesAfterDump} transactions wrote after the dump`;
			const empty = unlogged.size > 0 ? ` but those of ${inWords([...unlogged])}, which is unlogged` : '';
			return { took, tables: found.tables, detail: `its physical copy started: ${what}${empty}` };
		} finally {
			await session.close();
		}
	} finally {
		await server.remove();
	}
}

const nameOf = (context: ProveContext) => `lockkeeper-proof-${context.run}-${context.number}`;

function imageOf({ manifest }: Pick<ProveContext, 'manifest'>, service: string): string {
	const image = manifest.images.find((candidate) => candidate.service === service);
	if (image) return image.id;
	throw new OperatorError(
		`The manifest does not name the image of service ${service}: there is nothing to prove with.`,
		{ exit: 3, advice: ['Take a new restore point.'] },
	);
}
