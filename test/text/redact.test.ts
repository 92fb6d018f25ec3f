import { describe, expect, test } from 'vitest';
import { redactor, secretsOf } from '../../source/text/redact.ts';

const privateKey =
	'-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----';

/** What the log shows of a stack with these variables. */
const shown = (variables: Readonly<Record<string, string>>, text: string) =>
	redactor(secretsOf(variables))(text);

describe('hidden', () => {
	test.each<[string, Readonly<Record<string, string>>, string, string]>([
		['a secret key', { SECRET_KEY: 'k3y-of-32-bytes' }, 'using k3y-of-32-bytes now', 'using [hidden] now'],
		['a password', { POSTGRES_PASSWORD: 'hunter22' }, 'hunter22', '[hidden]'],
		['a password by its short name', { DB_PASS: 'hunter22' }, 'hunter22', '[hidden]'],
		['a passwd', { MYSQL_PASSWD: 'hunter22' }, 'hunter22', '[hidden]'],
		['a token', { GITHUB_TOKEN: 'ghp_abcdef' }, 'Bearer ghp_abcdef', 'Bearer [hidden]'],
		['credentials', { SMTP_CREDENTIALS: 'mail:hunter22' }, 'AUTH mail:hunter22', 'AUTH [hidden]'],
		['an API key', { STRIPE_APIKEY: 'sk_live_1' }, 'sk_live_1', '[hidden]'],
		['a name in small letters', { db_password: 'hunter22' }, 'hunter22', '[hidden]'],
		[
			'a private key, line by line',
			{ PRIVATE: privateKey },
			'MIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC',
			'[hidden]\n[hidden]',
		],
		[
			'every place, not only the first',
			{ TOKEN: 'ghp_abcdef' },
			'ghp_abcdef ghp_abcdef',
			'[hidden] [hidden]',
		],
		[
			'the password of a URL',
			{ DATABASE_URL: 'postgresql://app:hunter22@db:5432/app1' },
			'FATAL: hunter22 refused',
			'FATAL: [hidden] refused',
		],
		[
			'the password of a URL with a driver',
			{ DATABASE_URL: 'postgresql+psycopg://app:hunter22@db/app1' },
			'hunter22',
			'[hidden]',
		],
		[
			'the password of a URL without a user',
			{ REDIS_URL: 'redis://:hunter22@redis:6379/0' },
			'redis://:hunter22@redis:6379/0',
			'redis://:[hidden]@redis:6379/0',
		],
		[
			'a percent-encoded password of a URL, as it stands',
			{ DATABASE_URL: 'postgresql://app:p%40ss%2Fword@db/app1' },
			'p%40ss%2Fword',
			'[hidden]',
		],
		[
			'a percent-encoded password of a URL, decoded',
			{ DATABASE_URL: 'postgresql://app:p%40ss%2Fword@db/app1' },
			'p@ss/word',
			'[hidden]',
		],
		[
			'a password that a URL would encode',
			{ PASSWORD: 'p@ss/word' },
			'postgresql://app:p%40ss%2Fword@db',
			'postgresql://app:[hidden]@db',
		],
		[
			'a password with a quote, inside JSON',
			{ PASSWORD: 'a"b\\c-1' },
			'{"password":"a\\"b\\\\c-1"}',
			'{"password":"[hidden]"}',
		],
		['a password with regular expression signs', { PASSWORD: 'a.*b+(c' }, 'axxb a.*b+(c', 'axxb [hidden]'],
		[
			'a password with a dollar, which a replacement would read',
			{ PASSWORD: "$&$1$'xx" },
			"got $&$1$'xx",
			'got [hidden]',
		],
		[
			'one secret that is part of another',
			{ A_TOKEN: 'abcdef', B_TOKEN: 'abcdefghij' },
			'abcdefghij',
			'[hidden]',
		],
		[
			'a secret that another variable hands on',
			{ DB_PASSWORD: 'hunter22', WORKER_AUTH: 'hunter22' },
			'hunter22',
			'[hidden]',
		],
		[
			'a key with a number',
			{ APIKEY2: 'hunter22', KEY_ID: 'hunter23' },
			'hunter22 hunter23',
			'[hidden] [hidden]',
		],
		['a passphrase', { KEY_PASSPHRASE: 'hunter22' }, 'hunter22', '[hidden]'],
		[
			'a password of a URL with an @ that nobody has encoded',
			{ DATABASE_URL: 'postgresql://app:hunt@er22@db/app1' },
			'hunt@er22',
			'[hidden]',
		],
		[
			'a password of a URL with a slash that nobody has encoded',
			{ DATABASE_URL: 'postgresql://app:hunt/er22@db/app1' },
			'hunt/er22',
			'[hidden]',
		],
		['a password among other words', { DSN: "host=db password='hunter 22'" }, 'hunter 22', '[hidden]'],
		['a parameter of a URL', { URL: 'https://x.example/?a=b&api_key=hunter22' }, 'hunter22', '[hidden]'],
		['a value inside JSON', { OPTIONS: '{"db":{"password":"hunter22"}}' }, 'hunter22', '[hidden]'],
		['a dollar that Compose writes twice', { PASSWORD: 'hunt$$er22' }, 'hunt$er22', '[hidden]'],
		['colours in the middle', { PASSWORD: 'hunter22' }, 'a hun\u001b[1mter22 b', 'a [hidden] b'],
		['base64', { TOKEN: 'hunter22' }, btoa('ada:hunter22'), 'YWRhOm[hidden]'],
		['lines that end as Windows ends them', { PRIVATE: 'MIIEvQIB\r\nADANBgkq' }, 'x ADANBgkq', 'x [hidden]'],
		['digits', { PASSWORD: '123456' }, 'pw 123456', 'pw [hidden]'],
		[
			'a malformed percent sign in a URL',
			{ DATABASE_URL: 'postgresql://app:100%sure@db/app1' },
			'100%sure',
			'[hidden]',
		],
	])('%s', (_shape, variables, text, expected) => {
		expect(shown(variables, text)).toBe(expected);
	});
});

