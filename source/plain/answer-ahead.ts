import type { Session } from '../run/session.ts';
import { type StandingAnswers, standingAnswer } from './standing-answers.ts';

/** Gives the standing answers to a run that another front shows. Returns how to end it. */
export function answerAhead(session: Session, standing: StandingAnswers): () => void {
	return session.subscribe((event) => {
		if (event.type !== 'gate') return;
		const answer = standingAnswer(event.gate, standing);
		if (answer) setImmediate(() => session.answer(event.gate.id, answer, 'command line'));
	});
}
