import { expect, test } from 'vitest';
import { dumpProblem } from '../../source/restore-points/dump-footer.ts';

const start = '--\n-- PostgreSQL database dump\n--\n\n';
const end = 'CREATE INDEX a ON b USING btree (c);\n\n\n--\n-- PostgreSQL database dump complete\n--\n\n';

test.each<[string, string, string, number, RegExp | undefined]>([
	['a whole dump', start, end, 5000, undefined],
	['a whole dump of a newer pg_dump', start, `${end}\\unrestrict LRkxKhmbz2Dh\n\n`, 5000, undefined],
	['an empty one', '', '', 0, /empty/],
	['one cut before the footer', start, end.slice(0, 30), 4000, /cut off/],
	['one cut inside the footer', start, end.slice(0, -12), 4990, /cut off/],
	['one whose rows quote the footer', start, `${end}1\tmore rows\n`, 5000, /cut off/],
	['one through a terminal', start.replaceAll('\n', '\r\n'), end.replaceAll('\n', '\r\n'), 5100, /terminal/],
	['one whose functions have Windows line ends', start, `AS $$\r\nx\r\n$$;\n${end}`, 5000, undefined],
	['an error message in place of a dump', 'pg_dump: error: connection failed\n', end, 5000, /begin/],
])('%s', (_, first, last, bytes, problem) => {
	const found = dumpProblem(first, last, bytes);
	if (problem) expect(found).toMatch(problem);
	else expect(found).toBeUndefined();
});
