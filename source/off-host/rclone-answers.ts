/** Sizes by path, from lines of `rclone lsf --format sp`. */
export function readSizes(stdout: string): ReadonlyMap<string, number> {
	const lines = stdout.matchAll(/^(\d+) (.+)$/gm);
	return new Map([...lines].map(([, bytes, path = '']) => [path, Number(bytes)]));
}

/** Bytes so far, from a line of rclone's JSON log; undefined when it tells of something else. */
export function readStats(line: string): number | undefined {
	const bytes = (parse(line) as { stats?: { bytes?: unknown } } | undefined)?.stats?.bytes;
	return typeof bytes === 'number' ? bytes : undefined;
}

/** Free bytes, from `rclone about --json`; undefined when the remote does not tell. */
export function readRoom(stdout: string): number | undefined {
	const free = (parse(stdout) as { free?: unknown } | undefined)?.free;
	return typeof free === 'number' ? free : undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) ?? undefined;
	} catch {
		return undefined;
	}
}
