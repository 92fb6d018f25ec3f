import { Box } from 'ink';
import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer, Gate as AnyGate } from '../../../source/run/gates.ts';
import { emptyDraft, type GateDraft } from '../../../source/wizard/attention.ts';
import { Gate } from '../../../source/wizard/components/gate.tsx';
import { acknowledgeMove } from '../../../source/wizard/components/gate-acknowledge.tsx';
import { confirmMove } from '../../../source/wizard/components/gate-confirm.tsx';
import { tickMove } from '../../../source/wizard/components/gate-tick.tsx';
import { typeMove } from '../../../source/wizard/components/gate-type.tsx';
import type { KeyId } from '../../../source/wizard/keys.ts';
import { gates } from '../story.ts';

afterEach(cleanup);
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

function show(gate: AnyGate, draft: Partial<GateDraft> = {}, awake = true) {
	const answers: Answer[] = [];
	const changes: Partial<GateDraft>[] = [];
	const shown = render(
		<Box width={92} height={14}>
			<Gate
				gate={gate}
				draft={{ ...emptyDraft, ...draft }}
				box={{ left: 1, top: 1, width: 36, height: 12 }}
				detail={{ left: 39, top: 1, width: 50, height: 12 }}
				focused
				awake={awake}
				change={(change) => changes.push(change)}
				answer={(answer) => answers.push(answer)}
			/>
		</Box>,
	);
	return { ...shown, answers, changes, text: () => shown.lastFrame() ?? '' };
}

describe('what is shown', () => {
	test('a confirmation shows its commands whole, what they change, and the way back', () => {
		const text = show(gates.restart).text().replace(/\s+/g, ' ');
		for (const word of gates.restart.commands.join(' ').split(' ')) expect(text).toContain(word);
		expect(text).toContain('Changes: the containers api');
	});

	test('acknowledged and open items differ by word', () => {
		const text = show(gates.acknowledge, { acknowledged: ['services'] }).text();
		expect(text).toMatch(/■ Services up and healthy\s[^\n]*\n\s+acknowledged/);
		expect(text).toMatch(/□ Disk space[^\n]*\n\s+not yet acknowledged/);
	});

	test('a way that cannot be chosen says why, and the recommended one says so', () => {
		const text = show(gates.ways).text();
		expect(text).toContain('– cannot be chosen');
		expect(text).toContain('cannot be chosen: the schema has moved to 0023');
		expect(text).toContain('✔ recommended');
	});

	test('a typed name shows what was typed so far', () => {
		expect(show(gates.swap, { typed: 'spec' }).text()).toContain('▸ spec_');
	});

	test('a refused answer shows the reason', () => {
		expect(show(gates.plan, { reason: 'this question is not open any more' }).text()).toContain(
			'! this question is not open',
		);
	});
});

describe('choosing', () => {
	test('takes no key before the question is awake', async () => {
		const shown = show(gates.ways, {}, false);
		await settled();
		shown.stdin.write('\r');
		await settled();
		expect(shown.answers).toEqual([]);
	});

	test('Enter chooses the highlighted item, a digit highlights another', async () => {
		const shown = show(gates.ways);
		await settled();
		shown.stdin.write('2');
		await settled();
		expect(shown.answers).toEqual([]);
		expect(shown.changes).toContainEqual({ cursor: 1, top: 0 });
		shown.stdin.write('\r');
		await settled();
		expect(shown.answers).toEqual([{ kind: 'chosen', item: 'pin' }]);
	});
});

