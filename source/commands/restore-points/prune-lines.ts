import { quote } from '../../docker/command.ts';
import type { Retention } from '../../restore-points/retention.ts';

/** What is kept and what would be removed, each with its reason. */
export const verdictLines = ({ keep, remove }: Retention): readonly string[] => [
	...keep.map(({ id, reason }) => `keep    ${id}  ${reason}`),
	...remove.map(({ id, reason }) => `remove  ${id}  ${reason}`),
];

/** The same by hand. */
export const removeCommand = (path: string): string => `rm -r ${quote(path)}`;
