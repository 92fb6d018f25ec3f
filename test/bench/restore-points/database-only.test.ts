import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { databasesOnly } from './database-only.ts';

test('a runbook keeps its databases and loses its directories and files', () => {
	const runbook =
		'app: A\ndata:\n  - postgres: { service: db }\n  - directory: { path: x }\n  - files: [.env]\n';
	expect(parse(databasesOnly(runbook))).toEqual({ app: 'A', data: [{ postgres: { service: 'db' } }] });
});
