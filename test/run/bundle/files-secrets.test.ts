// Touches the world: reads the files of a stack in a temporary directory.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretsOfFiles } from '../../../source/run/bundle/files-secrets.ts';

let stack: string;
beforeEach(() => {
	stack = mkdtempSync(join(tmpdir(), 'lockkeeper-secrets-'));
});
afterEach(() => {
	delete process.env.LOCKKEEPER_TEST_TOKEN;
	rmSync(stack, { recursive: true, force: true });
});
const write = (name: string, text: string) => writeFileSync(join(stack, name), text);

test('of env files, of the Compose file’s lists and maps, its defaults, its secrets, and the shell that it asks', () => {
	process.env.LOCKKEEPER_TEST_TOKEN = 'of-the-shell';
	write('.env', 'SECRET_KEY=of-dot-env # why\nDB_PASSWORD=has#inside\n');
	write('backend.env', 'API_KEY=of-a-service\n');
	write('db_password.txt', 'of-a-secret-file\n');
	write('.env.example', 'SECRET_KEY=of-an-example\n');
	write(
		'compose.yaml',
		[
			'services:',
			'  api:',
			'    env_file: [backend.env]',
			'    environment:',
			'      - TOKEN=of-a-list',
			'      - LOCKKEEPER_TEST_TOKEN',
			`      - DATABASE_URL=postgres://app:\${NO_SUCH_PASSWORD:-of-a-default}@db/app`,
			'  db:',
			'    environment:',
			'      POSTGRES_PASSWORD: of-a-map',
			'      PASSWD: dollar$$sign',
			'secrets:',
			'  db_password: { file: ./db_password.txt }',
		].join('\n'),
	);
	write('lockkeeper.yaml', 'notify: [{ webhook: "https://chat.example.org/hooks/of-a-webhook" }]\n');
	const { secrets, files, problems } = secretsOfFiles(stack);
	expect(problems).toEqual([]);
	expect(secrets.some((secret) => secret.includes('of-a-webhook'))).toBe(true);
	expect([...files].sort()).toEqual(['./db_password.txt', '.env', 'backend.env', 'compose.yaml']);
	for (const secret of [
		...['of-dot-env', 'has#inside', 'of-a-service', 'of-a-secret-file', 'of-a-list', 'of-the-shell'],
		...['of-a-default', 'of-a-map', 'dollar$sign'],
	])
		expect(secrets).toContain(secret);
	expect(secrets).not.toContain('of-an-example');
});

test('a stack that is broken keeps nobody from what can be read', () => {
	write('.env', 'SECRET_KEY=of-dot-env\n');
	write('compose.yaml', 'services: [\n');
	const { secrets, problems } = secretsOfFiles(stack);
	expect(secrets).toEqual(['of-dot-env']);
	expect(problems.join()).toMatch(/compose\.yaml could not be read/);
	expect(secretsOfFiles(join(stack, 'nowhere'))).toMatchObject({ secrets: [], files: [] });
});
