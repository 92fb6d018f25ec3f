import { type MaintenanceWindow, windowState as stateOf } from '../text/window.ts';

/** The maintenance window as the title line shows it. Times of day are this machine's. */
export function windowClock(window: MaintenanceWindow, now: Date): string {
	return `window ${window.from}–${window.to} · ${windowState(window, now)}`;
}

/** `01:12 left`, or when it opens again; hours and minutes. */
export function windowState(window: MaintenanceWindow, now: Date): string {
	const state = stateOf(window, now);
	if (state === undefined) return 'no such time';
	return state.open ? `${clock(state.minutes)} left` : `closed, opens in ${clock(state.minutes)}`;
}

/** Undefined when one of its times is none. */
export const windowOpen = (window: MaintenanceWindow, now: Date): boolean | undefined =>
	stateOf(window, now)?.open;

function clock(minutes: number): string {
	return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
