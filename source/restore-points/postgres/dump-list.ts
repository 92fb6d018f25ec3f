/** A line of `pg_restore --list`: `3456; 1259 16422 INDEX public issues_author_idx specivo`; 1259 is `pg_class`. */
const indexLine = /^\d+; 1259 (\d+) INDEX /;

/** The list without the entries of these indexes, told by the object ids they had when they were dumped. */
export function withoutEntries(list: string, indexes: readonly number[]): string {
	const left = new Set(indexes);
	return list
		.split('\n')
		.filter((line) => !left.has(Number(indexLine.exec(line)?.[1] ?? Number.NaN)))
		.join('\n');
}
