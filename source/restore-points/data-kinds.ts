import type { DataKind } from './data-kind.ts';
import { directoryKind } from './directory/kind.ts';
import type { DirectoryPlace } from './directory/part.ts';
import { filesKind } from './files/kind.ts';
import type { FilesPlace } from './files/part.ts';
import type { Part } from './manifest.ts';
import { mariadbKind } from './mariadb/kind.ts';
import type { MariadbPlace } from './mariadb/part.ts';
import { postgresKind } from './postgres/kind.ts';
import type { DatabasePlace } from './postgres/part.ts';
import { scriptKind } from './script/kind.ts';
import type { ScriptPlace } from './script/part.ts';
import { snapshotKind } from './snapshot/kind.ts';
import type { SnapshotPlace } from './snapshot/part.ts';
import { sqliteKind } from './sqlite/kind.ts';
import type { SqlitePlace } from './sqlite/part.ts';
import { volumeKind } from './volume/kind.ts';
import type { VolumePlace } from './volume/part.ts';

/** Where data of each kind is. */
type Places = {
	readonly postgres: DatabasePlace;
	readonly mariadb: MariadbPlace;
	readonly directory: DirectoryPlace;
	readonly files: FilesPlace;
	readonly sqlite: SqlitePlace;
	readonly volume: VolumePlace;
	readonly script: ScriptPlace;
	readonly snapshot: SnapshotPlace;
};

export type Kind = Part['kind'];
export type PartOf<K extends Kind> = Extract<Part, { kind: K }>;
/** One data place of a stack, its variables resolved. */
export type DataPlace = { [K in Kind]: { readonly kind: K } & Places[K] }[Kind];
export type PlaceOf<K extends Kind> = Extract<DataPlace, { kind: K }>;

const kinds: { readonly [K in Kind]: DataKind<Places[K], PartOf<K>> } = {
	postgres: postgresKind,
	mariadb: mariadbKind,
	directory: directoryKind,
	files: filesKind,
	sqlite: sqliteKind,
	volume: volumeKind,
	script: scriptKind,
	snapshot: snapshotKind,
};

/** The kind of a place or a part. The compiler cannot see that both carry the same name: here it is told once. */
export const kindOf = <K extends Kind>({ kind }: { readonly kind: K }): DataKind<PlaceOf<K>, PartOf<K>> =>
	kinds[kind] as unknown as DataKind<PlaceOf<K>, PartOf<K>>;
