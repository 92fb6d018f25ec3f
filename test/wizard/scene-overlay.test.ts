import { expect, test } from 'vitest';
import type { JournalEvent } from '../../source/run/events.ts';
import { firstAttention } from '../../source/wizard/attention.ts';
import { followRun } from '../../source/wizard/run-picture.ts';
import { composeScene } from '../../source/wizard/scene.ts';
import type { Overlay } from '../../source/wizard/scene-overlay.ts';
import { plainText } from '../../source/wizard/styled-line.ts';
import { scriptedSession } from './scripted-session.ts';
import { type Chapter, storyUntil } from './story.ts';

/** What stands over a chapter, where a question is not awake: it is hidden by this very text. */
function over(chapter: Chapter, overlay: Overlay) {
	const journalled = storyUntil(chapter).filter(
		(event): event is JournalEvent => event.type !== 'log' && event.type !== 'progress',
	);
	const run = followRun(scriptedSession(journalled));
	const scene = composeScene({
		...{ picture: run.current(), attention: { ...firstAttention, overlay }, awake: false },
		...{ size: { columns: 120, rows: 60 }, now: new Date('2026-03-02T02:00:00Z') },
	});
	run.close();
	const { main } = scene.contents;
	return { ...scene, lines: main?.kind === 'text' ? main.lines.map(plainText) : [] };
}

test.each([
	['plan', /^y +Answer yes/],
	['checklist', /^Space +Acknowledge/],
	['verify', /^w +It was tried and works/],
	['ways back', /^Enter +Choose/],
] as const)('the help at the question of %s lists the keys that answer it', (chapter, row) => {
	expect(over(chapter, 'help').lines).toContainEqual(expect.stringMatching(row));
});

test('and none that answers is taken while it is open', () => {
	const { places, gateFocused, awake } = over('plan', 'help');
	expect({ places: [...places], gateFocused, awake }).toEqual({
		places: ['help'],
		gateFocused: false,
		awake: false,
	});
});

test.each([
	['plan', 'meaning', 'Esc closes this text; the question waits.'],
	['upgrade', 'meaning', 'Esc closes this text; the run goes on.'],
	['report', 'meaning', 'Esc closes this text; the run has ended.'],
	['plan', 'leave', 'The wizard asks; the question waits. Esc stays.'],
	['upgrade', 'stop', 'The wizard asks; the run goes on. Esc stays.'],
] as const)('at %s, %s says what holds meanwhile', (chapter, overlay, said) => {
	expect(over(chapter, overlay).guidance).toBe(said);
});
