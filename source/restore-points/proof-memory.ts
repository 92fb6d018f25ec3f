const mebibyte = 1024 ** 2;

/**
 * Bytes of memory that a throw-away server's data may lie in, or undefined when they belong on the disk: memory is
 * used only where twice as much is free, and where the engine is on this host.
 * @param rawBytes of the dump, or of the tables it is made of
 * @param available bytes of memory that can be had without swapping; undefined when the host does not tell
 */
export function memoryForProof(
	rawBytes: number,
	available: number | undefined,
	engineIsHere: boolean,
): number | undefined {
	if (!engineIsHere || available === undefined) return undefined;
	// Rows as stored take more than as dumped; then keys, and the cluster itself.
	const needed = rawBytes * 2 + 256 * mebibyte;
	return needed * 2 <= available ? needed : undefined;
}
