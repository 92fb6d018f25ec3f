import type { LabVersion } from '../room.ts';

/** Classic: SQLite, images built from a git checkout. Current: PostgreSQL, images pulled. */
export type Variant = 'classic' | 'current';

export type RepodVersion = LabVersion & {
	/** The image tag of a current version; the git tag is a `v` and this. */
	version: string;
	variant: Variant;
	/** Newest alembic revision of the version. */
	schemaRevision: string;
	/** Directories of migrations the version holds, see migrations/. */
	migrations: readonly string[];
	/** Whether `/health/live` ever says that it lives. */
	alive: boolean;
	/** Whether lists of packages need the column that migration "unique in any case" brings. */
	needsNameKey: boolean;
};

const current = { variant: 'current', alive: true, needsNameKey: false, startsFromNothing: true } as const;
const classic = { ...current, variant: 'classic' } as const;
const schema0006 = ['common', '0.9.1'];
const schema0009 = [...schema0006, '1.0.0'];
const schema0010 = [...schema0009, '1.1.1'];

/**
 * Versions of the stand-in, oldest first. 1.1.x are reached from 1.0.0, 1.2.x from 1.1.x; 0.9.1 from
 * 0.9.0, and 0.9.2 to 0.9.4 each from 0.9.1.
 */
export const repodVersions: readonly RepodVersion[] = [
	{
		...classic,
		version: '0.9.0',
		schemaRevision: '0005',
		migrations: ['common'],
		brings: 'classic: schema 0005',
	},
	{
		...classic,
		version: '0.9.1',
		schemaRevision: '0006',
		migrations: schema0006,
		brings: 'classic: 0006 a new table, filled from existing rows; new variable GRYPE_DB_CACHE_DIR',
	},
	{
		...classic,
		version: '0.9.2',
		schemaRevision: '0007',
		migrations: [...schema0006, '0.9.2'],
		brings: 'classic: 0007 a dropped column',
	},
	{
		...classic,
		version: '0.9.3',
		schemaRevision: '0007',
		migrations: [...schema0006, '0.9.3'],
		needsNameKey: true,
		startsFromNothing: false,
		brings:
			'classic: 0007 breaks and leaves its column, the API starts all the same and all answers look well',
	},
	{
		...classic,
		version: '0.9.4',
		schemaRevision: '0006',
		migrations: schema0006,
		alive: false,
		startsFromNothing: false,
		brings: 'classic: no migration; /health/live answers 503 for ever',
	},
	{
		...current,
		version: '1.0.0',
		schemaRevision: '0009',
		migrations: schema0009,
		brings: 'schema 0009',
	},
	{
		...current,
		version: '1.1.0',
		schemaRevision: '0009',
		migrations: schema0009,
		brings: 'no migration; new variable GRYPE_DB_CACHE_DIR',
	},
	{
		...current,
		version: '1.1.1',
		schemaRevision: '0010',
		migrations: schema0010,
		// The vendor's 1.1.1 brings no migration: the lab needs a hop that goes well and migrates.
		brings: '0010 a new table and a new column',
	},
	{
		...current,
		version: '1.2.0',
		schemaRevision: '0011',
		migrations: [...schema0010, '1.2.0'],
		brings: '0011 a dropped column',
	},
	{
		...current,
		version: '1.2.1',
		schemaRevision: '0011',
		migrations: [...schema0010, '1.2.1'],
		needsNameKey: true,
		startsFromNothing: false,
		brings: '0011 fails, the API starts all the same, says that it lives, and lists answer 500',
	},
	{
		...current,
		version: '1.2.2',
		schemaRevision: '0010',
		migrations: schema0010,
		alive: false,
		startsFromNothing: false,
		brings: 'no migration of its own; /health/live answers 503 for ever',
	},
	{
		...current,
		version: 'latest',
		schemaRevision: '0012',
		migrations: [...schema0010, '1.2.0', 'latest'],
		brings: 'built from every push, ahead of any release: 0012 a new table',
	},
];

/** @throws Error when the lab has no such version. */
export function versionOf(name: string): RepodVersion {
	const found = repodVersions.find(({ version }) => version === name);
	if (found === undefined) {
		throw new Error(`Expected a version of Repod that the lab has, got ${name}.`);
	}

	return found;
}
