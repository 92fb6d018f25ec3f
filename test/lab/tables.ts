// Touches the world: counts and sums up the tables of a PostgreSQL database.

/** Runs statements and returns unaligned rows with `|` between columns. */
export type RunSql = (statements: string) => Promise<string>;

/** Rows of each table of these schemas. Names outside `public` carry their schema. */
export async function rowCounts(sql: RunSql, schemas: readonly string[]): Promise<Record<string, number>> {
	const counts = await perTable(sql, schemas, (name) => `SELECT count(*) FROM ${name}`);
	return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]));
}

/** MD5 of each table's rows as text, in the order of their bytes. Names outside `public` carry their schema. */
export async function tableChecksums(
	sql: RunSql,
	schemas: readonly string[],
): Promise<Record<string, string>> {
	return perTable(
		sql,
		schemas,
		(name) =>
			`SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), '')) FROM (SELECT t::text AS line FROM ${name} t) lines`,
	);
}

async function perTable(
	sql: RunSql,
	schemas: readonly string[],
	query: (quotedName: string) => string,
): Promise<Record<string, string>> {
	const listed = await sql(
		`SELECT format('%I.%I', schemaname, tablename)::regclass FROM pg_tables WHERE schemaname IN (${schemas.map((name) => `'${name}'`).join(', ')}) ORDER BY 1`,
	);
	const names = listed.split('\n').filter((name) => name !== '');
	const union = names.map((name) => `SELECT '${name}', (${query(name)})::text`).join(' UNION ALL ');
	const lines = names.length === 0 ? [] : (await sql(`${union} ORDER BY 1`)).split('\n');
	return Object.fromEntries(lines.map((line) => line.split('|') as [string, string]));
}
