/** Bytes of one file, and how often it comes round: few hold most of the bytes, as with real uploads. */
const kinds = [
	{ bytes: 4_000, share: 0.02 },
	{ bytes: 40_000, share: 0.08 },
	{ bytes: 400_000, share: 0.25 },
	{ bytes: 4_000_000, share: 0.35 },
	{ bytes: 20_000_000, share: 0.3 },
] as const;

/**
 * Sizes of files that hold this many bytes together, each size twice in a row; the last pair makes the sum up.
 *
 * @param bytes an even number
 */
export function fileSizes(bytes: number): readonly number[] {
	const pairs = kinds.flatMap((kind) =>
		Array.from({ length: Math.floor((bytes * kind.share) / (2 * kind.bytes)) }, () => kind.bytes),
	);
	const missing = bytes / 2 - pairs.reduce((sum, each) => sum + each, 0);
	return [...pairs, ...(missing > 0 ? [missing] : [])].flatMap((each) => [each, each]);
}
