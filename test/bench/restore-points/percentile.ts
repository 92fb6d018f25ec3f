/**
 * The smallest of these numbers that so many per cent of them are at or below (nearest rank).
 *
 * @throws when there is none
 */
export function percentile(numbers: readonly number[], percent: number): number {
	const sorted = numbers.toSorted((left, right) => left - right);
	const found = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
	if (found === undefined) {
		throw new Error('Expected at least one number to take a percentile of, got none.');
	}

	return found;
}
