// Touches the world: speaks SFTP through `ssh -s`.
import { createReadStream } from 'node:fs';
import { type RunningTool, startTool } from './run-tool.ts';
import * as sftp from './sftp-packets.ts';

/** An SFTP server's refusal. */
export class SftpFailure extends Error {
	override name = 'SftpFailure';
	/** As in `sftpStatus`. */
	readonly status: number;
	constructor(path: string, status: number, message: string) {
		super(`${path}: ${message || `status ${status}`}`);
		this.status = status;
	}
}

/** Bytes of a piece: what every server takes. And how many may be under way: 2 MiB. */
const pieceSize = 32 * 1024;
const underWay = 64;

/** One connection. Every function throws SftpFailure, or ToolFailure when the connection is gone. */
export class SftpSession {
	readonly #tool: RunningTool;
	readonly #open = new Map<number, PromiseWithResolvers<sftp.SftpAnswer>>();
	#nextId = 1;
	#rest: Buffer = Buffer.alloc(0);
	#gone: unknown;
	#extensions: readonly string[] = [];

	private constructor(tool: RunningTool) {
		this.#tool = tool;
	}

	/** @param argv from `ssh-arguments.ts` */
	static async open(argv: readonly string[], signal: AbortSignal): Promise<SftpSession> {
		const tool = startTool(argv, { signal });
		const session = new SftpSession(tool);
		const version = Promise.withResolvers<readonly string[]>();
		version.promise.catch(() => {});
		let greeted = false;
		tool.stdout.on('data', (chunk: Buffer) => {
			try {
				for (const packet of session.#take(chunk)) {
					if (greeted) session.#answer(sftp.readAnswer(packet));
					else {
						const answer = sftp.readVersion(packet);
						if (!answer) throw new Error('the other end does not speak SFTP');
						greeted = true;
						version.resolve(answer.extensions);
					}
				}
			} catch (error) {
				session.#end(error);
				version.reject(error);
				tool.stop();
			}
		});
		const gone = (error: unknown) => {
			session.#end(error);
			version.reject(error);
		};
		tool.ended.then(() => gone(new Error('the other end closed the connection')), gone);
		tool.stdin.write(sftp.hello);
		session.#extensions = await version.promise;
		return session;
	}

