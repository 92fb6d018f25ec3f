/** One process, as `/proc/PID/stat` has it. */
export type ProcessLine = {
	readonly process: number;
	readonly parent: number;
};

/** @returns undefined for text that is none, as when the process has just ended */
export function readProcessLine(stat: string): ProcessLine | undefined {
	// A program's name may hold blanks and brackets: what counts comes after the last one.
	const [, process, parent] = /^(\d+) \(.*\) \S (\d+) /s.exec(stat) ?? [];
	return process === undefined ? undefined : { process: Number(process), parent: Number(parent) };
}

/** The process itself and all that descend from it. */
export function treeOf(root: number, lines: readonly ProcessLine[]): readonly number[] {
	const children = lines.filter(({ parent }) => parent === root).map(({ process }) => process);
	return [root, ...children.flatMap((child) => treeOf(child, lines))];
}
