import type { Progress } from '../run/events.ts';

/** Milliseconds in the words of a clock on a wall: `40 s`, `2 min 05 s`, `1 h 10 min`. */
export function durationText(milliseconds: number): string {
	if (milliseconds > 0 && milliseconds < 1000) return 'under 1 s';
	const seconds = Math.round(milliseconds / 1000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	const rest = seconds % 60;
	if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${padded(rest)} s`;
	return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** Bytes in decimal units, as disks are sold and `df -H` shows them. */
export function bytesText(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `12.3 MB of 40.0 MB · 5.1 MB/s · 6 s left`; what is not known is left out. */
export function progressText(progress: Progress): string {
	const { done, total, rate, left, unit } = progress;
	const amount = total === undefined ? inUnit(done, unit) : `${inUnit(done, unit)} of ${inUnit(total, unit)}`;
	const speed = rate === undefined || unit === 'seconds' ? [] : [`${inUnit(rate, unit)}/s`];
	return [amount, ...speed, ...(left === undefined ? [] : [`${durationText(left)} left`])].join(' · ');
}

const padded = (number: number) => String(number).padStart(2, '0');

function inUnit(value: number, unit: Progress['unit']): string {
	switch (unit) {
		case 'bytes':
			return bytesText(value);
		case 'items':
			return String(Math.round(value));
		case 'seconds':
			return durationText(value * 1000);
		default:
			return unit satisfies never;
	}
}
