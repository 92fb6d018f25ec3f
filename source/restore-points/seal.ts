import { createHash } from 'node:crypto';

/** sha256 over all of a manifest but its seal, keys sorted; unknown keys count too. */
export function sealOf(manifest: Readonly<Record<string, unknown>>): string {
	const { seal: _, ...rest } = manifest;
	return createHash('sha256')
		.update(JSON.stringify(sorted(rest)))
		.digest('hex');
}

function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, entry]) => entry !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, entry]) => [key, sorted(entry)]),
	);
}
