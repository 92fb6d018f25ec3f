/** The middle one of these numbers, or the mean of the two in the middle. @throws when there is none */
export function median(numbers: readonly number[]): number {
	const sorted = numbers.toSorted((left, right) => left - right);
	const upper = sorted[Math.floor(sorted.length / 2)];
	const lower = sorted[Math.floor((sorted.length - 1) / 2)];
	if (upper === undefined || lower === undefined) {
		throw new Error('Expected at least one number to take the median of, got none.');
	}

	return (lower + upper) / 2;
}
