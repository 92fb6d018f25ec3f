import type { Progress } from '../run/events.ts';
import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';

/** A duration that may still be running: its milliseconds would only flicker. */
export const durationText = (milliseconds: number): string =>
	milliseconds > 0 && milliseconds < 1000
		? 'under 1 s'
		: milliseconds === 0
			? '0 s'
			: formatDuration(milliseconds);

/** `12 MiB of 40 MiB · 5.1 MiB/s · 6 s left`; what is not known is left out. */
export function progressText(progress: Progress): string {
	const { done, total, rate, left, unit } = progress;
	const speed = rate === undefined || unit === 'seconds' ? [] : [`${inUnit(rate, unit)}/s`];
	return [
		amountText(progress),
		...speed,
		...(left === undefined || done === total ? [] : [`${durationText(left)} left`]),
	].join(' · ');
}

/** `12 MiB of 40 MiB` */
export const amountText = ({ done, total, unit }: Progress): string =>
	total === undefined ? inUnit(done, unit) : `${inUnit(done, unit)} of ${inUnit(total, unit)}`;

function inUnit(value: number, unit: Progress['unit']): string {
	switch (unit) {
		case 'bytes':
			return formatBytes(value);
		case 'items':
			return String(Math.round(value));
		case 'seconds':
			return durationText(value * 1000);
		default:
			return unit satisfies never;
	}
}
