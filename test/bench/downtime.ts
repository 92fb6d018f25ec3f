/** One request as an outside caller saw it. */
export type Sample = {
	/** When it was sent, in milliseconds of any one clock. */
	readonly at: number;
	/** Whether the expected answer came in time. */
	readonly up: boolean;
};

/**
 * Milliseconds of downtime: from the first request that failed to the first one after it that did not,
 * summed over all outages. Samples may come in any order, as answers do.
 *
 * @throws when the last request failed, for then nobody knows how long the outage lasts.
 */
export function downtime(samples: readonly Sample[]): number {
	let sum = 0;
	let downSince: number | undefined;
	for (const { at, up } of samples.toSorted((left, right) => left.at - right.at)) {
		if (up && downSince !== undefined) {
			sum += at - downSince;
			downSince = undefined;
		} else if (!up) {
			downSince ??= at;
		}
	}

	if (downSince !== undefined) {
		throw new Error('The last request failed as well: how long the outage lasts cannot be told.');
	}

	return sum;
}
