import type { OffHostTarget } from './target.ts';

export type ResticTarget = Extract<OffHostTarget, { kind: 'restic' }>;

/** The repository goes by the environment: its address may hold what others on this host should not see. */
export const resticEnvironment = ({ repository }: ResticTarget): Readonly<Record<string, string>> => ({
	...(repository === undefined ? {} : { RESTIC_REPOSITORY: repository }),
	// Lines of progress a second.
	RESTIC_PROGRESS_FPS: '5',
});

/** Put on a snapshot when every file in it was read back and compared. */
export const wholeTag = 'whole';
const stackTag = (stack: string) => `stack:${stack}`;
const idTag = (id: string) => `restore-point:${id}`;

/** The id in a snapshot's tags. */
export const idIn = (tags: readonly string[]): string | undefined =>
	tags.find((tag) => tag.startsWith(idTag('')))?.slice(idTag('').length);

/** Run in the restore point's directory: the snapshot holds the names as they are given. */
export const resticBackup = (stack: string, id: string, names: readonly string[]): readonly string[] => [
	...['restic', 'backup', '--json', '--tag', `lockkeeper,${stackTag(stack)},${idTag(id)}`, '--', ...names],
];

export const resticSnapshots = (stack: string): readonly string[] => [
	...['restic', 'snapshots', '--json', '--tag', `lockkeeper,${stackTag(stack)}`],
];

/** Writes a file of a snapshot to stdout. */
export const resticDump = (snapshot: string, name: string): readonly string[] => [
	...['restic', 'dump', '--', snapshot, `/${name}`],
];

export const resticMarkWhole = (snapshot: string): readonly string[] => [
	...['restic', 'tag', '--add', wholeTag, '--', snapshot],
];

/** Forgets snapshots; the room is freed by the operator's own `restic prune`. */
export const resticForget = (snapshots: readonly string[]): readonly string[] => [
	...['restic', 'forget', '--', ...snapshots],
];

/** Removes locks whose process is gone, and no others. */
export const resticUnlock: readonly string[] = ['restic', 'unlock'];
