import type { Finding, Outcome } from '../../checks/finding.ts';
import { checkMeanings } from '../meanings/checks.ts';
import { contentWidth } from '../pane-content.ts';
import { type Role, type StyledLine, styledLine, wrapStyled, wrapText } from '../styled-line.ts';
import { glyphs } from '../theme.ts';
import type { Screen } from './screen.ts';

/** Every check with what it found; beside it evidence, command and advice of the highlighted one. */
export const checklistScreen: Screen = {
	arrangement: () => ({ kind: 'list and detail' }),
	panes({ picture: { view }, width, cursor }) {
		const { findings } = view;
		const chosen = Math.min(cursor ?? worst(findings), Math.max(0, findings.length - 1));
		const finding = findings[chosen];
		const room = contentWidth('text', width('detail'));
		return {
			list: {
				kind: 'list',
				title: countText(findings),
				items: findings.map((item) => itemLines(item, contentWidth('list', width('list')))),
				cursor: chosen,
				commands: findings.map(({ command }) => command),
				meanings: findings.map(({ check, title }) => {
					const text = checkMeanings[check];
					return text === undefined ? undefined : { title, text };
				}),
			},
			detail: {
				kind: 'text',
				title: finding?.title ?? 'Checks',
				lines: finding
					? findingLines(finding, room)
					: wrapStyled('No check has answered yet.', room, 'quiet'),
			},
		};
	},
};

const looks = {
	pass: { glyph: glyphs.pass, role: 'good' },
	warn: { glyph: glyphs.warn, role: 'warning' },
	fail: { glyph: glyphs.fail, role: 'bad' },
	skip: { glyph: glyphs.skip, role: 'quiet' },
} as const satisfies Record<Outcome, { glyph: string; role: Role }>;

/** The first failed check, else the first warning, else the first one. */
function worst(findings: readonly Finding[]): number {
	const failed = findings.findIndex((finding) => finding.outcome === 'fail');
	if (failed >= 0) return failed;
	return Math.max(
		0,
		findings.findIndex((finding) => finding.outcome === 'warn'),
	);
}

function countText(findings: readonly Finding[]): string {
	const counts = (['pass', 'warn', 'fail', 'skip'] as const).flatMap((outcome) => {
		const count = findings.filter((finding) => finding.outcome === outcome).length;
		return count > 0 ? [`${count} ${outcome}`] : [];
	});
	return counts.length > 0 ? counts.join(' · ') : 'Checks';
}

function itemLines(finding: Finding, room: number): readonly StyledLine[] {
	const { glyph, role } = looks[finding.outcome];
	return wrapText(finding.title, room - 7).map((text, row) => [
		{ text: row === 0 ? `${glyph} ${finding.outcome} ` : ' '.repeat(7), role },
		{ text },
	]);
}

function findingLines(finding: Finding, room: number): readonly StyledLine[] {
	const { glyph, role } = looks[finding.outcome];
	return [
		styledLine(`${glyph} ${finding.outcome}`, role),
		...wrapStyled(finding.evidence, room),
		...(finding.advice
			? [styledLine(''), styledLine('What to do', 'strong'), ...wrapStyled(finding.advice, room)]
			: []),
		...(finding.command
			? [
					styledLine(''),
					styledLine('See it yourself', 'strong'),
					...wrapStyled(finding.command, room, 'accent', 2),
				]
			: []),
	];
}
