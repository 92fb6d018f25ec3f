import type { RunEvent } from '../../../source/run/events.ts';

/** What each step of a run took, from what `--json` printed: `restore-point 9.20 s, prove 8.04 s`. */
export function stepTimes(output: string): string {
	return output
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => JSON.parse(line) as RunEvent)
		.flatMap((event) =>
			event.type === 'step ends' ? [`${event.step} ${(event.took / 1000).toFixed(2)} s`] : [],
		)
		.join(', ');
}
