import { describe, expect, test } from 'vitest';
import { parseDatabaseUrl, passwordLine } from '../../../source/restore-points/postgres/external-server.ts';

const read = (url: string) => {
	const { password, ...rest } = parseDatabaseUrl(url, 'DATABASE_URL');
	return { ...rest, password: password() };
};

test.each<[string, object]>([
	[
		'postgresql://wiki:secret@db.example/wiki',
		{
			name: 'db.example',
			host: 'db.example',
			port: '5432',
			user: 'wiki',
			database: 'wiki',
			password: 'secret',
		},
	],
	['postgres://wiki:secret@db.example:5433/wiki', { name: 'db.example:5433', port: '5433' }],
	['postgresql+psycopg://wiki:p%3A%40%2F@db/wiki', { password: 'p:@/' }],
	[
		'postgresql+asyncpg://u%20v@db/my%20wiki?schema=public',
		{ user: 'u v', database: 'my wiki', password: undefined },
	],
	['postgres://wiki:x@[2001:db8::7]/wiki', { host: '2001:db8::7' }],
	['postgres://wiki:x@db/wiki?sslmode=verify-full&sslrootcert=system', { sslmode: 'verify-full' }],
	['  postgres://wiki:x@db/wiki\n', { host: 'db' }],
])('%s', (url, expected) => {
	expect(read(url)).toMatchObject(expected);
});

describe('refused, and never with the URL itself', () => {
	test.each<[string, string, RegExp]>([
		['another database', 'mysql://wiki:hunter22@db/wiki', /found something else/],
		['no URL', 'hunter22', /found something else/],
		['a socket', 'postgres://wiki:hunter22@/wiki?host=/run', /no host|one host/],
		['several hosts', 'postgres://wiki:hunter22@a:1,b:2/wiki', /cannot be read as one host/],
		['no user', 'postgres://db/wiki', /found no user/],
		['no database', 'postgres://wiki:hunter22@db/', /no name of a database/],
		['a certificate of the app', 'postgres://wiki:hunter22@db/w?sslrootcert=/certs/ca.pem', /sslrootcert/],
		['a % alone', 'postgres://wiki:hunter22%zz@db/wiki', /two hexadecimal digits/],
	])('%s', (_what, url, words) => {
		let message = '';
		try {
			read(url);
		} catch (error) {
			message = (error as Error).message;
		}
		expect(message).toMatch(words);
		expect(message).toMatch(/^DATABASE_URL: expected postgresql:\/\//);
		expect(message).not.toContain('hunter22');
	});
});

test('a password file’s line: what separates its fields is marked', () => {
	expect(passwordLine('a:b\\c')).toBe('*:*:*:*:a\\:b\\\\c\n');
});
