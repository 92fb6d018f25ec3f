import { expect, test } from 'vitest';
import type { NoteSection } from '../../source/releases/changelog.ts';
import { notesGate } from '../../source/run/notes-gate.ts';

const section = (version: string, breaking: number): NoteSection => ({
	version,
	lines: [
		{ text: 'Changed', marks: [] },
		...Array.from({ length: breaking }, (_each, index) => ({
			text: `- line ${index + 1} of ${version}`,
			marks: ['breaking', 'removed'] as const,
			why: ['says “a”', 'says “b”'],
		})),
		{ text: '- a migration', marks: ['migration'] },
	],
});
const gate = (sections: readonly NoteSection[], more = {}) =>
	notesGate({ sections, missing: [], place: 'CHANGELOG.md', ...more }, '1.0.0', '1.2.0');

test('each line that breaks or removes something is acknowledged by itself', () => {
	const asked = gate([section('1.1.0', 2), section('1.2.0', 1)]);
	expect(asked).toMatchObject({
		id: 'notes',
		kind: 'acknowledge',
		text: [
			'Marked lines: 5.',
			'Each line that breaks, removes or asks for something is acknowledged by itself.',
		],
		items: [
			{
				id: '1.1.0/1',
				label: '1.1.0: line 1 of 1.1.0',
				detail: ['line 1 of 1.1.0', 'Marked breaking: it says “a”.', 'Marked removed: it says “b”.'],
			},
			{ id: '1.1.0/2' },
			{ id: '1.2.0/1' },
		],
	});
});

test('what is here of what a line asks for stands below it', () => {
	const line = { text: '- a', marks: ['removed'], why: ['says “b”'], here: ['DB_POOL is set here'] } as const;
	expect(gate([{ version: '1.1.0', lines: [line] }])).toMatchObject({
		items: [{ detail: ['a', 'Marked removed: it says “b”.', 'DB_POOL is set here.'] }],
	});
});

test('many of them are acknowledged version by version, all in view', () => {
	const asked = gate([section('1.1.0', 12), section('1.2.0', 1)]);
	expect(asked).toMatchObject({
		kind: 'acknowledge',
		items: [
			{ id: '1.1.0', label: '1.1.0: 12 lines' },
			{ id: '1.2.0', label: '1.2.0: 1 line', detail: ['line 1 of 1.2.0'] },
		],
	});
});

test('without such a line it is one question, which says what is missing or not shown', () => {
	expect(gate([section('1.2.0', 0)], { missing: ['1.1.0'] })).toMatchObject({
		kind: 'confirm',
		destructive: false,
		text: ['Marked lines: 1.', 'There are no notes for 1.1.0.'],
	});
	expect(gate([section('1.2.0', 0)], { kept: 'as it was 3 days ago: now it is down' })).toMatchObject({
		text: ['Marked lines: 1.', 'What is shown is as it was 3 days ago: now it is down.'],
	});
	expect(gate([], { missing: ['1.2.0'], refused: 'it is too long' })).toMatchObject({
		kind: 'confirm',
		text: ['There are no notes for 1.2.0.', 'The notes are not shown: it is too long.'],
	});
});

test('a line longer than the list has room for is cut there, and stands whole beside it', () => {
	const long = `- ${'word '.repeat(40)}`;
	const asked = gate([{ version: '1.2.0', lines: [{ text: long, marks: ['breaking'] }] }]);
	if (asked.kind !== 'acknowledge') throw new Error(asked.kind);
	expect(asked.items[0]?.label.length).toBeLessThanOrEqual(43);
	expect(asked.items[0]?.detail[0]).toBe('word '.repeat(40).trim());
});
