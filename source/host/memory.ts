// Touches the world: asks the kernel how much memory is free.
import { readFile } from 'node:fs/promises';

/** Bytes that can be had without swapping (`MemAvailable`); undefined where the kernel does not tell. */
export async function availableMemory(): Promise<number | undefined> {
	const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
	const found = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
	return found === undefined ? undefined : Number(found) * 1024;
}
