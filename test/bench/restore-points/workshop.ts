import type { Subject } from '../subject.ts';

/** A stack filled for restore points, and where they go. */
export type Workshop = {
	readonly subject: Subject;
	/** Path of a cli.js that saves databases only. */
	readonly databasesOnly: string;
	/** What both sides write into, on the disk of the stack; emptied after each restore point. */
	readonly backups: string;
	/** Gigabytes of the database, and of the files beside it. */
	readonly size: number;
};

/** Milliseconds that one restore point may take at most. */
export const deadlineOf = ({ size }: Workshop) => 20 * 60 * 1000 * Math.max(1, size);
