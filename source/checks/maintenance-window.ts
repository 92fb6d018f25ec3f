import { formatDuration } from '../text/duration.ts';
import { windowState } from '../text/window.ts';
import { defineCheck } from './check.ts';

export const maintenanceWindow = defineCheck('maintenance-window', 'Window', ({ window, now }) => {
	if (!window) return { outcome: 'skip', evidence: 'no maintenance window is set' };
	const set = `${window.from}–${window.to}`;
	const command = "date '+%H:%M'";
	const state = windowState(window, now);
	if (state === undefined) {
		return {
			outcome: 'fail',
			evidence: `expected a window such as 02:00–04:00, found ${set}`,
			command,
			advice: 'Correct the window in the runbook.',
		};
	}
	const time = `${pad(now.getHours())}:${pad(now.getMinutes())}`;
	const minutes = formatDuration(state.minutes * 60_000);
	if (state.open) return { outcome: 'pass', evidence: `${set}, and it is ${time}: ${minutes} left`, command };
	return {
		outcome: 'warn',
		evidence: `${set}, and it is ${time}: outside`,
		command,
		advice: `Wait ${minutes} until ${window.from}, or acknowledge that you upgrade outside the window.`,
	};
});

const pad = (number: number) => String(number).padStart(2, '0');
