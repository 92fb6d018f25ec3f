// Touches the world: proves a saved database by restoring it elsewhere.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import { availableMemory } from '../../host/memory.ts';
import { feedInput } from '../artifact/container-program.ts';
import type { PartProof, ProveContext } from '../data-kind.ts';
import { enginePlace } from '../engine-place.ts';
import { alembicRevision } from '../manifest.ts';
import { demandRoom, roomMissing } from '../proof-room.ts';
import { notStarted } from '../throw-away-server.ts';
import { applicationName, psql } from './arguments.ts';
import { unexpectedErrors } from './globals-errors.ts';
import { dumpOf, type Load, loadDump } from './load.ts';
import { loadSize } from './load-size.ts';
import type { PhysicalCopy, PostgresPart, TableContent } from './part.ts';
import { dumpPlace, startProofServer } from './proof-container.ts';
import { imageOf, proofName } from './proof-image.ts';
import { startPhysical, verifyPhysical } from './prove-physical.ts';
import { query } from './server.ts';
import * as statements from './statements.ts';
import { roomForProof, unpackDump } from './unpack-dump.ts';

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
	const started = physical ? await startWhereRoom(context, part, physical, logical !== undefined) : undefined;
	return {
		took: logical?.took ?? started?.took ?? 0,
		detail: [logical?.detail, started?.detail].filter(Boolean).join('; '),
		part:
			physical && started?.tables
				? { ...part, physical: { ...physical, tables: [...started.tables] } }
				: part,
	};
}

/** Beside a dump that was proven, a copy that does not fit is said to be verified only. */
async function startWhereRoom(
	context: ProveContext,
	part: PostgresPart,
	physical: PhysicalCopy,
	spare: boolean,
): Promise<Pick<PartProof<PostgresPart>, 'took' | 'detail'> & { readonly tables?: readonly TableContent[] }> {
	const missing = await roomMissing(context, physical.bytes);
	if (missing === undefined) return startPhysical(context, part, physical);
	if (!spare) throw notStarted(missing);
	return { took: 0, detail: `its physical copy verified file by file, not started: ${missing}` };
}

async function proveDump(context: ProveContext, part: PostgresPart, level: 'data' | 'full') {
	const jobs = availableParallelism();
	const room = roomForProof(part.tableBytes, level === 'full', {
		available: await availableMemory(),
		engineIsHere: 'root' in (await enginePlace(context)),
		jobs,
	});
	if (room.data === undefined) {
		const indexes = level === 'full' ? part.secondaryIndexBytes : 0;
		await demandRoom(context, loadSize(part.tableBytes + indexes));
	}
	let unpacked: Load['unpacked'];
	const server = await startProofServer(context, {
		image: imageOf(context, part),
		name: proofName(context),
		user: part.bootstrap,
		preload: part.preload,
		room,
		async meanwhile(place) {
			if (room.dump === undefined || !place.packs) return;
			const path = `${dumpPlace}/dump`;
			const fits = await unpackDump(context, place, join(context.path, dumpOf(part).file), path);
			if (fits) unpacked = { path, jobs };
		},
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
			unpacked,
			schemaRevision: alembicRevision(context.manifest),
		});
		const loaded = part.tables.reduce((sum, table) => sum + table.rows, 0);
		const left = level === 'data' ? part.secondaryIndexes.length : 0;
		return {
			took,
			detail: `${part.database} loaded into a throw-away server of ${part.outside ? 'the image that saved it' : 'the same image'}${left > 0 ? ` without ${left} indexes that only serve speed` : ''}: ${part.tables.length} tables, ${loaded} rows equal`,
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
		// The server is made with the bootstrap role.
		const roles = new Set([part.user, ...part.roles]);
		roles.delete(part.bootstrap);
		for (const role of roles) await query(context, server, 'postgres', statements.createRole(role));
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
