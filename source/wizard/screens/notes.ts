import type { NoteLine, ReleaseNotes } from '../../releases/changelog.ts';
import { contentWidth } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled, wrapText } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import type { Screen } from './screen.ts';

/** The vendor's notes between the two versions, newest last: first the lines that deserve an eye, then all. */
export const notesScreen: Screen = {
	arrangement: () => ({ kind: 'one' }),
	panes({ picture: { view }, width }) {
		const room = contentWidth('text', width('main'));
		const lines = view.notes
			? noteLines(view.notes, room)
			: wrapStyled('The release notes are not read yet.', room, 'quiet');
		return { main: { kind: 'text', title: view.notes ? `Notes from ${view.notes.place}` : 'Notes', lines } };
	},
};

function noteLines(notes: ReleaseNotes, room: number): readonly StyledLine[] {
	const marked = notes.sections.flatMap((section) => section.lines).filter((line) => line.marks.length > 0);
	const summary =
		marked.length === 0
			? 'No line is marked.'
			: `${marked.length} marked with ${glyphs.warn}: read these before going on.`;
	return [
		...wrapStyled(summary, room, marked.length === 0 ? 'quiet' : 'warning'),
		...notes.missing.flatMap((version) =>
			wrapStyled(`${glyphs.warn} missing: the notes say nothing of ${version}`, room, 'warning', 2),
		),
		...(notes.refused === undefined
			? []
			: wrapStyled(`${glyphs.warn} not shown: ${notes.refused}`, room, 'warning', 2)),
		...(notes.kept === undefined ? [] : wrapStyled(`${glyphs.warn} shown ${notes.kept}`, room, 'warning', 2)),
		...(notes.passedOver ?? []).flatMap(({ source, why }) =>
			wrapStyled(`tried as well: ${source}: ${why}`, room, 'quiet', 2),
		),
		...(marked.length === 0
			? []
			: notes.sections.flatMap(({ version, lines }) => {
					const some = lines.filter((line) => line.marks.length > 0);
					return some.length === 0
						? []
						: [
								...wrapStyled(`Marked in ${version}`, room, 'strong'),
								...some.flatMap((line) => noteLine(line, room)),
							];
				})),
		...notes.sections.flatMap((section) => [
			styledLine(''),
			...wrapStyled(`All of ${section.version}${section.date ? ` · ${section.date}` : ''}`, room, 'strong'),
			...section.lines.flatMap((line) => noteLine(line, room)),
		]),
	];
}

function noteLine(line: NoteLine, room: number): readonly StyledLine[] {
	if (line.marks.length === 0) return wrapStyled(line.text, room, undefined, 2);
	const flag = `${glyphs.warn} ${line.marks.join(', ')}: `;
	const here = line.here ? ` (${line.here.join('; ')})` : '';
	return wrapText(flag + line.text.replace(/^\s*[-*]\s+/, '') + here, room, 2).map((row, index) =>
		index === 0 && row.startsWith(flag)
			? [{ text: flag, role: 'warning' }, { text: row.slice(flag.length) }]
			: styledLine(row, index === 0 ? 'warning' : undefined),
	);
}
