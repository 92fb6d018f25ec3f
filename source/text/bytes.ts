const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for people: `900 B`, `1.5 GiB`, `279 MiB`. Powers of 1024, as `df -h` counts; below zero with `-`. */
export function formatBytes(bytes: number): string {
	if (bytes < 0) return `-${formatBytes(-bytes)}`;
	if (bytes < 1024) return `${Math.round(bytes)} B`;
	let size = bytes / 1024;
	let unit = 0;
	// 1023.95 KiB would round to 1024.0: it is the next unit's 1.0.
	while (rounded(size) >= 1024 && unit < units.length - 1) {
		size /= 1024;
		unit += 1;
	}
	return `${rounded(size)} ${units[unit]}`;
}

/** One decimal below ten, none from there on. */
const rounded = (size: number) => (size < 9.95 ? Math.round(size * 10) / 10 : Math.round(size));
