import type { FactLine } from '../../survey/facts.ts';
import { contentWidth, labelWidth } from '../pane-content.ts';
import { padText, type StyledLine, wrapStyled, wrapText } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import type { Screen } from './screen.ts';

/** What is found out about the stack and its host, each line as soon as it is known. */
export const surveyScreen: Screen = {
	arrangement: () => ({ kind: 'one' }),
	panes({ picture: { view }, width }) {
		const room = contentWidth('text', width('main'));
		const labels = labelWidth(
			view.facts.map((fact) => fact.label),
			Math.floor(room / 3),
		);
		const open = view.facts.filter((fact) => fact.value === undefined && fact.problem === undefined).length;
		const lines = [
			...wrapStyled(`Directory ${view.directory}`, room, 'quiet'),
			...view.facts.flatMap((fact) => factLines(fact, labels, room)),
		];
		const title = open > 0 ? `What is there · ${open} still looked up` : 'What is there';
		return { main: { kind: 'text', title, lines } };
	},
};

function factLines(fact: FactLine, labels: number, room: number): readonly StyledLine[] {
	const problem = fact.problem !== undefined;
	const value = problem ? `problem: ${fact.problem}` : (fact.value ?? '… looking');
	const role = problem ? 'bad' : fact.value === undefined ? 'quiet' : undefined;
	const glyph = problem ? glyphs.fail : fact.value === undefined ? glyphs.waiting : ' ';
	const names = wrapText(fact.label, labels);
	const values = wrapText(value, Math.max(10, room - labels - 4));
	return Array.from({ length: Math.max(names.length, values.length) }, (_, row) => [
		{ text: `${row === 0 ? glyph : ' '} `, ...(role ? { role } : {}) },
		{ text: `${padText(names[row] ?? '', labels)}  `, role: 'strong' },
		{ text: values[row] ?? '', ...(role ? { role } : {}) },
	]);
}
