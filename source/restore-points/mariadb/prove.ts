// Touches the world: proves a saved MariaDB or MySQL database by restoring it elsewhere.

import { OperatorError } from '../../host/errors.ts';
import { availableMemory } from '../../host/memory.ts';
import type { PartProof, ProveContext } from '../data-kind.ts';
import { enginePlace } from '../engine-place.ts';
import { memoryForProof } from '../proof-memory.ts';
import { demandRoom } from '../proof-room.ts';
import { dumpOf, loadDump } from './load.ts';
import { loadUsers } from './load-users.ts';
import type { MariadbPart, MariadbTable } from './part.ts';
import { startProofServer } from './proof-server.ts';

/**
 * Loads the dump into a throw-away server of the same image and compares, then loads the users. The database has its
 * own name there: whatever names it is found. There are no indexes to leave out: a load builds them row by row.
 * @throws OperatorError, CommandError
 */
export async function proveMariadb(
	context: ProveContext,
	part: MariadbPart,
): Promise<PartProof<MariadbPart>> {
	if (context.level === 'read back') return { took: 0, detail: undefined, part };
	const memory = memoryForProof(
		dumpOf(part).rawBytes ?? 0,
		await availableMemory(),
		'root' in (await enginePlace(context)),
	);
	if (memory === undefined) await demandRoom(context, (dumpOf(part).rawBytes ?? 0) * 1.5 + 256 * 1024 ** 2);
	const server = await startProofServer(context, {
		image: imageOf(context, part.service),
		name: `lockkeeper-proof-${context.run}-${context.number}`,
		lowerCaseNames: part.settings.lowerCaseNames,
		...(memory === undefined ? {} : { memory }),
	});
	try {
		const { took, tables } = await loadDump(context, {
			server,
			path: context.path,
			part,
			database: part.database,
		});
		await loadUsers(context, server, context.path, part);
		return { took, detail: detailOf(part, tables), part: completed(part, tables) };
	} finally {
		await server.remove();
	}
}

/** What was written to at the dump's moment is known from now on. */
export function completed(part: MariadbPart, loaded: readonly MariadbTable[]): MariadbPart {
	if (part.written.length === 0) return part;
	return { ...part, tables: [...loaded], written: [], knownFromLoad: part.written };
}

function detailOf(part: MariadbPart, tables: readonly { readonly rows: number }[]): string {
	const rows = tables.reduce((sum, table) => sum + table.rows, 0);
	const unknown = part.written.length;
	return `${part.database} loaded into a throw-away server of the same image: ${tables.length} tables, ${rows} rows ${unknown === 0 ? 'equal' : `read to their end; ${unknown} of the tables were written to while the dump began, so what they held is known from this load only: ${part.written.join(', ')}`}`;
}

function imageOf({ manifest }: Pick<ProveContext, 'manifest'>, service: string): string {
	const image = manifest.images.find((candidate) => candidate.service === service);
	if (image) return image.id;
	throw new OperatorError(
		`The manifest does not name the image of service ${service}: there is nothing to prove with.`,
		{ exit: 3, advice: ['Take a new restore point.'] },
	);
}
