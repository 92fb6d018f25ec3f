const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of Go's notation, e.g. `1m30s`. */
export function milliseconds(text: string): number {
	return [...text.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce(
		(sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
		0,
	);
}

/** Go's way to write it: `1m30s`, `10s`. */
export function goDuration(text: string): string {
	const all = milliseconds(text);
	const hours = Math.floor(all / 3_600_000);
	const minutes = Math.floor((all % 3_600_000) / 60_000);
	const seconds = (all % 60_000) / 1000;
	if (all < 1000) return `${all}ms`;
	return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
}
