import type { LabVersion } from '../room.ts';
import type { Schema } from '../schema.ts';
import { changed } from '../schema.ts';
import { firstSchema } from './schema.ts';

export type SvrunnerVersion = LabVersion & {
	/** What the program reads and writes; it creates the tables that are missing. */
	schema: Schema;
	/** Columns as `table.column` that the program adds where they are missing, those of older versions too. */
	adds: readonly string[];
	/** Columns as `table.column`, or tables, that the program drops where they are. */
	drops: readonly string[];
	/** Whether `/graphql` ever answers with anything but 503. */
	graphql: boolean;
	/** Where the program runs: `files/` is looked for from there. */
	workDirectory: '/usr/src/svrunner' | '/data';
};

const withSchedules = changed(firstSchema, {
	add: {
		screens: { rotation: 'INTEGER NOT NULL DEFAULT 0' },
		schedules: {
			id: 'INTEGER PRIMARY KEY',
			screen_id: 'INTEGER NOT NULL REFERENCES screens (id)',
			playlist_id: 'INTEGER NOT NULL REFERENCES playlists (id)',
			starts_at: 'TEXT NOT NULL',
		},
	},
});

const drops = ['screens.legacy_code', 'tickers'];

const good = {
	adds: ['screens.rotation'],
	drops: [],
	graphql: true,
	workDirectory: '/usr/src/svrunner',
	startsFromNothing: true,
} as const;

/** Versions of the stand-in, oldest first. 3.2.x stand beside each other: each is reached from 3.0.0 and 3.1.0. */
export const svrunnerVersions: readonly SvrunnerVersion[] = [
	{
		...good,
		version: '3.0.0',
		schema: firstSchema,
		adds: [],
		brings: 'the beginning: seven tables',
	},
	{
		...good,
		version: '3.1.0',
		schema: withSchedules,
		brings: 'adds the column screens.rotation and the table schedules',
	},
	{
		...good,
		version: '3.2.0',
		schema: changed(withSchedules, { drop: drops }),
		drops,
		brings: 'drops the column screens.legacy_code and the table tickers, both with data',
	},
	{
		...good,
		version: '3.2.1',
		schema: changed(withSchedules, {
			add: { assets: { folder: 'TEXT' } },
			unique: { uq_screens_name: ['screens', 'name'] },
		}),
		adds: [...good.adds, 'assets.folder'],
		startsFromNothing: false,
		brings: 'adds assets.folder for good, then its schema update breaks: exits with 1, restarts, exits',
	},
	{
		...good,
		version: '3.2.2',
		schema: withSchedules,
		graphql: false,
		startsFromNothing: false,
		brings: 'changes nothing in the schema; /graphql answers 503 for ever, / and /docs look well',
	},
	{
		...good,
		version: '3.2.3',
		schema: withSchedules,
		workDirectory: '/data',
		startsFromNothing: false,
		brings: 'keeps its files in /data/files: with the old mount an empty server that looks healthy',
	},
];
