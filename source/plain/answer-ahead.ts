import type { Gate } from '../run/gates.ts';
import { openGate } from '../run/open-gate.ts';
import type { Session } from '../run/session.ts';
import { type StandingAnswers, standingAnswer } from './standing-answers.ts';

/** Gives the standing answers to a run that another front shows, to a gate that is open already too. Returns how to end it. */
export function answerAhead(session: Session, standing: StandingAnswers): () => void {
	const give = (gate: Gate) => {
		const answer = standingAnswer(gate, standing);
		if (answer) setImmediate(() => session.answer(gate.id, answer, 'command line'));
	};
	const unsubscribe = session.subscribe((event) => {
		if (event.type === 'gate') give(event.gate);
	});
	const open = openGate(session.past());
	if (open) give(open);
	return unsubscribe;
}
