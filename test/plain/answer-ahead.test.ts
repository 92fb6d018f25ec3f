import { expect, test } from 'vitest';
import { answerAhead } from '../../source/plain/answer-ahead.ts';
import { createRun } from '../../source/run/run.ts';
import { gates } from '../run/gate-fixture.ts';

const yes = { yes: true, allowIrreversible: false, takeWayBack: false };

test('a gate that has a standing answer is answered after all fronts have seen it', async () => {
	const run = createRun(new Date());
	answerAhead(run.session, yes);
	const seen: string[] = [];
	run.session.subscribe(({ type }) => seen.push(type));
	expect(await run.ask(gates.confirm)).toEqual({ kind: 'yes' });
	expect(seen).toEqual(['gate', 'answer']);
	expect(run.session.past().at(-1)).toMatchObject({ by: 'command line' });
});

test('a gate without one waits, and once ended nothing is answered', async () => {
	const run = createRun(new Date());
	const end = answerAhead(run.session, yes);
	const typed = run.ask(gates.type);
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(run.session.past().map(({ type }) => type)).toEqual(['gate']);
	run.session.answer('restore', { kind: 'no' }, 'x');
	await typed;
	end();
	run.ask(gates.confirm).catch(() => {});
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(run.session.past().map(({ type }) => type)).toEqual(['gate', 'answer', 'gate']);
});

test('a gate that was open before is answered, one that was answered is not asked about again', async () => {
	const run = createRun(new Date());
	const asked = run.ask(gates.confirm);
	answerAhead(run.session, yes);
	expect(await asked).toEqual({ kind: 'yes' });
	const tries: string[] = [];
	answerAhead(
		{ ...run.session, answer: (gate) => ({ taken: false, reason: String(tries.push(gate)) }) },
		yes,
	);
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(tries).toEqual([]);
});
