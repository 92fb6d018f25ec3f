import type { Schema } from '../schema.ts';

const key = 'INTEGER PRIMARY KEY';

/** The schema of the oldest version. */
export const firstSchema: Schema = {
	tables: {
		users: { id: key, email: 'TEXT NOT NULL', role: 'TEXT NOT NULL' },
		screens: { id: key, name: 'TEXT NOT NULL', place: 'TEXT NOT NULL', legacy_code: 'TEXT' },
		assets: {
			id: key,
			name: 'TEXT NOT NULL',
			file: 'TEXT NOT NULL',
			bytes: 'INTEGER NOT NULL',
			sha256: 'TEXT NOT NULL',
		},
		playlists: { id: key, name: 'TEXT NOT NULL' },
		playlist_items: {
			id: key,
			playlist_id: 'INTEGER NOT NULL REFERENCES playlists (id)',
			asset_id: 'INTEGER NOT NULL REFERENCES assets (id)',
			seconds: 'INTEGER NOT NULL',
		},
		tickers: { id: key, screen_id: 'INTEGER NOT NULL REFERENCES screens (id)', text: 'TEXT NOT NULL' },
		plays: {
			id: key,
			screen_id: 'INTEGER NOT NULL REFERENCES screens (id)',
			asset_id: 'INTEGER NOT NULL REFERENCES assets (id)',
			played_at: 'TEXT NOT NULL',
		},
	},
	unique: {},
};
