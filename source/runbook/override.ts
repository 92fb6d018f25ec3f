type Mapping = Readonly<Record<string, unknown>>;

/** Of these a key replaces only itself; of all others what is said replaces the whole. */
const mergedByKey = new Set(['compose', 'host', 'managed', 'version', 'migrations']);

/**
 * Lays what a stack says over a runbook, key by key: a key that is said replaces the runbook's, in `compose`, `host`, `managed`, `version` and
 * `migrations` each key of theirs by itself. Lists are replaced, never joined. A key that is empty takes the runbook's away.
 */
export function override(runbook: unknown, said: object): unknown {
	if (!isMapping(runbook)) return runbook;
	const over = new Map(Object.entries(runbook));
	for (const [key, value] of Object.entries(said)) {
		const before = over.get(key);
		if (value === null) over.delete(key);
		else if (mergedByKey.has(key) && isMapping(before) && isMapping(value))
			over.set(key, override(before, value));
		else over.set(key, value);
	}
	return Object.fromEntries(over);
}

const isMapping = (value: unknown): value is Mapping =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
