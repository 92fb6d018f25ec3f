import { describe, expect, test } from 'vitest';
import type { Phase } from '../../source/run/events.ts';
import { emptyView } from '../../source/run/view.ts';
import { type Attention, emptyDraft, firstAttention, openQuestion } from '../../source/wizard/attention.ts';
import { leavingText } from '../../source/wizard/overlays.ts';
import { nextPicture, type Picture } from '../../source/wizard/run-picture.ts';
import { composeScene } from '../../source/wizard/scene.ts';
import { type Chapter, chapterNames, gates, storyUntil } from './story.ts';

const now = new Date('2026-03-02T02:00:10.000Z');

function pictureOf(chapter: Chapter): Picture {
	return storyUntil(chapter).reduce<Picture>(
		(picture, event, index) =>
			nextPicture(picture, { ...event, sequence: index + 1, at: '2026-03-02T02:00:00.000Z' }),
		{ view: emptyView, plans: [], stepsBefore: [], migrations: { count: 0 } },
	);
}
function scene(chapter: Chapter, attention: Partial<Attention> = {}, awake = true) {
	return composeScene({
		picture: pictureOf(chapter),
		attention: { ...firstAttention, ...attention },
		size: { columns: 80, rows: 24 },
		now,
		awake,
	});
}

describe('the guidance says what is happening and which key goes on', () => {
	test.each([
		['survey', 'Nothing to do: the stack is looked at; nothing is changed.'],
		['checklist', 'Read each one and press Space on it: 2 of 2 still open. n declines.'],
		['plan', 'Your answer is needed: y or Enter for yes, n for no.'],
		['backup', 'Nothing to do: Take and prove a restore point, 10 s of about 40 s.'],
		['restart', 'Your answer is needed: y for yes, n for no. Enter is not taken here.'],
		['verify', 'Try each by hand, then press w works, b broken or m not made: 3 of 3 open.'],
		['ways back', 'Choose with ↑ and ↓: its own text says what it does. Enter chooses, n declines.'],
		['swap', 'Your answer is needed: type “specivo”, then Enter.'],
		['report', 'The run has ended with exit code 3. ← looks back at the stations, q closes.'],
	] as const)('%s', (chapter, text) => {
		expect(scene(chapter).guidance).toBe(text);
	});

	test('a question whose text goes on below first wants to be read, and says so', () => {
		const at = (columns: number, rows: number, attention: Partial<Attention> = {}) =>
			composeScene({
				...{ picture: pictureOf('restart'), attention: { ...firstAttention, ...attention } },
				...{ size: { columns, rows }, now, awake: true },
			}).guidance;
		expect(at(60, 18)).toBe('Read to the end first: PgDn shows more. Then y for yes, or n for no.');
		const question = openQuestion(pictureOf('restart').view) ?? '';
		const read = { drafts: { [question]: { ...emptyDraft, read: true } } };
		expect(at(60, 18, read)).toBe('Your answer is needed: y for yes, n for no. Enter is not taken here.');
		expect(at(200, 60)).toBe('Your answer is needed: y for yes, n for no. Enter is not taken here.');
	});

	test('how often Tab is pressed until the question has the keys, and what leads there from a full screen', () => {
		const question = openQuestion(pictureOf('plan').view);
		const at = (pane: 'list' | 'detail', full = false) =>
			scene('plan', { focus: { pane, full, gate: question } }).guidance;
		expect(at('list')).toBe(
			'The run waits for your answer. Tab twice leads to the question: Begin with this plan?',
		);
		expect(at('detail')).toBe(
			'The run waits for your answer. Tab leads to the question: Begin with this plan?',
		);
		expect(at('detail', true)).toBe(
			'The run waits for your answer. Esc leads out of the full screen: Begin with this plan?',
		);
	});

	test('what was copied at a question is told beside it, and no longer once it is answered', () => {
		const gate = openQuestion(pictureOf('restart').view);
		if (gate === undefined) throw new Error('the story asks before the restart');
		const notice = { text: 'Sent.', phase: 'Upgrade' as const, gate: 'restart' };
		expect(scene('restart', { notice }).guidance).toBe(
			'Your answer is needed: y for yes, n for no. Enter is not taken here. Sent.',
		);
		expect(scene('upgrade', { notice }).guidance).toMatch(/^Nothing to do: /);
	});

	test('while a question is not awake yet, no answering key is named or works', () => {
		const asleep = scene('plan', {}, false);
		expect(asleep.guidance).toContain('Keys typed before it could be read are not taken');
		expect(asleep.places.has('confirm')).toBe(false);
		expect(scene('restart', {}, false).places.has('command')).toBe(false);
		expect(scene('restart').places.has('command')).toBe(true);
	});

	test('from an earlier station the way to a waiting question is named', () => {
		expect(scene('plan', { lookingAt: 'Survey' }).guidance).toBe(
			'You look back at Survey. The run is at Plan, where a question waits: Esc leads there.',
		);
	});
});

describe('keys reach a question only where it is on screen and has the keys', () => {
	const asks = ['acknowledge', 'confirm', 'type', 'tick', 'choose'] as const;
	const answering = (places: ReadonlySet<unknown>) => asks.filter((place) => places.has(place));

	test.each(chapterNames)('%s: not behind a dialog, the help, or an earlier station', (chapter) => {
		for (const overlay of ['help', 'leave', 'stop'] as const) {
			const { places, gateFocused } = scene(chapter, { overlay });
			expect(answering(places)).toEqual([]);
			expect(gateFocused).toBe(false);
		}
		if (chapter !== 'survey')
			expect(answering(scene(chapter, { lookingAt: 'Survey' as Phase }).places)).toEqual([]);
	});

	test('not while another pane has the keys', () => {
		const question = openQuestion(pictureOf('plan').view);
		const { places } = scene('plan', { focus: { pane: 'list', full: false, gate: question } });
		expect(answering(places)).toEqual([]);
		expect(places.has('list')).toBe(true);
	});

	test('a question that opens takes the keys back, also from a pane in full screen', () => {
		const { gateFocused, full } = scene('plan', { focus: { pane: 'list', full: true, gate: undefined } });
		expect({ gateFocused, full }).toEqual({ gateFocused: true, full: false });
	});
});

test('what a question holds is on screen as it was made', () => {
	const question = openQuestion(pictureOf('checklist').view) ?? '';
	const draft = { ...emptyDraft, acknowledged: ['services'] };
	expect(scene('checklist', { drafts: { [question]: draft } }).guidance).toContain('1 of 2 still open');
	expect(gates.acknowledge.items).toHaveLength(2);
});

test.each([
	['no time where nothing has to be undone', 'nothing', 0, 'Leaving now costs: nothing'],
	['the time where the sentence has none', 'restore', 40_000, 'Leaving now costs: restore (about 40 s)'],
	['not twice', 'restore, about 40 s', 40_000, 'Leaving now costs: restore, about 40 s'],
])('leaving costs %s', (_, text, milliseconds, expected) => {
	expect(leavingText({ ...emptyView, leaving: { text, milliseconds } })).toBe(expected);
});
