import { quote, type ShownCommand } from '../docker/command.ts';
import type { ShownPlace, SwapTimes } from './data-kind.ts';
import { type DataPlace, kindOf } from './data-kinds.ts';
import type { Manifest } from './manifest.ts';
import { distinct, restorePointId } from './names.ts';

/** What the plan shows: pipelines that an operator can paste into a shell in the stack's directory. */

type WantedByHand = {
	readonly backups: string;
	readonly version: string;
	readonly now: Date;
	readonly places: readonly DataPlace[];
	readonly images: Manifest['images'];
};

/** Commands that take the same restore point by hand, without its proof. */
export function shownTake(where: ShownPlace, wanted: WantedByHand): readonly ShownCommand[] {
	const fileFor = filesIn(wanted);
	const directory = directoryOf(wanted);
	const withFiles = wanted.places.some(({ kind }) => kind === 'files');
	return [
		`(umask 077 && mkdir -p ${quote(withFiles ? `${directory}/files` : directory)})`,
		...wanted.places.flatMap((place) => kindOf(place).shown.take(where, place, fileFor)),
	];
}

/** Commands that prove what `shownTake` took. */
export function shownProof(where: ShownPlace, wanted: WantedByHand): readonly ShownCommand[] {
	const fileFor = filesIn(wanted);
	const image = (service: string) =>
		wanted.images.find((candidate) => candidate.service === service)?.id ?? service;
	return wanted.places.flatMap((place) => kindOf(place).shown.prove(where, place, fileFor, image));
}

/** Commands that read back what `shownTake` took, and load nothing. */
export const shownReadBack = (wanted: WantedByHand): readonly ShownCommand[] => [
	`zstd -tq ${quote(directoryOf(wanted))}/*.zst`,
];

/** Commands that restore beside, and those that swap. */
export function shownRestore(
	where: ShownPlace,
	path: string,
	{ parts }: Pick<Manifest, 'parts'>,
	at: Date,
): { readonly restore: readonly ShownCommand[]; readonly swap: readonly ShownCommand[] } {
	return {
		restore: parts.flatMap((part) => kindOf(part).shown.restore(where, path, part, at)),
		swap: parts.flatMap((part) => kindOf(part).shown.swap(where, part, { at })),
	};
}

/** Commands that bring back what an earlier swap kept. */
export const shownSwapBack = (
	where: ShownPlace,
	{ parts }: Pick<Manifest, 'parts'>,
	times: Required<SwapTimes>,
): readonly ShownCommand[] => parts.flatMap((part) => kindOf(part).shown.swap(where, part, times));

const directoryOf = ({ backups, now, version }: WantedByHand) => `${backups}/${restorePointId(now, version)}`;

function filesIn(wanted: WantedByHand): (name: string) => string {
	const names = new Set<string>();
	return (name) => {
		const free = distinct(name, names);
		names.add(free);
		return `${directoryOf(wanted)}/${free}`;
	};
}
