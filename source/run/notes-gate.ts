import type { Mark, NoteLine, ReleaseNotes } from '../releases/changelog.ts';
import { count, inWords } from '../text/list.ts';
import { shortened } from '../text/shortened.ts';
import type { Gate, GateItem } from './gates.ts';

/** Nothing runs and nothing changes with this gate: it only asks. */
const question = { commands: [], changes: '', wayBack: '' } as const;
/** More lines than these are acknowledged version by version: nobody reads a hundred questions. */
const manyLines = 12;
const labelColumns = 42;

/** Asks whether the notes were read; each line that breaks or removes something, or asks for something, is acknowledged by itself. */
export function notesGate(notes: ReleaseNotes, from: string, to: string): Gate {
	const lines = notes.sections.flatMap((section) => section.lines);
	const marked = lines.filter(({ marks }) => marks.length > 0).length;
	const breaking = notes.sections
		.map(({ version, lines: all }) => ({ version, lines: all.filter(isBreaking) }))
		.filter(({ lines: some }) => some.length > 0);
	const title = `Have you read what changes from ${from} to ${to}?`;
	const text = [
		...(marked > 0 ? [`Marked lines: ${marked}.`] : notes.sections.length > 0 ? ['No line is marked.'] : []),
		...(notes.missing.length > 0 ? [`There are no notes for ${inWords(notes.missing)}.`] : []),
		...(notes.kept === undefined ? [] : [`What is shown is ${notes.kept}.`]),
		...(notes.refused === undefined ? [] : [`The notes are not shown: ${notes.refused}.`]),
	];
	if (breaking.length === 0)
		return { ...question, id: 'notes', kind: 'confirm', destructive: false, title, text };
	const total = breaking.reduce((sum, section) => sum + section.lines.length, 0);
	return {
		...question,
		id: 'notes',
		kind: 'acknowledge',
		title,
		text: [
			...text,
			total > manyLines
				? 'What breaks, removes or asks for something is acknowledged version by version.'
				: 'Each line that breaks, removes or asks for something is acknowledged by itself.',
		],
		items: total > manyLines ? breaking.map(versionItem) : breaking.flatMap(lineItems),
	};
}

/** What may stop what works now, or is the operator's to do. */
const asked: ReadonlySet<Mark> = new Set(['breaking', 'removed', 'deletes data', 'manual action']);

const isBreaking = ({ marks }: NoteLine) => marks.some((mark) => asked.has(mark));

type Breaking = { readonly version: string; readonly lines: readonly NoteLine[] };

const versionItem = ({ version, lines }: Breaking): GateItem => ({
	id: version,
	label: `${version}: ${count(lines.length, 'line')}`,
	detail: lines.map(plain),
});

const lineItems = ({ version, lines }: Breaking): readonly GateItem[] =>
	lines.map((line, index) => ({
		id: `${version}/${index + 1}`,
		label: shortened(`${version}: ${plain(line)}`, labelColumns),
		detail: [
			plain(line),
			...line.marks.map((mark, at) => `Marked ${mark}${line.why?.[at] ? `: it ${line.why[at]}` : ''}.`),
			...(line.here ?? []).map((clause) => `${clause}.`),
		],
	}));

const plain = ({ text }: NoteLine) => text.replace(/^\s*[-*]\s+/, '').trim();
