import { describe, expect, test } from 'vitest';
import { hideByShape, hideKeyLines } from '../../source/text/secret-patterns.ts';

describe('hidden, whoever it belongs to', () => {
	test.each<[string, string]>([
		['connect to postgres://app:p%40ss@db/app', 'connect to postgres://app:[hidden]@db/app'],
		['redis://:hunter@redis:6379/0', 'redis://:[hidden]@redis:6379/0'],
		['postgres://app:p@ss@db/app', 'postgres://app:[hidden]@db/app'],
		['GET /reset?user=ada&token=abcdef123 HTTP/1.1', 'GET /reset?user=ada&token=[hidden] HTTP/1.1'],
		['host=db password=hunter22 user=app', 'host=db password=[hidden] user=app'],
		["host=db password='two words' user=app", 'host=db password=[hidden] user=app'],
		['POSTGRES_PASSWORD="hunter22" set', 'POSTGRES_PASSWORD=[hidden] set'],
		['{"user":"ada","api_key": "a\\"b-123","n":1}', '{"user":"ada","api_key": "[hidden]","n":1}'],
		["{'db_password': 'hunter22'}", "{'db_password': '[hidden]'}"],
		['{\\"token\\":\\"abc-123\\"}', '{\\"token\\":\\"[hidden]\\"}'],
		['authorization: Bearer abc.def', 'authorization: Bearer [hidden]'],
		['Authorization: Basic YWRhOmh1bnRlcjIy', 'Authorization: Basic [hidden]'],
		['sent bearer 0123456789abcdef', 'sent bearer [hidden]'],
		['Cookie: session=abc; theme=dark', 'Cookie: session=[hidden]; theme=[hidden]'],
		['Set-Cookie: sid=abc; Path=/; HttpOnly', 'Set-Cookie: sid=[hidden]; Path=/; HttpOnly'],
		['jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln here', 'jwt [hidden] here'],
		[
			'-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nafter',
			'-----BEGIN RSA PRIVATE KEY-----[hidden]-----END RSA PRIVATE KEY-----\nafter',
		],
	])('%s', (text, expected) => {
		expect(hideByShape(text)).toBe(expected);
		expect(hideByShape(expected)).toBe(expected);
	});
});

test.each([
	'docker run -e MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1 --ask-password=false',
	'PGPASSWORD="$POSTGRES_PASSWORD" psql',
	`postgres://app:$DB_PASSWORD@db/app and postgres://app:\${DB_PASSWORD}@db/app`,
	'Basic authentication and bearer authentication are known',
	'GET http://127.0.0.1:8000/health?x=a@b 200',
	'sha256:9dd5160fb40c, primary_key=True, cookies are set',
	'"tokens": 12, "password": null, "token": ""',
	'git@example.org:team/app.git',
	'-----BEGIN CERTIFICATE-----',
])('left as it is: %s', (text) => {
	expect(hideByShape(text)).toBe(text);
});

test('a long text takes no time that anybody would notice', () => {
	const before = performance.now();
	for (const part of [
		'://a:',
		'password',
		'"',
		'bearer ',
		'=a',
		'x"password":"',
		'-----BEGIN PRIVATE KEY-----',
	])
		hideByShape(part.repeat(20_000));
	expect(performance.now() - before).toBeLessThan(20_000);
});

describe('a private key that a log shows line by line', () => {
	const hide = (...lines: readonly string[]) => lines.map(hideKeyLines());

	test('is hidden to its end, and another writer’s line in between is not', () => {
		expect(
			hide(
				...['before', '-----BEGIN PRIVATE KEY-----', 'Proc-Type: 4,ENCRYPTED', 'MIIEvQIBADANBgkq'],
				...['INFO: a request came', 'hkiG9w0BAQ==', '-----END PRIVATE KEY-----', 'MIIE'],
			),
		).toEqual([
			...['before', '-----BEGIN PRIVATE KEY-----', '[hidden]', '[hidden]'],
			...['INFO: a request came', '[hidden]', '-----END PRIVATE KEY-----', 'MIIE'],
		]);
	});
	test('that never ends hides no whole log', () => {
		const lines = hide('-----BEGIN PRIVATE KEY-----', ...Array.from({ length: 300 }, () => 'word'));
		expect(lines.filter((line) => line === '[hidden]')).toHaveLength(200);
	});
});
