import { contentWidth } from '../pane-content.ts';
import { type StyledLine, styledLine, wrapStyled } from '../styled-line.ts';
import type { Screen } from './screen.ts';

/** How the run ended, where the report lies, and the report. */
export const reportScreen: Screen = {
	arrangement: () => ({ kind: 'one' }),
	panes({ picture: { view }, width }) {
		const room = contentWidth('text', width('main'));
		const said = view.result?.text.join('\n') ?? '';
		const lines: StyledLine[] = [
			...(view.result?.text.flatMap((sentence) => wrapStyled(sentence, room)) ?? []),
			...(view.report && !said.includes(view.report.file)
				? wrapStyled(`This report is kept in ${view.report.file}`, room, 'quiet')
				: []),
			styledLine(''),
			...(view.report
				? markdownLines(view.report.markdown, room)
				: wrapStyled('The report is being written.', room, 'quiet')),
		];
		return { main: { kind: 'text', title: 'Report', lines } };
	},
};

function markdownLines(markdown: string, room: number): readonly StyledLine[] {
	return markdown
		.trimEnd()
		.split('\n')
		.flatMap((line) => wrapStyled(line, room, line.startsWith('#') ? 'strong' : undefined, 2));
}
