// Touches the world: the socket between the stand-in executable and the process that is the engine.
import type { Socket } from 'node:net';

/** First line that the executable sends; what follows it are the bytes of its stdin. */
export type CallHeader = {
	readonly argv: readonly string[];
	readonly cwd: string;
	readonly environment: Readonly<Record<string, string>>;
};

/** Kinds of frames that come back. A frame is one byte kind, four bytes length, then its bytes. */
export const frameKinds = { stdout: 1, stderr: 2, exit: 3 } as const;

/** Sends a frame and waits while the other side does not read. */
export function sendFrame(socket: Socket, kind: number, bytes: Uint8Array): Promise<void> {
	const head = Buffer.alloc(5);
	head.writeUInt8(kind);
	head.writeUInt32BE(bytes.length, 1);
	if (socket.destroyed || socket.write(Buffer.concat([head, bytes]))) return Promise.resolve();
	return new Promise((resolve) => {
		const done = () => {
			socket.off('drain', done);
			socket.off('close', done);
			resolve();
		};
		socket.on('drain', done);
		socket.on('close', done);
	});
}

/** Cuts what comes in into frames. */
export class FrameReader {
	#bytes: Buffer = Buffer.alloc(0);

	take(chunk: Buffer): { kind: number; bytes: Buffer }[] {
		this.#bytes = this.#bytes.length ? Buffer.concat([this.#bytes, chunk]) : chunk;
		const frames: { kind: number; bytes: Buffer }[] = [];
		while (this.#bytes.length >= 5) {
			const end = 5 + this.#bytes.readUInt32BE(1);
			if (this.#bytes.length < end) break;
			frames.push({ kind: this.#bytes.readUInt8(), bytes: this.#bytes.subarray(5, end) });
			this.#bytes = this.#bytes.subarray(end);
		}
		return frames;
	}
}
