// Touches the world: finds processes that have a file open.
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import process from 'node:process';

export type FileHolder = { readonly pid: number; readonly name: string };

/**
 * Processes that have one of these files open, under whatever name, in containers too. As root all of this host;
 * else those of the same user. None where the kernel does not tell.
 */
export async function holdersOf(
	files: readonly { readonly dev: number; readonly ino: number }[],
): Promise<readonly FileHolder[]> {
	const holders: FileHolder[] = [];
	for (const entry of await readdir('/proc').catch(() => [])) {
		const pid = Number(entry);
		if (!Number.isInteger(pid) || pid === process.pid || !(await holds(pid, files))) continue;
		const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
		holders.push({ pid, name: name.trim() || 'unknown' });
	}
	return holders;
}

async function holds(pid: number, files: readonly { dev: number; ino: number }[]): Promise<boolean> {
	for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
		const path = `/proc/${pid}/fd/${fd}`;
		// Sockets and pipes have no path.
		if (!(await readlink(path).catch(() => '')).startsWith('/')) continue;
		const found = await stat(path).catch(() => undefined);
		if (found && files.some(({ dev, ino }) => dev === found.dev && ino === found.ino)) return true;
	}
	return false;
}