describe('left as it is', () => {
	test.each<[string, Readonly<Record<string, string>>, string]>([
		[
			'a password equal to the user’s name',
			{ POSTGRES_USER: 'specivo', POSTGRES_PASSWORD: 'specivo' },
			'stack specivo',
		],
		[
			'the address of what is named Keycloak',
			{ KEYCLOAK_URL: 'http://keycloak:8080' },
			'GET http://keycloak:8080',
		],
		[
			'a password equal to the database’s name',
			{ POSTGRES_DB: 'specivo', POSTGRES_PASSWORD: 'specivo' },
			'stack specivo',
		],
		[
			'a URL’s password equal to its own user',
			{ DATABASE_URL: 'postgresql+psycopg://specivo:specivo@db:5432/other' },
			'stack specivo',
		],
		[
			'a URL’s password equal to its own database',
			{ DATABASE_URL: 'postgresql://other:specivo@db:5432/specivo?sslmode=disable' },
			'stack specivo',
		],
		['a secret too short to tell apart from words', { SECRET: 'abc' }, 'abc of the alphabet'],
		['colours around what is no secret', { SECRET: 'hunter22' }, '\u001b[1mbold\u001b[0m'],
		[
			'the directory that a shell is in',
			{ PWD: '/opt/specivo', OLDPWD: '/opt/other' },
			'/opt/specivo /opt/other',
		],
		['the frame of a key', { PRIVATE: privateKey }, '-----BEGIN PUBLIC KEY-----'],
		['an empty secret', { SECRET_KEY: '' }, 'all of this'],
		['a variable of another name', { SPECIVO_VERSION: '0.1.10' }, 'specivo/specivo:0.1.10'],
		[
			'a URL without a password',
			{ PUBLIC_URL: 'https://specivo.example/path' },
			'https://specivo.example/path',
		],
		['everything, without variables', {}, 'anything'],
	])('%s', (_shape, variables, text) => {
		expect(shown(variables, text)).toBe(text);
	});
});