describe('keys', () => {
	const view = { lines: 5, height: 10 };

	test.each([
		['yes', { answer: { kind: 'yes' } }],
		['no', { answer: { kind: 'no' } }],
		['send', undefined],
	] as const)('a confirmation and “%s”', (key, expected) => {
		expect(confirmMove(gates.restart, emptyDraft, key, view)).toEqual(expected);
	});

	test('what destroys is not confirmed before the last line was on screen', () => {
		const long = { lines: 30, height: 10 };
		expect(confirmMove(gates.restart, emptyDraft, 'yes', long)).toEqual({
			draft: { reason: 'Read to the end first: the text goes on, PgDn shows more.' },
		});
		const first = confirmMove(gates.restart, emptyDraft, 'page down', long);
		expect(first).toEqual({ draft: { top: 10, read: false } });
		expect(confirmMove(gates.restart, { ...emptyDraft, top: 10 }, 'page down', long)).toEqual({
			draft: { top: 20, read: true },
		});
		expect(confirmMove(gates.restart, { ...emptyDraft, top: 0, read: true }, 'yes', long)).toEqual({
			answer: { kind: 'yes' },
		});
	});

	test('acknowledging moves on by itself, and sends only when nothing is open', () => {
		const first = acknowledgeMove(gates.acknowledge, emptyDraft, 'acknowledge', 5);
		expect(first).toEqual({ draft: { acknowledged: ['services'], cursor: 1, top: 0 } });
		const half = { ...emptyDraft, acknowledged: ['services'] };
		expect(acknowledgeMove(gates.acknowledge, half, 'send', 5)).toEqual({
			draft: { reason: '1 of 2 not yet acknowledged' },
		});
		const all = { ...emptyDraft, acknowledged: ['services', 'disk-space'] };
		expect(acknowledgeMove(gates.acknowledge, all, 'send', 5)).toEqual({
			answer: { kind: 'acknowledged', items: ['services', 'disk-space'] },
		});
	});

	test('a tick can be changed before it is sent', () => {
		const ticked = { ...emptyDraft, ticks: { 'Sign in': 'works' } as const };
		expect(tickMove(gates.ticks, ticked, 'broken', 5)).toEqual({
			draft: { ticks: { 'Sign in': 'broken' }, cursor: 1, top: 0 },
		});
	});

	test('no key at all answers an acknowledgement or ticks in one go', () => {
		const ids: readonly KeyId[] = [
			'yes',
			'send',
			'choose',
			'works',
			'broken',
			'not made',
			'acknowledge',
			'find',
			'full',
		];
		for (const key of ids) {
			for (const move of [
				acknowledgeMove(gates.acknowledge, emptyDraft, key, 5),
				tickMove(gates.ticks, emptyDraft, key, 5),
			]) {
				expect(move && 'answer' in move).toBeFalsy();
			}
		}
	});

	test.each([
		['a letter is text', '', 'q', { draft: { typed: 'q' } }],
		['a space is text', 'a', 'space', { draft: { typed: 'a ' } }],
		['a combined character is one letter', '', 'é', { draft: { typed: 'é' } }],
		['the name of a key is no text', 'a', 'ctrl+x', undefined],
		['Backspace takes the last letter', 'ab', 'backspace', { draft: { typed: 'a' } }],
		['Esc empties it', 'ab', 'escape', { draft: { typed: '' } }],
		['Enter sends what was typed', 'ab', 'enter', { answer: { kind: 'typed', text: 'ab' } }],
		['“no” declines', 'no', 'enter', { answer: { kind: 'no' } }],
		[
			'Enter alone says what is expected',
			'',
			'enter',
			{ draft: { reason: 'Nothing was typed; “specivo” is expected.' } },
		],
	] as const)('typing: %s', (_, typed, press, expected) => {
		expect(typeMove(gates.swap, { ...emptyDraft, typed }, press, 5)).toEqual(expected);
	});

	test('“e” exports where there is something to export, and is a text where there is not', () => {
		const draft = { ...emptyDraft, typed: 'e' };
		const exporting = { ...gates.swap, exports: 'rows and files' };
		expect(typeMove(exporting, draft, 'enter', 5)).toEqual({ answer: { kind: 'export' } });
		expect(typeMove(gates.swap, draft, 'enter', 5)).toEqual({ answer: { kind: 'typed', text: 'e' } });
		expect(typeMove({ ...exporting, expected: 'e' }, draft, 'enter', 5)).toEqual({
			answer: { kind: 'typed', text: 'e' },
		});
		expect(
			show(exporting)
				.text()
				.replace(/[\s│]+/g, ' '),
		).toContain('“e” exports rows and files first');
	});
});
