import { expect, test } from 'vitest';
import { defaultEngine } from '../../source/docker/engine.ts';
import { endSession } from '../../source/steps/end-session.ts';
import { terminal } from './activity-fixture.ts';

const stack = {
	engine: defaultEngine,
	project: { directory: '/opt/specivo', envFiles: ['.env', '.env.local'] },
};
const place = { service: 'db', user: 'specivo', database: 'specivo' };

test('a session is named by pid and beginning, through psql in the database’s container', () => {
	expect(endSession(stack, place, terminal())).toBe(
		`docker compose --env-file .env --env-file .env.local exec -T db psql -U specivo -d specivo -c 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 123 AND backend_start = $$2026-11-26 01:00:00.25+00$$'`,
	);
});

test('of a server outside of the stack it is the operator’s own psql, without a password', () => {
	const external = {
		...{ name: 'pg.example.org', host: 'pg.example.org', port: '5433', image: 'postgres:17' },
		...{ networks: ['default'] as const, hosts: [], password: () => 'hidden-password' },
	};
	const command = endSession(stack, { ...place, external }, terminal({ began: undefined }));
	expect(command).toBe(
		"psql -h pg.example.org -p 5433 -U specivo -d specivo -c 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 123'",
	);
});
