// Touches the world: proves a restore point by restoring it elsewhere.
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';
import { loadDump } from './load-dump.ts';
import type { Manifest } from './manifest.ts';
import { writeManifest } from './manifest-file.ts';
import { query, serverOfContainer } from './postgres-server.ts';
import { createRole } from './postgres-statements.ts';
import { startProofContainer } from './proof-container.ts';
import { readArchiveBack } from './read-archive.ts';
import { verifyArtifacts } from './verify-artifacts.ts';

/** Name of the database in the throw-away server. */
const database = 'lockkeeper_proof';

/**
 * Proves a restore point: compares its files with the manifest, loads each dump into a throw-away server of
 * the same image and compares, reads each archive back against its list. Notes it in the manifest.
 * @throws OperatorError, CommandError; the manifest is then as it was before
 */
export async function proveRestorePoint(context: RestorePointContext, path: string): Promise<Manifest> {
	const manifest = await verifyArtifacts(path, context);
	let took = 0;
	for (const [index, entry] of manifest.databases.entries())
		took += await proveDatabase(
			context,
			path,
			manifest,
			entry,
			`lockkeeper-proof-${context.run}-${index + 1}`,
		);
	for (const entry of manifest.directories) await readArchiveBack(context, path, entry);
	return writeManifest(path, {
		...manifest,
		proof: {
			kind: manifest.databases.length > 0 ? 'restored' : 'read back',
			at: new Date().toISOString(),
			restoreTook: took,
			detail: describe(manifest),
		},
	});
}

async function proveDatabase(
	context: RestorePointContext,
	path: string,
	manifest: Manifest,
	entry: Manifest['databases'][number],
	name: string,
): Promise<number> {
	const container = await startProofContainer(context, entry, imageOf(manifest, entry.service), name);
	try {
		const server = serverOfContainer(context, container.id, entry.user);
		for (const role of entry.roles ?? []) await query(context, server, 'postgres', createRole(role));
		const { took } = await loadDump(context, {
			server,
			maintenance: 'postgres',
			path,
			entry,
			database,
			schemaRevision: manifest.schemaRevision,
		});
		return took;
	} finally {
		await container.remove();
	}
}

function imageOf(manifest: Manifest, service: string): string {
	const image = manifest.images.find((candidate) => candidate.service === service);
	if (image) return image.id;
	throw new OperatorError(
		`The manifest does not name the image of service ${service}: there is nothing to prove with.`,
		{
			exit: 3,
			advice: ['Take a new restore point.'],
		},
	);
}

function describe(manifest: Manifest): string {
	const tables = manifest.databases.flatMap((entry) => entry.tables);
	const rows = tables.reduce((sum, table) => sum + table.rows, 0);
	const revision = manifest.schemaRevision ? `, schema revision ${manifest.schemaRevision}` : '';
	return [
		...(manifest.databases.length > 0
			? [
					`${manifest.databases.map((entry) => entry.database).join(', ')} loaded into a throw-away server of the same image: ${tables.length} tables, ${rows} rows${revision} equal`,
				]
			: []),
		...(manifest.directories.length > 0
			? [`${manifest.directories.map((entry) => entry.file).join(', ')} read back, every entry as written`]
			: []),
		...(manifest.files.length > 0 ? [`${manifest.files.length} files hashed`] : []),
	].join('; ');
}
