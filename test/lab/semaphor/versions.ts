import type { LabVersion } from '../room.ts';
import type { Schema } from '../schema.ts';
import { changed } from '../schema.ts';
import { firstSchema } from './schema.ts';

export type SemaphorVersion = LabVersion & {
	/** What the sync of the image makes the database equal to. */
	schema: Schema;
	/** `never`: the api-service runs, and GET /health answers 503. */
	health: 'ok' | 'never';
};

const withAlerts = changed(firstSchema, {
	add: {
		dashboards: { theme: "text NOT NULL DEFAULT 'light'" },
		alerts: {
			id: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
			dashboard_id: 'bigint NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE',
			condition: 'text NOT NULL',
		},
	},
});

const withEmbedTokens = changed(withAlerts, {
	add: {
		cards: { refresh_seconds: 'integer NOT NULL DEFAULT 300' },
		embed_tokens: {
			id: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
			dashboard_id: 'bigint NOT NULL REFERENCES dashboards (id) ON DELETE CASCADE',
			digest: 'text NOT NULL',
		},
	},
	drop: ['dashboards.legacy_key', 'exports'],
});

const withoutLocale = changed(withEmbedTokens, { drop: ['users.locale'] });

/** Versions of the stand-in, oldest first. Each can be reached from every older one. */
export const semaphorVersions: readonly SemaphorVersion[] = [
	{
		version: '2.3.0',
		schema: firstSchema,
		health: 'ok',
		startsFromNothing: true,
		brings: 'the beginning: six tables',
	},
	{
		version: '2.3.1',
		schema: withAlerts,
		health: 'ok',
		startsFromNothing: true,
		brings: 'adds the table alerts and the column dashboards.theme',
	},
	{
		version: '2.4.0',
		schema: withEmbedTokens,
		health: 'ok',
		startsFromNothing: true,
		brings: 'drops the column dashboards.legacy_key and the table exports, both with data; adds others',
	},
	{
		version: '2.4.1',
		schema: changed(withoutLocale, { unique: { uq_data_sources_name: ['data_sources', 'name'] } }),
		health: 'ok',
		startsFromNothing: false,
		brings: 'drops users.locale for good, then its sync breaks: the api-service exits, restarts, exits',
	},
	{
		version: '2.4.2',
		schema: withoutLocale,
		health: 'never',
		startsFromNothing: false,
		brings: 'the sync succeeds; /health answers 503 and the api-service never becomes healthy',
	},
];
