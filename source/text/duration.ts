/** A duration for people: `350 ms`, `40 s`, `2 min 5 s`, `1 h 12 min`. @param milliseconds not negative */
export function formatDuration(milliseconds: number): string {
	if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
	const seconds = Math.round(milliseconds / 1000);
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3600) return parts(Math.floor(seconds / 60), 'min', seconds % 60, 's');
	const minutes = Math.round(seconds / 60);
	return parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const parts = (large: number, largeUnit: string, small: number, smallUnit: string) =>
	small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
