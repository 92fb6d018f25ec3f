import { cleanText } from '../log-line.ts';
import type { Role, Segment } from '../styled-line.ts';

/** The pieces of a raw log line with the colours that it gives itself, as roles; every other sequence is taken out. */
export function colouredSegments(raw: string): readonly Segment[] {
	const ended = raw.replace(/[\r\n]+$/, '');
	const line = ended.slice(ended.lastIndexOf('\r') + 1);
	const segments: Segment[] = [];
	let role: Role | undefined;
	// Every second piece is the parameters of a sequence that sets colours.
	for (const [index, piece] of line.split(/\x1b\[([\d;:]*)m/).entries()) {
		if (index % 2 === 1) {
			role = roleAfter(role, piece);
			continue;
		}
		const text = cleanText(piece);
		if (text !== '') segments.push(role === undefined ? { text } : { text, role });
	}
	return segments;
}

/** Select Graphic Rendition, ECMA-48 8.3.117. What has no role of ours changes nothing. */
function roleAfter(role: Role | undefined, parameters: string): Role | undefined {
	const codes = parameters.split(/[;:]/).map(Number);
	// A colour of the larger palettes: its numbers are not codes.
	if (codes.includes(38) || codes.includes(48)) return 'accent';
	let now = role;
	for (const code of codes) now = code in roles ? roles[code] : resets.has(code) ? undefined : now;
	return now;
}

const roles: Readonly<Record<number, Role>> = {
	1: 'strong',
	2: 'quiet',
	...{ 31: 'bad', 91: 'bad' },
	...{ 32: 'good', 92: 'good' },
	...{ 33: 'warning', 93: 'warning' },
	...{ 34: 'accent', 35: 'accent', 36: 'accent', 94: 'accent', 95: 'accent', 96: 'accent' },
};
const resets: ReadonlySet<number> = new Set([0, 22, 39]);
