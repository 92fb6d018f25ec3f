import type { Schema } from '../schema.ts';

const key = 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
const now = 'timestamptz NOT NULL DEFAULT now()';

/** The schema of the oldest version. A column that may come back empty has no NOT NULL without a default. */
export const firstSchema: Schema = {
	tables: {
		organizations: { id: key, name: 'text NOT NULL' },
		users: {
			id: key,
			organization_id: 'bigint NOT NULL REFERENCES organizations (id)',
			email: 'text NOT NULL',
			locale: "text NOT NULL DEFAULT 'en'",
		},
		data_sources: {
			id: key,
			organization_id: 'bigint NOT NULL REFERENCES organizations (id)',
			name: 'text NOT NULL',
			settings: "jsonb NOT NULL DEFAULT '{}'",
		},
		dashboards: {
			id: key,
			organization_id: 'bigint NOT NULL REFERENCES organizations (id)',
			owner_id: 'bigint NOT NULL REFERENCES users (id)',
			title: 'text NOT NULL',
			layout: "jsonb NOT NULL DEFAULT '{}'",
			legacy_key: 'text',
			created_at: now,
		},
		cards: {
			id: key,
			dashboard_id: 'bigint NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE',
			data_source_id: 'bigint NOT NULL REFERENCES data_sources (id)',
			title: 'text NOT NULL',
			query: 'text NOT NULL',
		},
		exports: {
			id: key,
			dashboard_id: 'bigint NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE',
			format: 'text NOT NULL',
			content: 'text NOT NULL',
			created_at: now,
		},
	},
	unique: {},
};
