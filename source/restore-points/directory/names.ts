import { compactTime, ownPrefix, plain } from '../names.ts';

export const archiveFile = (path: string): string =>
	`directory-${plain(path.split('/').at(-1) ?? '')}.tar.zst`;

/** Directory that the restored entries are unpacked into, inside the directory they belong to. */
export const directoryBesideName = (now: Date): string => `${ownPrefix}-restored-${compactTime(now)}`;
/** Directory that keeps the entries from before a way back. */
export const directoryKeptName = (now: Date): string => `${ownPrefix}-before-${compactTime(now)}`;
