// Touches the world: reads what the kernel says of processes, and ends those of a group.
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Changes with every start of the host; empty where the kernel does not tell. */
export function bootId(): string {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		return '';
	}
}

/**
 * When a process started, in the kernel's own clock ticks; undefined when there is no such process.
 * Without /proc a living process answers with an empty text: its id alone must do.
 */
export function processStart(pid: number): string | undefined {
	try {
		const fields = statFields(pid);
		return fields[0] === 'Z' ? undefined : fields[19];
	} catch {
		return bootId() === '' && answersSignal(pid) ? '' : undefined;
	}
}

/** `NAME=value` each. Empty for a process of somebody else, for one that has ended, and for the kernel's own. */
export function environmentOf(pid: number): readonly string[] {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
	} catch {
		return [];
	}
}

/** Ids of a process, what started it or has taken it over since, what started that, and so on. */
export function lineOf(pid: number): readonly number[] {
	const line: number[] = [];
	for (let each = pid; each > 0 && !line.includes(each); each = parentOf(each)) line.push(each);
	return line;
}

function parentOf(pid: number): number {
	try {
		return Number(statFields(pid)[1]);
	} catch {
		return 0;
	}
}

/** From the third field on. The second is the program's name and may hold spaces and brackets: count from the last one. */
function statFields(pid: number | string): readonly string[] {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function answersSignal(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Bytes a process has read and written so far; undefined where the kernel does not tell. */
export async function bytesMoved(pid: number | undefined): Promise<number | undefined> {
	const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '');
	const found = [...text.matchAll(/^[rw]char: (\d+)/gm)].map(([, bytes]) => Number(bytes));
	return found.length === 0 ? undefined : found.reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes a process has read so far, from files, pipes and terminals; undefined where the kernel does not tell. */
export async function bytesRead(pid: number | undefined): Promise<number | undefined> {
	const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '');
	const found = /^rchar: (\d+)/m.exec(text)?.[1];
	return found === undefined ? undefined : Number(found);
}

/**
 * Ends what is left of a process group whose leader has ended: asks, and five seconds later insists. While one of
 * the group lives, the kernel gives its id to nobody else.
 */
export async function endGroup(leader: number | undefined): Promise<void> {
	if (leader === undefined || !signalGroup(leader, 'SIGTERM')) return;
	const insistAt = performance.now() + 5000;
	while (performance.now() < insistAt) {
		await sleep(20);
		if (!isGroupAtWork(leader)) return;
	}
	signalGroup(leader, 'SIGKILL');
}

/** Whether one of a process group still works, which is not said of one that ended and was not fetched yet. */
export function isGroupAtWork(leader: number | undefined): boolean {
	if (leader === undefined || !signalGroup(leader, 0)) return false;
	try {
		return readdirSync('/proc').some((name) => /^\d+$/.test(name) && worksIn(name, leader));
	} catch {
		// Without /proc the signal's answer must do.
		return true;
	}
}

function worksIn(pid: string, leader: number): boolean {
	try {
		const [state, , group] = statFields(pid);
		return state !== 'Z' && Number(group) === leader;
	} catch {
		return false;
	}
}

/** False when nobody of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(-leader, signal);
	} catch {
		return false;
	}
}
