import { type Answer, answerProblem, type Gate } from '../run/gates.ts';
import { firstDraft, type GateDraft, openQuestion } from './attention.ts';
import type { Hands } from './hands.ts';

/** Changes what was made of an answer so far. */
export function changeDraft(draft: Partial<GateDraft>, { change, picture }: Hands): void {
	const question = openQuestion(picture.view);
	if (question === undefined) return;
	change((before) => {
		const { reason: _old, ...kept } = before.drafts[question] ?? firstDraft(picture.view.gate);
		return { ...before, drafts: { ...before.drafts, [question]: { ...kept, ...draft } } };
	});
}

/** Gives an answer to the run; where it is not taken, the question says why. */
export function answerGate(gate: Gate, answer: Answer, hands: Hands): void {
	const problem = answerProblem(gate, answer);
	const taken = problem === undefined ? hands.session.answer(gate.id, answer, 'wizard') : undefined;
	const reason = taken === undefined ? problem : taken.taken ? undefined : taken.reason;
	if (reason !== undefined) changeDraft({ reason }, hands);
}
