/** A maintenance window, `HH:MM` each, by this host's clock. It may cross midnight; the same time twice is a whole day. */
export type MaintenanceWindow = { readonly from: string; readonly to: string };

/** Whether a window is open, and for how many minutes still; or in how many it opens. */
export type WindowState = { readonly open: boolean; readonly minutes: number };

const minute = 60_000;

/**
 * How a window stands, to the minute. Where the clocks are changed meanwhile the minutes are those that really pass: a
 * night may have an hour more or less. A time that the clock leaves out is when it jumps over it; one that it shows
 * twice is the first of the two.
 * @returns undefined when one of its times is none
 */
export function windowState(window: MaintenanceWindow, now: Date): WindowState | undefined {
	const [from, to] = [minutesOf(window.from), minutesOf(window.to)];
	if (from === undefined || to === undefined) return undefined;
	const time = Math.floor(now.getTime() / minute) * minute;
	// One that opened yesterday may still be open; one may be left out altogether, where its hour is.
	for (let day = -1; ; day++) {
		const opens = momentOf(now, day, from);
		const closes = momentOf(now, to > from ? day : day + 1, to);
		if (closes <= time || closes <= opens) continue;
		const open = opens <= time;
		return { open, minutes: Math.round(((open ? closes : opens) - time) / minute) };
	}
}

/** Minutes since midnight of `HH:MM`; undefined when there is no such time. */
function minutesOf(time: string): number | undefined {
	const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
	if (hours === undefined || minutes === undefined) return undefined;
	const found = Number(hours) * 60 + Number(minutes);
	return Number(hours) < 24 && Number(minutes) < 60 ? found : undefined;
}

/** The first moment of a day on which the clock shows this time or a later one. @param days after today */
function momentOf(today: Date, days: number, minutes: number): number {
	const day = today.getDate() + days;
	let moment = new Date(today.getFullYear(), today.getMonth(), day, 0, minutes).getTime();
	const wanted = Date.UTC(today.getFullYear(), today.getMonth(), day, 0, minutes);
	// JavaScript puts a time that the clock leaves out as far behind the jump as it lies behind its beginning.
	while (shown(moment) > wanted && shown(moment - minute) >= wanted) moment -= minute;
	return moment;
}

/** What the clock shows, as a number that grows with it. */
function shown(moment: number): number {
	const date = new Date(moment);
	return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes());
}
