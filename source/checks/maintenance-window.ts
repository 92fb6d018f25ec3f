import { formatDuration } from '../text/duration.ts';
import { defineCheck } from './check.ts';

const day = 24 * 60;

export const maintenanceWindow = defineCheck('maintenance-window', 'Window', ({ window, now }) => {
	if (!window) return { outcome: 'skip', evidence: 'no maintenance window is set' };
	const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
	const set = `${window.from}–${window.to}`;
	const command = "date '+%H:%M'";
	if (from === undefined || to === undefined) {
		return {
			outcome: 'fail',
			evidence: `expected a window such as 02:00–04:00, found ${set}`,
			command,
			advice: 'Correct the window in the runbook.',
		};
	}
	const clock = now.hours * 60 + now.minutes;
	const time = `${pad(now.hours)}:${pad(now.minutes)}`;
	// The same time twice is the whole day; a window that ends before it begins crosses midnight.
	const length = (to - from + day) % day || day;
	const since = (clock - from + day) % day;
	if (since < length) {
		const evidence = `${set}, and it is ${time}: ${spoken(length - since)} left`;
		return { outcome: 'pass', evidence, command };
	}
	return {
		outcome: 'warn',
		evidence: `${set}, and it is ${time}: outside`,
		command,
		advice: `Wait ${spoken(day - since)} until ${window.from}, or acknowledge that you upgrade outside the window.`,
	};
});

/** Minutes since midnight of `HH:MM`; undefined when there is no such time. */
function minutesOf(time: string): number | undefined {
	const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
	if (hours === undefined || minutes === undefined) return undefined;
	const found = Number(hours) * 60 + Number(minutes);
	return Number(hours) < 24 && Number(minutes) < 60 ? found : undefined;
}

const spoken = (minutes: number) => formatDuration(minutes * 60_000);
const pad = (number: number) => String(number).padStart(2, '0');
