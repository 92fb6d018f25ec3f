import type { RunEvent } from '../../source/run/events.ts';
import type { UpgradeTimes } from './guide-marks.ts';

/** Lockkeeper's times of one round, from what `upgrade --json` printed. @throws when a step is missing */
export function runTimes(output: string): UpgradeTimes {
	const events = output
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as RunEvent);
	return {
		duration: between(events, 'pin', 'verify'),
		// What lies between is the gate, answered ahead, and nothing else.
		'duration-with-pull': between(events, 'pull', 'verify'),
		'restore-point': between(events, 'restore-point', 'prove'),
	};
}

/** Milliseconds from the beginning of one step to the end of another, by the journal's own clock. */
function between(events: readonly RunEvent[], first: string, last: string): number {
	const begins = events.find((event) => event.type === 'step begins' && event.step === first);
	const ends = events.find(
		(event) => event.type === 'step ends' && event.step === last && event.outcome === 'done',
	);
	if (begins === undefined || ends === undefined) {
		throw new Error(
			`Expected the step ${begins === undefined ? `${first} to begin` : `${last} to be done`}, but no event says so.`,
		);
	}

	return Date.parse(ends.at) - Date.parse(begins.at);
}
