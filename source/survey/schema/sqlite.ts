// Touches the world: reads how far the schema of a SQLite database is.
import type { Engine } from '../../docker/engine.ts';
import { askDatabaseFile } from '../../restore-points/sqlite/call.ts';
import { sqliteFile } from '../../restore-points/sqlite/locate.ts';
import type { SqlitePlace } from '../../restore-points/sqlite/part.ts';
import { schemaAsJson, schemaDigest } from '../../restore-points/sqlite/schema-digest.ts';
import type { SchemaShape } from './shape-changes.ts';

type Asked = {
	readonly engine: Engine;
	readonly place: SqlitePlace;
	readonly signal?: AbortSignal | undefined;
};

const quoted = (name: string) =>
	`CASE WHEN ${name} GLOB '*[^A-Za-z0-9_]*' THEN '"' || replace(${name}, '"', '""') || '"' ELSE ${name} END`;

/** A virtual table's columns are known only to the module it is made with. */
const shapeQuestion = `SELECT ${quoted('m.name')} || coalesce('.' || ${quoted('c.name')} || ' ' || lower(c.type)
	|| CASE WHEN c."notnull" THEN ' not null' ELSE '' END, '')
FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND m.sql NOT LIKE 'CREATE VIRTUAL%'`;

const tablesQuestion = `SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND sql NOT LIKE 'CREATE VIRTUAL%'`;

/** SQLite takes 500 in one SELECT unless it was built otherwise. */
const mostTerms = 200;

/** @throws OperatorError when it cannot be asked */
export async function readSqliteShape(asked: Asked): Promise<SchemaShape> {
	return (await askFile(asked, shapeQuestion)).flat().sort();
}

/** Names of tables with a row, sorted. @throws OperatorError when it cannot be asked */
export async function readSqliteFilled(asked: Asked): Promise<readonly string[]> {
	const names = (await askFile(asked, tablesQuestion)).flat();
	const questions = names.map(
		(name) =>
			`SELECT '${name.replaceAll("'", "''")}' WHERE EXISTS (SELECT 1 FROM "${name.replaceAll('"', '""')}")`,
	);
	const filled: string[] = [];
	for (let next = 0; next < questions.length; next += mostTerms)
		filled.push(
			...(await askFile(asked, questions.slice(next, next + mostTerms).join(' UNION ALL '))).flat(),
		);
	return filled.sort();
}

/** How tables, indexes, views and triggers are defined, as a restore point notes it. @throws OperatorError when it cannot be asked */
export async function readSqliteDefinition(asked: Asked): Promise<string> {
	const [text = '[]'] = (await askFile(asked, schemaAsJson)).flat();
	return schemaDigest(JSON.parse(text));
}

/** alembic's revision; undefined when it was never migrated. @throws Error when there is more than one; OperatorError */
export async function readSqliteAlembic(asked: Asked): Promise<string | undefined> {
	const made = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'";
	if ((await askFile(asked, made)).flat()[0] === '0') return undefined;
	return onlyRow((await askFile(asked, 'SELECT version_num FROM alembic_version')).flat());
}

/** The one row of a runbook's query; undefined when it has none. @throws Error when it has several; OperatorError */
export async function readSqliteQuery(asked: Asked, query: string): Promise<string | undefined> {
	return onlyRow((await askFile(asked, query)).map((row) => row.join('|')));
}

function onlyRow(rows: readonly string[]): string | undefined {
	if (rows.length > 1) throw new Error(`expected one revision of the schema, found ${rows.join(', ')}`);
	return rows[0];
}

async function askFile({ engine, place, signal }: Asked, question: string) {
	const context = { engine, ...(signal ? { signal } : {}) };
	return askDatabaseFile(context, await sqliteFile(context, place), question);
}
