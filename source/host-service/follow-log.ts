// Touches the world: follows a log file as docker follows a container's.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostService } from './host-service.ts';
import { readLastStart } from './last-start.ts';

/** Milliseconds between two looks. */
const pause = 150;
const chunk = 64 * 1024;

/**
 * Hands over each line with the time at which it was read: the file has none. What was written since the last start comes too,
 * when that is asked for; it goes on across starts, and with a file that was begun anew.
 * @param since ISO 8601
 */
export async function followLog(
	service: HostService,
	since: string,
	onLine: (line: string) => void,
	signal: AbortSignal,
): Promise<void> {
	const path = join(service.directory, service.log);
	const { log } = readLastStart(service);
	const first = statSync(path, { throwIfNoEntry: false });
	let offset = log && log.at >= since ? log.offset : (first?.size ?? 0);
	let inode = first?.ino;
	let decoder = new StringDecoder();
	let rest = '';
	while (!signal.aborted) {
		const now = statSync(path, { throwIfNoEntry: false });
		if (now && ((inode !== undefined && now.ino !== inode) || now.size < offset)) {
			offset = 0;
			rest = '';
			decoder = new StringDecoder();
		}
		inode = now?.ino ?? inode;
		if (now && now.size > offset) {
			const bytes = read(path, offset);
			offset += bytes.length;
			const lines = (rest + decoder.write(bytes)).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) onLine(`${new Date().toISOString()} ${line}`);
			if (bytes.length === chunk) continue;
		}
		await sleep(pause, undefined, { signal }).catch(() => undefined);
	}
}

function read(path: string, offset: number): Buffer {
	const file = openSync(path, 'r');
	try {
		const buffer = Buffer.alloc(chunk);
		return buffer.subarray(0, readSync(file, buffer, 0, chunk, offset));
	} finally {
		closeSync(file);
	}
}
