// Touches the world: what the process writes to its error stream.

/**
 * Keeps what is written to a terminal's error stream until `release` is called: a warning of Node's own, or of a
 * library, would tear the frame. Where the stream is a file or a pipe, nothing is kept.
 */
export function holdBack(stream: NodeJS.WriteStream): { readonly release: () => void } {
	if (!stream.isTTY) return { release: () => {} };
	const held: (string | Uint8Array)[] = [];
	const write = stream.write;
	stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
		held.push(chunk);
		const done = rest.at(-1);
		if (typeof done === 'function') queueMicrotask(() => done());
		return true;
	}) as typeof stream.write;
	return {
		release() {
			stream.write = write;
			for (const chunk of held.splice(0)) stream.write(chunk);
		},
	};
}
