import { expect, test } from 'vitest';
import { standingAnswer } from '../../source/plain/standing-answers.ts';
import { wayTo } from '../../source/plan/further.ts';
import { answerProblem } from '../../source/run/gates.ts';
import { pointsGate } from '../../source/run/points-gate.ts';
import type { Stack } from '../../source/survey/identify.ts';
import { manifestFixture } from '../plan/manifest-fixture.ts';
import { gone, situationFixture } from '../plan/situation-fixture.ts';

const stack = { runbook: { app: 'Specivo' } } as Stack;
const there = { image: { is: 'here' }, copies: { ok: false, problem: 'not looked at' } } as const;
const point = (id: string) => ({ id, path: `/backups/${id}`, manifest: manifestFixture({ id }) });
const [old, newer] = [point('20260601T021000Z-0.1.10'), point('20260614T021000Z-0.1.10')];
const edited = { id: '20260605T021000Z-0.1.10', problem: 'manifest.json: it was edited.' };
const elsewhere = { ...there, image: gone };

const gate = pointsGate(
	[
		{ point: old, way: wayTo(situationFixture(), old, elsewhere) },
		{ point: edited },
		{ point: newer, way: wayTo(situationFixture(), newer, there) },
	],
	stack,
);

test('the newest stands first; each says what it loses, which version it leads to and how it was proven', () => {
	if (gate.kind !== 'choose') throw new Error('expected a choice');
	const [first] = gate.items;
	expect(gate.items.map(({ id }) => id)).toEqual([newer.id, edited.id, old.id]);
	expect(first).toMatchObject({ label: '0.1.10  2026-06-15 02:11 UTC', note: '0 B, proven: data loaded' });
	const text = first?.detail.join('\n');
	expect(text).toContain('Loses: writes since 2026-06-15 02:11:12 UTC are no longer served.');
	expect(text).toContain('Specivo serves again after about 45 s.');
	expect(text).toContain('It was proven on 2026-06-15 02:12:00 UTC, level data');
	expect(text).toContain(`lockkeeper rollback --to ${newer.id}`);
});

test.each([
	['its version’s image is gone', old.id, /specivo\/specivo:0\.1\.10/],
	['it cannot be relied on', edited.id, /it was edited/],
])('refused: %s', (_condition, item, reason) => {
	expect(answerProblem(gate, { kind: 'chosen', item })).toMatch(reason);
});

test('a script never picks one', () => {
	const all = { yes: true, allowIrreversible: true, takeWayBack: true };
	expect(standingAnswer(gate, all)).toBeUndefined();
	expect(answerProblem(gate, { kind: 'no' })).toBeUndefined();
});
