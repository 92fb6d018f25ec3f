// Touches the world: reads /proc, again and again.
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { readMemory, together } from './memory.ts';
import { readProcessLine, treeOf } from './process-tree.ts';

/** Milliseconds between two looks. */
const interval = 100;

/** Bytes: the highest sums seen at one time. */
export type Peak = {
	/** Resident memory of the processes that are Node. */
	node: number;
	/** Resident memory of all processes; the pages of a program count for each that runs it. */
	resident: number;
	/** Resident memory of all processes; the pages of a program count once. */
	together: number;
};

/** Watches a process and all that descend from it until told to stop. Containers descend from the engine. */
export function watchMemory(root: number): { stop: () => Promise<Peak> } {
	const peak: Peak = { node: 0, resident: 0, together: 0 };
	let watching = true;
	const watch = async () => {
		while (watching) {
			const next = pause(interval);
			const now = await look(root);
			for (const key of ['node', 'resident', 'together'] as const) {
				peak[key] = Math.max(peak[key], now[key]);
			}

			await next;
		}
	};
	const watched = watch();
	return {
		async stop() {
			watching = false;
			await watched;
			return peak;
		},
	};
}

async function look(root: number): Promise<Peak> {
	const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
	const stats = await Promise.all(names.map((name) => textOf(`/proc/${name}/stat`)));
	const lines = stats.flatMap((stat) => readProcessLine(stat) ?? []);
	const found = await Promise.all(treeOf(root, lines).map(processOf));
	const processes = found.filter((each) => each !== undefined);
	const resident = (some: typeof processes) => some.reduce((sum, each) => sum + each.resident, 0);
	return {
		node: resident(processes.filter(({ program }) => program === process.execPath)),
		resident: resident(processes),
		together: together(processes),
	};
}

async function processOf(id: number) {
	const memory = readMemory(await textOf(`/proc/${id}/smaps_rollup`));
	const program = await readlink(`/proc/${id}/exe`).catch(() => '');
	return memory === undefined ? undefined : { ...memory, program };
}

/** Empty when the process has ended meanwhile. */
function textOf(file: string): Promise<string> {
	return readFile(file, 'utf8').catch(() => '');
}
