import { basename } from 'node:path';
import { inWords } from '../text/list.ts';
import { kindOf } from './data-kinds.ts';
import type { Manifest, Part } from './manifest.ts';

/** What a way back is about when it is not about all of a restore point; strings, so that a step can carry them. */
export type Alone = {
	/** Indexes of the parts in the manifest, whose seal keeps their order, e.g. `0,2`. */
	readonly parts: string;
	readonly of: 'databases' | 'files';
	/** What is brought back, and what stays as it is now, by name. */
	readonly only: string;
	readonly stays: string;
};

/** The same of a step's parameters; undefined when the step is about all of the restore point. */
export function aloneIn(parameters: Readonly<Record<string, string>>): Alone | undefined {
	const { parts, of, only, stays } = parameters;
	if (parts === undefined || only === undefined || stays === undefined) return undefined;
	return { parts, of: of === 'files' ? 'files' : 'databases', only, stays };
}

/** A restore point as if it held the chosen parts alone; all of it when nothing was chosen. @throws Error for a part that is not there */
export function selectParts<M extends Pick<Manifest, 'parts'>>(
	manifest: M,
	alone: Pick<Alone, 'parts'> | undefined,
): M {
	if (alone === undefined) return manifest;
	return {
		...manifest,
		parts: alone.parts.split(',').map((index) => {
			const part = manifest.parts[Number(index)];
			if (part === undefined) throw new Error(`The restore point has no part ${index}.`);
			return part;
		}),
	};
}

/** A choice of parts, and why they cannot come back without the others, a clause. */
export type Choosable = { readonly alone: Alone; readonly title: string; readonly problem?: string };

/** All databases without the files; undefined when there is nothing to leave out. */
export function databasesAlone({ parts }: Pick<Manifest, 'parts'>): Choosable | undefined {
	const databases = indexes(parts, isDatabase);
	if (databases.length === 0 || indexes(parts, isArchive).length === 0) return undefined;
	const enclosed = parts.filter((part) => part.kind === 'sqlite' && part.archivedIn !== undefined);
	return {
		alone: chosen(parts, databases, 'databases'),
		title: databases.length === 1 ? 'the database' : 'the databases',
		...(enclosed.length > 0
			? { problem: `${labels(enclosed)} lies in what is archived, and comes back with that only` }
			: {}),
	};
}

/** Each archive without the databases and the other archives; none when it would be all there is. */
export function archivesAlone({ parts }: Pick<Manifest, 'parts'>): readonly Choosable[] {
	const archives = indexes(parts, isArchive);
	if (archives.length + indexes(parts, isDatabase).length < 2) return [];
	return archives.flatMap((index): readonly Choosable[] => {
		const part = parts[index];
		if (part?.kind !== 'directory' && part?.kind !== 'volume') return [];
		const { databases = [] } = part;
		const name = part.kind === 'directory' ? `directory ${basename(part.path)}` : `volume ${part.key}`;
		return [
			{
				alone: chosen(parts, [index], 'files'),
				title: name,
				...(databases.length > 0
					? { problem: `the database ${inWords(databases)} lies in it, and would go back with it` }
					: {}),
			},
		];
	});
}

const isDatabase = ({ kind }: Part) => kind === 'postgres' || kind === 'mariadb' || kind === 'sqlite';
const isArchive = ({ kind }: Part) => kind === 'directory' || kind === 'volume';

const indexes = (parts: readonly Part[], fits: (part: Part) => boolean) =>
	parts.flatMap((part, index) => (fits(part) ? [index] : []));

const labels = (parts: readonly Part[]) => inWords(parts.map((part) => kindOf(part).label(part)));

/** Configuration files and what a vendor's script wrote stay in any case. */
function chosen(parts: readonly Part[], picked: readonly number[], of: Alone['of']): Alone {
	const within = (index: number) => picked.includes(index);
	return {
		parts: picked.join(','),
		of,
		only: labels(parts.filter((_, index) => within(index))),
		stays: labels(parts.filter((part, index) => !within(index) && (isDatabase(part) || isArchive(part)))),
	};
}
