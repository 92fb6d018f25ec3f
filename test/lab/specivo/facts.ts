// Touches the world: what a test wants to know about a running Specivo stack.

import type { CommandResult } from '../docker.ts';
import * as tables from '../tables.ts';
import type { SpecivoStack } from './stack.ts';

export { type ContainerFact, containers } from '../containers.ts';
export { httpAnswer } from '../http.ts';

/** Rows of each table, counted. */
export const rowCounts = (stack: SpecivoStack) => tables.rowCounts(stack.sql, ['public']);

/** MD5 of each table's rows as text, in the order of their bytes. */
export const tableChecksums = (stack: SpecivoStack) => tables.tableChecksums(stack.sql, ['public']);

/** `alembic current`, run in the api's container as the guide says. */
export async function alembicCurrent(stack: SpecivoStack): Promise<CommandResult> {
	return stack.tryCompose(['exec', '-T', 'api', 'alembic', 'current']);
}

/** The revision as the database has it; works while the api is down. */
export async function schemaRevision(stack: SpecivoStack): Promise<string> {
	return stack.sql('SELECT version_num FROM alembic_version');
}
