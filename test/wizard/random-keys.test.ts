import { expect, test } from 'vitest';
import type { JournalEvent } from '../../source/run/events.ts';
import { type Attention, firstAttention } from '../../source/wizard/attention.ts';
import { isUnread } from '../../source/wizard/components/gate-parts.ts';
import { keys } from '../../source/wizard/keys.ts';
import { onPress } from '../../source/wizard/on-press.ts';
import { followRun } from '../../source/wizard/run-picture.ts';
import { composeScene } from '../../source/wizard/scene.ts';
import { scriptedSession } from './scripted-session.ts';
import { type Chapter, chapterEvents, chapterNames, storyUntil } from './story.ts';

const passing = (event: { type: string }) => event.type === 'log' || event.type === 'progress';
const journalled = (chapter: Chapter) =>
	storyUntil(chapter).filter((event): event is JournalEvent => !passing(event));
const sizes = [
	{ columns: 80, rows: 24 },
	{ columns: 60, rows: 18 },
	{ columns: 120, rows: 40 },
	{ columns: 200, rows: 60 },
] as const;

/** The wizard without its drawing: what is on screen as data, and the keys that act on it. Always awake, the worst case. */
function openWithoutDrawing(start: Chapter, size: { readonly columns: number; readonly rows: number }) {
	let chapter = start;
	let closed = false;
	const session = scriptedSession(journalled(start), () => advance());
	const run = followRun(session);
	let attention: Attention = firstAttention;
	const advance = () => {
		const next = chapterNames[chapterNames.indexOf(chapter) + 1];
		if (next === undefined) {
			closed = true;
			return;
		}
		chapter = next;
		session.send(...chapterEvents(next).filter((event) => event.type !== 'answer'));
	};
	const scene = () =>
		composeScene({
			...{ picture: run.current(), attention, size },
			...{ now: new Date('2026-03-02T02:00:00Z'), awake: true, apart: true },
		});
	return {
		session,
		advance,
		isOpen: () => !closed,
		gate: () => run.current().view.gate,
		/** What the keys that work now send. */
		working: () => {
			const { places } = scene();
			return keys.flatMap((key) => (key.places.some((place) => places.has(place)) ? key.presses : []));
		},
		/** Whether the end of a destructive question's text was on screen, this moment or before. */
		wasRead() {
			const { view } = run.current();
			const { layout, draft } = scene();
			const box = layout.kind === 'frame' ? layout.panes.find(({ id }) => id === 'ask')?.box : undefined;
			return view.gate !== undefined && box !== undefined && !isUnread(view.gate, draft, box);
		},
		press(press: string) {
			onPress(press, {
				...{ scene: scene(), picture: run.current(), session, logs: run.logs },
				attention: () => attention,
				change: (next) => {
					attention = next(attention);
				},
				close: () => {
					closed = true;
				},
				...{ disturb: () => {}, openPager: () => {}, suspend: () => {}, copy: () => {} },
			});
		},
		end: () => run.close(),
	};
}

const pool = [
	...new Set([...keys.flatMap(({ presses }) => [...presses]), ...'specivo', 'backspace', 'é', '漢']),
];

test('of 10,000 keys by seed none confirms what destroys without its full text, typed or read', () => {
	let seed = 20_261_127;
	const random = (below: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((seed / 2_147_483_648) * below);
	};
	let wizard: ReturnType<typeof openWithoutDrawing> | undefined;
	const answered: string[] = [];
	let met = 0;
	for (let count = 0; count < 10_000; count += 1) {
		// Begun anew now and then, half of the time where something destructive is asked on the smallest screen.
		if (!wizard?.isOpen() || count % 50 === 0) {
			wizard?.end();
			const dangerous = random(2) === 0;
			const chapters = dangerous ? (['restart', 'swap'] as const) : chapterNames;
			wizard = openWithoutDrawing(
				chapters[random(chapters.length)] ?? 'restart',
				(dangerous ? undefined : sizes[random(sizes.length)]) ?? { columns: 60, rows: 18 },
			);
		}
		const gate = wizard.gate();
		const read = gate?.kind === 'confirm' && gate.destructive && wizard.wasRead();
		if (gate?.kind === 'type' || (gate?.kind === 'confirm' && gate.destructive)) met += 1;
		const answers = wizard.session.answers.length;
		// Half of them are keys that work there, so that every kind of question is answered.
		const among = random(2) === 0 ? wizard.working() : pool;
		wizard.press(among[random(among.length)] ?? 'enter');
		const answer = wizard.session.answers[answers]?.answer;
		if (answer === undefined) {
			// What asks nothing goes on by itself, sooner or later.
			if (gate === undefined && random(40) === 0) wizard.advance();
			continue;
		}
		answered.push(answer.kind);
		if (gate?.kind === 'confirm' && gate.destructive && answer.kind === 'yes')
			expect(read, `${gate.title} was confirmed unread`).toBe(true);
		if (gate?.kind === 'type' && answer.kind === 'typed') expect(answer.text).toBe(gate.expected);
		if (gate?.kind === 'type') expect(answer.kind).not.toBe('yes');
	}
	wizard?.end();
	// The keys did get somewhere: questions were answered, and the dangerous ones were met.
	expect(new Set(answered)).toEqual(new Set(['acknowledged', 'yes', 'no']));
	expect(met).toBeGreaterThan(500);
}, 300_000);

test('a question that destroys and does not fit is not confirmed by any number of y, Enter and letters', () => {
	const wizard = openWithoutDrawing('restart', { columns: 60, rows: 18 });
	expect(wizard.wasRead()).toBe(false);
	for (let count = 0; count < 30; count += 1)
		for (const press of ['y', 'enter', 'space', 'a', 'w', 'tab', 'f']) wizard.press(press);
	expect(wizard.session.answers).toEqual([]);
	wizard.end();
});

test('a name is taken whole or not at all', () => {
	const wizard = openWithoutDrawing('swap', { columns: 80, rows: 24 });
	for (const name of ['specivo2', 'specivO', 'specive', 'pecivo']) {
		for (const press of [...name, 'enter', 'escape']) wizard.press(press);
		expect(wizard.session.answers, name).toEqual([]);
	}
	for (const press of [...'specivo', 'enter']) wizard.press(press);
	expect(wizard.session.answers).toMatchObject([{ answer: { kind: 'typed', text: 'specivo' } }]);
	wizard.end();
});
