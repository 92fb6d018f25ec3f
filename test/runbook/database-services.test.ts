import { expect, test } from 'vitest';
import { databaseServices } from '../../source/runbook/database-services.ts';
import { runbookSchema } from '../../source/runbook/schema.ts';

const data = runbookSchema.shape.data;
const mariadb = { service: 'db', user: '$MARIADB_USER', database: '$MARIADB_DATABASE' };

test('services of PostgreSQL and MariaDB, each once', () => {
	const entries = data.parse([
		{ mariadb },
		{ mariadb: { ...mariadb, database: 'other' } },
		{ postgres: { service: 'pg', user: 'u', database: 'd' } },
		{ directory: { path: 'data' } },
	]);
	expect(databaseServices(entries)).toEqual(['db', 'pg']);
});

test('a password is named, never written down', () => {
	expect(data.safeParse([{ mariadb: { ...mariadb, password: '$MARIADB_PASSWORD' } }]).success).toBe(true);
	for (const password of ['hunter2', '$A$B', 'x$MARIADB_PASSWORD', ''])
		expect(data.safeParse([{ mariadb: { ...mariadb, password } }]).success).toBe(false);
	expect(data.safeParse([{ mariadb: { ...mariadb, port: 3306 } }]).success).toBe(false);
});
