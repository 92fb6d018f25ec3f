import type { RunEvent } from '../../../source/run/events.ts';
import type { Answer } from '../load.ts';

/** Moments of one restore, milliseconds since 1970. */
export type RestoreMarks = {
	/** Somebody has chosen it. */
	readonly chosen: number;
	/** The old version is about to be started; the new one answers no more. */
	readonly starting: number;
};

/** Of Lockkeeper's restore, from what `rollback --json` printed. @throws when it did not come to its start */
export function rollbackMarks(output: string): RestoreMarks {
	const events = output
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as RunEvent);
	return {
		chosen: timeOf(events.find((event) => event.type === 'answer' && event.gate === 'ways-back')),
		starting: timeOf(events.find((event) => event.type === 'step begins' && event.step === 'up')),
	};
}

/** The way that was chosen, from the same output; undefined when none was. */
export function chosenWay(output: string): string | undefined {
	return /"gate":"ways-back","answer":\{"kind":"chosen","item":"([\w-]+)"\}/.exec(output)?.[1];
}

/** When the guide's script has started the app, from what it printed. @throws when it did not come to it */
export function guideStart(output: string): number {
	const seconds = /^mark start ([0-9.]+)$/m.exec(output)?.[1];
	if (seconds === undefined) {
		throw new Error(`Expected the script to print \`mark start\`, but it did not:\n${output}`);
	}

	return Number(seconds) * 1000;
}

/**
 * Milliseconds from the choice to the first whole answer of the old version.
 *
 * @param origin milliseconds since 1970 at which the answers' clock was 0
 * @throws when no right answer came after the start
 */
export function untilServing(marks: RestoreMarks, answers: readonly Answer[], origin: number): number {
	const first = answers.find(({ at, up }) => up && origin + at >= marks.starting);
	if (first === undefined) {
		throw new Error('Expected the old version to answer after its start, but no answer was right.');
	}

	return origin + first.at + first.took - marks.chosen;
}

function timeOf(event: RunEvent | undefined): number {
	if (event === undefined) {
		throw new Error('Expected an answer to “Which way?” and a start afterwards, but an event is missing.');
	}

	return Date.parse(event.at);
}
