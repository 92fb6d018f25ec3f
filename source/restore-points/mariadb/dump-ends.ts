/** Bytes of start and end that tell whether a dump came to its end. */
export const looked = 400;

const header = /^(?:\/\*M!999999\\- enable the sandbox mode \*\/ ?\n)?-- (?:MariaDB|MySQL) dump /;
/** The last line that both programs write, and only when they came to their end. */
const footer = /(^|\n)-- Dump completed[^\n]*\n?$/;

/** Why a dump is none, or not whole; undefined when it is. @param start and @param end its first and last bytes */
export function dumpProblem(start: string, end: string): string | undefined {
	if (start === '') return 'it is empty';
	if (!header.test(start)) return 'it does not begin like a dump';
	if (!footer.test(end)) return 'its last line, “-- Dump completed”, is missing';
	return undefined;
}