	async ask(path: string, request: sftp.SftpRequest): Promise<sftp.SftpAnswer> {
		if (this.#gone !== undefined) throw this.#gone;
		const id = this.#nextId++;
		const answer = Promise.withResolvers<sftp.SftpAnswer>();
		// Whoever asked awaits it, perhaps after others.
		answer.promise.catch(() => {});
		this.#open.set(id, answer);
		// No wait for the pipe: what is under way is bounded by those who ask.
		this.#tool.stdin.write(sftp.packet(id, request));
		const found = await answer.promise;
		if (found.kind === 'status' && found.code !== sftp.sftpStatus.ok)
			throw new SftpFailure(path, found.code, found.message);
		return found;
	}

	/** Attributes, or undefined when there is nothing of this name. */
	async look(path: string): Promise<sftp.SftpAttributes | undefined> {
		const answer = await this.ask(path, sftp.attributes(path)).catch(whenMissing);
		return answer?.kind === 'attributes' ? answer.attributes : undefined;
	}

	/** What is in a directory, without `.` and `..`; nothing when it is not there. */
	async entries(path: string): Promise<readonly sftp.SftpEntry[]> {
		const handle = await this.#handle(path, sftp.openDirectory(path)).catch(whenMissing);
		if (!handle) return [];
		const entries: sftp.SftpEntry[] = [];
		for (;;) {
			const answer = await this.ask(path, sftp.readDirectory(handle)).catch(whenEnded);
			if (answer?.kind !== 'names') break;
			entries.push(...answer.entries.filter(({ name }) => name !== '.' && name !== '..'));
		}
		await this.ask(path, sftp.close(handle));
		return entries;
	}

	/** Free bytes for this user; undefined where the server does not tell. */
	async room(path: string): Promise<number | undefined> {
		if (!this.#extensions.includes('statvfs@openssh.com')) return undefined;
		const answer = await this.ask(path, sftp.freeSpace(path));
		return answer.kind === 'extended' ? sftp.readFreeSpace(answer.body) : undefined;
	}

	/** Sends a file of this host from an offset on, then flushes it. */
	async send(here: string, there: string, from: number, onBytes: (count: number) => void): Promise<void> {
		await this.#writeAll(
			there,
			from,
			createReadStream(here, { start: from, highWaterMark: pieceSize }),
			onBytes,
		);
	}

	/** Writes a small file whole. */
	async write(there: string, content: Buffer): Promise<void> {
		await this.#writeAll(there, 0, [content], () => {});
	}

	/** What is in a file, from an offset on, piece by piece. */
	async *read(there: string, from = 0): AsyncGenerator<Buffer> {
		const bytes = (await this.look(there))?.bytes ?? 0;
		const handle = await this.#handle(there, sftp.openToRead(there));
		const pieces: Promise<Buffer>[] = [];
		let asked = from;
		try {
			for (;;) {
				while (pieces.length < underWay && asked < bytes) {
					const piece = this.#readPiece(there, handle, asked, Math.min(pieceSize, bytes - asked));
					piece.catch(() => {});
					pieces.push(piece);
					asked += pieceSize;
				}
				const next = pieces.shift();
				if (!next) return;
				yield await next;
			}
		} finally {
			await this.ask(there, sftp.close(handle)).catch(() => {});
		}
	}

	/** Renames, in place of what has the name already. */
	async rename(from: string, to: string): Promise<void> {
		if (this.#extensions.includes('posix-rename@openssh.com')) {
			await this.ask(from, sftp.renameOver(from, to));
			return;
		}
		await this.ask(to, sftp.removeFile(to)).catch(whenMissing);
		await this.ask(from, sftp.rename(from, to));
	}

	async close(): Promise<void> {
		this.#tool.stdin.end();
		const timer = setTimeout(this.#tool.stop, 5000);
		await this.#tool.ended.catch(() => {});
		clearTimeout(timer);
	}

	async #writeAll(
		there: string,
		from: number,
		chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
		onBytes: (count: number) => void,
	): Promise<void> {
		const handle = await this.#handle(there, sftp.openToWrite(there, 0o600));
		// What lies behind the offset is of an earlier, longer file.
		await this.ask(there, sftp.setBytes(handle, from));
		await this.ask(there, sftp.setMode(there, 0o600));
		const writing = new Set<Promise<void>>();
		let at = from;
		for await (const chunk of chunks) {
			for (let start = 0; start < chunk.length; start += pieceSize) {
				const piece = chunk.subarray(start, start + pieceSize);
				const written = this.ask(there, sftp.write(handle, at, piece)).then(() => {
					onBytes(piece.length);
					writing.delete(written);
				});
				written.catch(() => {});
				writing.add(written);
				at += piece.length;
				if (writing.size >= underWay) await Promise.race(writing);
			}
		}
		await Promise.all(writing);
		if (this.#extensions.includes('fsync@openssh.com')) await this.ask(there, sftp.flush(handle));
		await this.ask(there, sftp.close(handle));
	}

	async #readPiece(path: string, handle: Buffer, offset: number, length: number): Promise<Buffer> {
		const parts: Buffer[] = [];
		for (let got = 0; got < length; ) {
			const answer = await this.ask(path, sftp.read(handle, offset + got, length - got));
			if (answer.kind !== 'data' || answer.data.length === 0)
				throw new SftpFailure(path, sftp.sftpStatus.failure, 'expected data, found none');
			parts.push(answer.data);
			got += answer.data.length;
		}
		return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
	}

	async #handle(path: string, request: sftp.SftpRequest): Promise<Buffer> {
		const answer = await this.ask(path, request);
		if (answer.kind !== 'handle')
			throw new SftpFailure(path, sftp.sftpStatus.failure, `expected a handle, found ${answer.kind}`);
		return answer.handle;
	}

	#take(chunk: Buffer): readonly Buffer[] {
		const { packets, rest } = sftp.cutPackets(
			this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]),
		);
		this.#rest = rest;
		return packets;
	}

	#answer(answer: sftp.SftpAnswer): void {
		this.#open.get(answer.id)?.resolve(answer);
		this.#open.delete(answer.id);
	}

	#end(error: unknown): void {
		this.#gone ??= error;
		for (const { reject } of this.#open.values()) reject(error);
		this.#open.clear();
	}
}

const whenStatus =
	(status: number) =>
	(error: unknown): undefined => {
		if (error instanceof SftpFailure && error.status === status) return undefined;
		throw error;
	};
const whenMissing = whenStatus(sftp.sftpStatus.noSuchFile);
const whenEnded = whenStatus(sftp.sftpStatus.end);
