/** How a version of the stand-in answers its health check. */
export type Health = 'ok' | 'never' | 'degraded';

export type SpecivoVersion = {
	version: string;
	/** Newest alembic revision of the image. */
	schemaRevision: string;
	/** Directories of migrations the image holds, see image/migrations. */
	migrations: readonly string[];
	health: Health;
	/** Whether `up` can bring the version up on an empty directory. */
	startsFromNothing: boolean;
	/** The vendor's floating tags that name this version. */
	floatingTags: readonly string[];
	brings: string;
};

/** Versions of the stand-in, oldest first. 0.3.x and 0.4.0 are each reached from 0.2.0. */
export const specivoVersions: readonly SpecivoVersion[] = [
	{
		version: '0.1.9',
		schemaRevision: '0020',
		migrations: ['0.1.9'],
		health: 'ok',
		startsFromNothing: true,
		floatingTags: [],
		brings: 'schema 0020',
	},
	{
		version: '0.1.10',
		schemaRevision: '0020',
		migrations: ['0.1.9'],
		health: 'ok',
		startsFromNothing: true,
		floatingTags: ['0.1'],
		brings: 'schema 0020, no migration',
	},
	{
		version: '0.2.0',
		schemaRevision: '0023',
		migrations: ['0.1.9', '0.2.0'],
		health: 'ok',
		startsFromNothing: true,
		floatingTags: ['0.2'],
		brings: '0021 a new table, 0022 a NOT NULL column filled from existing rows, 0023 a dropped column',
	},
	{
		version: '0.3.0',
		schemaRevision: '0025',
		migrations: ['0.1.9', '0.2.0', '0.3.0'],
		health: 'ok',
		startsFromNothing: false,
		floatingTags: [],
		brings: '0024 succeeds, 0025 breaks halfway: the api exits, restarts, exits',
	},
	{
		version: '0.3.1',
		schemaRevision: '0023',
		migrations: ['0.1.9', '0.2.0'],
		health: 'never',
		startsFromNothing: false,
		floatingTags: [],
		brings: 'no migration; health answers 503 and the api never becomes healthy',
	},
	{
		version: '0.3.2',
		schemaRevision: '0023',
		migrations: ['0.1.9', '0.2.0'],
		health: 'degraded',
		startsFromNothing: true,
		floatingTags: ['0.3'],
		brings: 'no migration; health answers 200 with "status":"degraded"',
	},
	{
		version: '0.4.0',
		schemaRevision: '0024',
		migrations: ['0.1.9', '0.2.0', '0.4.0'],
		health: 'ok',
		startsFromNothing: true,
		floatingTags: ['0.4', 'latest'],
		brings: 'a 0024 of its own that takes 60 s with lines in the log, then all is well',
	},
];
