/**
 * The practice stack's form of `pg_dump -Fc`: a mark and a plain dump with the comments of `--verbose`, from which
 * the stand-in for `pg_restore` lists, leaves out and loads entries. A real `pg_restore` cannot read it.
 */
const mark = 'PGDMP of the practice stack\n';

/** One entry as `pg_restore --list` prints it, with its SQL. */
type Entry = { readonly line: string; readonly sql: string };

const entryHead =
	/--\n-- TOC entry (\d+) \(class (\d+) OID (\d+)\)\n(?:-- Dependencies: [^\n]*\n)?-- (?:Data for )?Name: (.*?); Type: ([^;]+); Schema: ([^;]+); Owner: ([^;\n]*)/g;
const footer = '-- PostgreSQL database dump complete\n';

export const writeArchive = (plainDump: string): string => mark + plainDump;

/** What an archive holds; undefined when it is none, or was cut. */
export function readArchive(
	text: string,
): { readonly head: string; readonly entries: readonly Entry[] } | undefined {
	if (!text.startsWith(mark) || !text.includes(footer)) return undefined;
	const dump = text.slice(mark.length);
	const heads = [...dump.matchAll(entryHead)];
	const entries = heads.map((head, index) => {
		const [, id, catalog, object, name, type, schema, owner] = head;
		return {
			line: `${id}; ${catalog} ${object} ${type} ${schema} ${name} ${owner}`,
			sql: dump.slice(head.index, heads[index + 1]?.index ?? dump.length),
		};
	});
	return { head: dump.slice(0, heads[0]?.index ?? dump.length), entries };
}

/** The SQL of the entries that a list names; without a list, of all. */
export function sqlOf(
	{ head, entries }: NonNullable<ReturnType<typeof readArchive>>,
	list: string | undefined,
): string {
	const wanted = list === undefined ? undefined : new Set(list.split('\n'));
	return head + entries.flatMap(({ line, sql }) => (wanted?.has(line) === false ? [] : [sql])).join('');
}
