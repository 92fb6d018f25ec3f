// Touches the world: asks on a terminal for the name of what is to be removed.
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { askOnLine } from '../../plain/ask-on-line.ts';
import { answerProblem, type Gate } from '../../run/gates.ts';
import { sayLines } from './say.ts';

/** Asks one gate after the other on the same terminal. */
export type AskByName = (gate: Gate) => Promise<boolean>;

/** Whether somebody is there to answer. */
export const isAsked = (): boolean => Boolean(process.stdin.isTTY && process.stdout.isTTY);

/**
 * Lends a terminal to the work. When nobody answers any more, as at the end of its input, the work ends there.
 * @throws the reason of `stop` when that was aborted; what the work throws
 */
export async function withAskByName(
	stop: AbortSignal,
	work: (ask: AskByName) => Promise<void>,
): Promise<void> {
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	// In a terminal the interface takes Ctrl+C for itself.
	lines.on('SIGINT', () => process.emit('SIGINT'));
	const gone = new AbortController();
	lines.on('close', () => gone.abort());
	const signal = AbortSignal.any([stop, gone.signal]);
	try {
		await work(async (gate) => {
			sayLines([`? ${gate.title}`, ...gate.text.map((text) => `  ${text}`), `  changes: ${gate.changes}`]);
			for (;;) {
				const answer = await askOnLine(gate, lines, signal);
				const problem = answerProblem(gate, answer);
				if (problem === undefined) return answer.kind !== 'no';
				sayLines([problem]);
			}
		});
	} catch (error) {
		// Nobody answers any more: that is no for what is left.
		if (stop.aborted || !gone.signal.aborted) throw error;
	} finally {
		lines.close();
	}
}
