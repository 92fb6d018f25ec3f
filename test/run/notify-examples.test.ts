import { expect, test } from 'vitest';
import { previewLines } from '../../source/notify/shown.ts';
import type { Target } from '../../source/notify/target.ts';
import { exampleMessages, testMessage } from '../../source/run/notify-examples.ts';
import { specivoRunbook } from '../survey/facts-fixture.ts';

const stack = {
	...{ name: 'specivo', directory: '/opt/specivo', settings: {} },
	runbook: { ...specivoRunbook, announce: '{app} is back soon.' },
};
const now = new Date('2026-06-15T02:10:00.000Z');
const messages = exampleMessages(stack, { from: '0.1.9', to: '0.1.10' }, now);
const variables = (name: string) =>
	name === 'HOOK' ? 'https://hooks.example.org/verysecretpath' : undefined;
const shown = (target: Target) =>
	previewLines('name', target, messages, { directory: stack.directory, variables }).join('\n');

test('one of each event, in the words of a run', () => {
	expect(messages.map(({ event, text }) => `${event}: ${text}`)).toEqual([
		'start: Upgrade of specivo from 0.1.9 to 0.1.10 begins.\nSpecivo is back soon.',
		'gate: Upgrade of specivo from 0.1.9 to 0.1.10 waits for an answer: Pin 0.1.10 and restart specivo now?\nLeaving now costs: nothing: nothing was changed\nTo open it: lockkeeper attach --stack /opt/specivo',
		'failure: Upgrade of specivo from 0.1.9 to 0.1.10: “wait for containers, log, health, schema” failed: the reason stands here\nLeaving now costs: re-pin 0.1.9 and restart (about 15 s)',
		'end: Upgrade of specivo from 0.1.9 to 0.1.10 is done.\nspecivo runs 0.1.10, verified.\nReport: where it lies',
	]);
	expect(testMessage(stack, '0.1.9', now)).toMatchObject({ event: 'test', run: '', time: now.toISOString() });
});

test('a command: its variables and its text; only of what it wants to know', () => {
	expect(shown({ command: ['./tell.sh'], on: ['start', 'gate'], waits: 300 })).toMatch(
		/^name: start and gate \(once it has waited for 5 min\)\n {2}run in \/opt\/specivo\n {2}start\n {4}LOCKKEEPER_EVENT=start\n {4}LOCKKEEPER_STACK=specivo\n(.*\n){4} {4}LOCKKEEPER_TEXT, and on stdin:\n {6}Upgrade .* begins\.\n {6}Specivo is back soon\.\n {2}gate\n/,
	);
});

test('a webhook: its body, and no more of its address than may be shown', () => {
	const text = shown({ webhook: '$HOOK', on: ['end'], waits: 30 });
	expect(text).toMatch(
		/^name: end\n {2}POST https:\/\/hooks\.example\.org\/\[hidden\], application\/json\n {2}end\n {4}\{"event":"end","stack":"specivo",/,
	);
	expect(text).not.toContain('verysecretpath');
	expect(shown({ webhook: '$NONE', on: ['end'], waits: 30 })).toContain(
		'\n  ! It could not be sent: the variable NONE has no value\n',
	);
});
