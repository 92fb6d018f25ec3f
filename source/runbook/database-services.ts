import type { DataEntry } from './schema.ts';

/** Services that run a database server of the stack's data, each once. */
export const databaseServices = (data: readonly DataEntry[]): readonly string[] => [
	...new Set(
		data.flatMap((entry) => {
			if ('postgres' in entry) return 'service' in entry.postgres ? [entry.postgres.service] : [];
			if ('mariadb' in entry) return [entry.mariadb.service];
			return [];
		}),
	),
];
