// Touches the world: reads the tables and columns of a database.
import { createHash } from 'node:crypto';
import type { ComposeProject } from '../../docker/arguments.ts';
import type { Engine } from '../../docker/engine.ts';
import type { DatabasePlace } from '../../restore-points/postgres/part.ts';
import { askDatabase } from '../ask-database.ts';
import type { SchemaShape } from './shape-changes.ts';

/** Tables without a column as well; what belongs to an extension is none of the app's. */
const question = `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END
	|| quote_ident(c.relname) || coalesce('.' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
	|| CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** @throws CommandError when the database cannot be asked */
export async function readShape(
	engine: Engine,
	project: ComposeProject,
	place: DatabasePlace,
	signal?: AbortSignal,
): Promise<SchemaShape> {
	return (await askDatabase(engine, project, place, question, signal)).split('\n').filter(Boolean).sort();
}

/** Names a shape in place of a revision, 12 hexadecimal digits; undefined of an empty database. */
export const fingerprintOf = (shape: SchemaShape): string | undefined =>
	shape.length === 0 ? undefined : createHash('sha256').update(shape.join('\n')).digest('hex').slice(0, 12);
