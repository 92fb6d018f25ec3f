/** How many bytes from the start and the end of a dump must be kept for `dumpProblem`. */
export const dumpEdge = 512;

/** From 17.6 and its siblings on, `\unrestrict` follows the footer. */
const footer = /\n--\n-- PostgreSQL database dump complete\n--\n(?:\s*\\unrestrict \w+\n)?\s*$/;

/**
 * Why a plain dump is not whole, or undefined when it is. A cut dump loads without any error: only its
 * footer tells. Line ends with a carriage return come from a terminal between; they are looked for in the
 * first line only, because functions and comments may rightly hold some.
 * @param start the first bytes, at least one line
 * @param end the last `dumpEdge` bytes
 */
export function dumpProblem(start: string, end: string, rawBytes: number): string | undefined {
	if (rawBytes === 0) return 'the dump is empty';
	if (/^[^\n]*\r\n/.test(start)) return 'its lines end with carriage returns: it went through a terminal';
	if (!start.startsWith('--\n-- PostgreSQL database dump\n'))
		return 'it does not begin like a plain dump of pg_dump';
	if (!footer.test(end))
		return 'its last lines are missing (“PostgreSQL database dump complete”): it was cut off';
	return undefined;
}
