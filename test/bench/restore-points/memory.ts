/** Bytes of one process. */
export type Memory = {
	/** All pages it has in memory. */
	readonly resident: number;
	/** Those that are its own: heap, stack, what it changed of its program's. */
	readonly anonymous: number;
};

/** Reads `/proc/PID/smaps_rollup`. @returns undefined for text that is none, as of a process that ends */
export function readMemory(rollup: string): Memory | undefined {
	const bytes = (name: string) => {
		const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
		return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
	};
	const resident = bytes('Rss');
	const anonymous = bytes('Anonymous');
	return resident === undefined || anonymous === undefined ? undefined : { resident, anonymous };
}

/**
 * Bytes that processes hold together, the pages of a program and its libraries once for all that run it. The
 * kernel's own share of such pages (PSS) would not do: it falls when somebody else runs the same program, and
 * the bench itself is Node.
 */
export function together(processes: readonly (Memory & { readonly program: string })[]): number {
	const programs = new Map<string, number>();
	for (const { program, resident, anonymous } of processes) {
		programs.set(program, Math.max(programs.get(program) ?? 0, resident - anonymous));
	}

	const own = processes.reduce((sum, { anonymous }) => sum + anonymous, 0);
	return [...programs.values()].reduce((sum, bytes) => sum + bytes, own);
}
