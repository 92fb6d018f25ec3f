// Touches the world: decompresses dump and globals for an export.
import { quote } from '../../docker/command.ts';
import type { ExportContext, ExportWords } from '../data-kind.ts';
import { decompressArtifact } from '../export/plain-files.ts';
import { maintenanceOf } from './maintenance.ts';
import type { PostgresPart } from './part.ts';
import { createDatabase, dressDatabase } from './statements.ts';

/** The dump in `pg_dump`'s custom format, roles and globals as SQL; the physical copy stays where it is. */
export async function exportPostgres(context: ExportContext, part: PostgresPart): Promise<ExportWords> {
	const names = new Map<string, string>();
	for (const artifact of part.artifacts)
		names.set(artifact.role, await decompressArtifact(context, artifact));
	return postgresWords(part, { dump: names.get('dump'), globals: names.get('globals') }, context.path);
}

/** @param files names within the export */
export function postgresWords(
	part: PostgresPart,
	files: { readonly dump: string | undefined; readonly globals: string | undefined },
	path: string,
): ExportWords {
	const { user, database, settings, server, service } = part;
	const psql = `psql -X -U ${quote(user)} -d ${maintenanceOf(database)}`;
	const say = (statement: string) => `${psql} -v ON_ERROR_STOP=1 -c ${quote(statement)}`;
	return {
		text: [
			...(files.dump === undefined
				? ['There is no dump in this restore point, only a physical copy.']
				: [
						`\`${files.dump}\` is a dump in pg_dump’s custom format, of PostgreSQL ${server}: a server of the same or a newer major version loads it.`,
					]),
			...(files.globals === undefined
				? ['Roles and globals were not saved: create the roles first.']
				: [
						`\`${files.globals}\` makes the roles; that one of them “already exists” is no fault. It holds their passwords as hashes.`,
					]),
			...(part.physical
				? [
						`The physical copy was not exported: it lies in ${path}/${part.physical.directory}, for a server of the same major version.`,
					]
				: []),
			`Load into a server that has no database ${database} yet, never over one with data.`,
			part.outside
				? `Its server was ${service}, outside of the stack; add \`-h HOST\` to each command:`
				: `In a container, put \`docker compose exec -T ${service}\` before each command:`,
		],
		commands: [
			...(files.globals === undefined ? [] : [`${psql} < ${quote(files.globals)}`]),
			...(files.dump === undefined
				? []
				: [
						say(createDatabase(database, settings)),
						`pg_restore --exit-on-error -U ${quote(user)} -d ${quote(database)} < ${quote(files.dump)}`,
						...dressDatabase(database, settings).map(say),
					]),
		],
	};
}
