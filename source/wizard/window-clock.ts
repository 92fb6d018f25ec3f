type MaintenanceWindow = { readonly from: string; readonly to: string };

/** The maintenance window as the title line shows it. Times of day are this machine's. */
export function windowClock(window: MaintenanceWindow, now: Date): string {
	return `window ${window.from}–${window.to} · ${windowState(window, now)}`;
}

/** `01:12 left`, or when it opens again; hours and minutes. */
export function windowState(window: MaintenanceWindow, now: Date): string {
	const from = minutesOf(window.from);
	const length = ((minutesOf(window.to) - from + day - 1) % day) + 1;
	const since = (now.getHours() * 60 + now.getMinutes() - from + day) % day;
	return since < length ? `${clock(length - since)} left` : `closed, opens in ${clock(day - since)}`;
}

const day = 24 * 60;

function minutesOf(time: string): number {
	const [hours = '0', minutes = '0'] = time.split(':');
	return Number(hours) * 60 + Number(minutes);
}

function clock(minutes: number): string {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
