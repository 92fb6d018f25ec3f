// Touches the world: a configuration of docker's in a directory of its own, and helpers on a path of their own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LoginUnreadable, loginFile, loginFor } from '../../source/releases/logins.ts';
import { listTags } from '../../source/releases/registry.ts';
import { json, type Route, serve } from './fake-registry.ts';

let home: string;
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), 'lockkeeper-logins-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const environment = () => ({ PATH: `${home}:${process.env.PATH}`, DOCKER_CONFIG: home });
const login: typeof loginFor = (host, options) => loginFor(host, { ...options, environment: environment() });
const keep = (content: unknown) =>
	writeFileSync(join(home, 'config.json'), typeof content === 'string' ? content : JSON.stringify(content));
const helper = (name: string, script: string) =>
	writeFileSync(join(home, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
const encoded = (text: string) => Buffer.from(text).toString('base64');
const secret = 'pa:ss-4711';
const auth = encoded(`operator:${secret}`);
const operator = { user: 'operator', password: secret };
const answer = (user: string) =>
	`cat >/dev/null; echo '${JSON.stringify({ Username: user, Secret: secret })}'`;

test('the file is that of DOCKER_CONFIG, or of the home directory', () => {
	expect(loginFile({ DOCKER_CONFIG: '/etc/docker-login' })).toBe('/etc/docker-login/config.json');
	expect(loginFile({ HOME: '/home/operator' })).toBe('/home/operator/.docker/config.json');
});

test.each([
	['no file at all', undefined, undefined],
	['nothing in it', {}, undefined],
	['another registry', { auths: { 'other.example': { auth } } }, undefined],
	['an entry without a login, as a helper leaves it', { auths: { 'reg.example': {} } }, undefined],
	['by its host', { auths: { 'reg.example': { auth } } }, operator],
	['by its address', { auths: { 'https://reg.example/v1/': { auth } } }, operator],
	['an identity token', { auths: { 'reg.example': { auth, identitytoken: 't1' } } }, { identityToken: 't1' }],
	[
		'keys that nobody here knows',
		{ auths: { 'reg.example': { auth, email: 'a@b' } }, proxies: {} },
		operator,
	],
])('%s', async (_what, content, expected) => {
	if (content !== undefined) keep(content);
	expect(await login('reg.example')).toEqual(expected);
});

test('Docker Hub has a name of its own in the file', async () => {
	keep({ auths: { 'https://index.docker.io/v1/': { auth } } });
	expect(await login('registry-1.docker.io')).toEqual(operator);
	expect(await login('reg.example')).toBeUndefined();
});

describe('a credential helper', () => {
	test('of this registry is asked by its name, before what the file holds', async () => {
		helper('one', answer('from-helper'));
		keep({ credHelpers: { 'reg.example': 'one' }, auths: { 'reg.example': { auth } } });
		expect(await login('reg.example')).toEqual({ user: 'from-helper', password: secret });
		expect(await login('other.example')).toBeUndefined();
	});

	test('of all registries is asked; one that has nothing leaves what the file holds', async () => {
		helper('all', 'cat >/dev/null; echo "credentials not found in native keychain"; exit 1');
		keep({ credsStore: 'all', auths: { 'reg.example': { auth } } });
		expect(await login('reg.example')).toEqual(operator);
	});

	test.each([
		['is not there', 'missing'],
		['fails', 'fails'],
	])('that %s leaves what the file holds', async (_how, name) => {
		helper('fails', 'cat >/dev/null; exit 3');
		keep({ credsStore: name, auths: { 'reg.example': { auth } } });
		expect(await login('reg.example')).toEqual(operator);
		await expect(login('other.example')).rejects.toThrow(LoginUnreadable);
	});

	test('may answer with an identity token', async () => {
		helper('all', answer('<token>'));
		keep({ credsStore: 'all' });
		expect(await login('reg.example')).toEqual({ identityToken: secret });
	});
});

test.each([
	['no JSON', '{"auths":', /config\.json is no JSON$/],
	['of another shape', { auths: [] }, /config\.json: auths is not what docker login writes$/],
	[
		'a login that is none',
		{ auths: { 'reg.example': { auth: '!' } } },
		/expected auths\.reg\.example\.auth to be/,
	],
	['a helper that is not there', { credsStore: 'missing' }, /docker-credential-missing is not on the PATH$/],
	['a helper that is a path', { credsStore: '../evil' }, /no name of a credential helper$/],
	['a helper that fails', { credsStore: 'fails' }, /docker-credential-fails failed with exit code 3$/],
	['a helper that talks', { credsStore: 'talks' }, /answered with something that is no login$/],
])('cannot be read: %s', async (_what, content, message) => {
	helper('fails', `echo "${secret}" >&2; exit 3`);
	helper('talks', `cat >/dev/null; echo "${secret}"`);
	keep(content);
	const error = await login('reg.example').catch((thrown) => thrown);
	expect(error).toBeInstanceOf(LoginUnreadable);
	expect(error.message).toMatch(message);
	expect(error.message).not.toContain(secret);
});

test('a file that is a directory is named', async () => {
	mkdirSync(join(home, 'config.json'));
	await expect(login('reg.example')).rejects.toThrow(/config\.json cannot be read \(EISDIR\)$/);
});

describe('signed in to a registry', () => {
	const tags = '/v2/acme/app/tags/list';
	/** Asks for a token, which its token place gives to this header alone. */
	const guarded = (wanted: string, inner: Route = json({ tags: ['1.0.0'] })) => ({
		'/token': ((request, response) => {
			if (request.method === 'POST') {
				let form = '';
				request.on('data', (chunk) => {
					form += chunk;
				});
				request.on('end', () => {
					const fits = new URLSearchParams(form).get('refresh_token') === wanted;
					response.writeHead(fits ? 200 : 401).end(JSON.stringify({ access_token: 't0' }));
				});
				return;
			}
			const fits = request.headers.authorization === wanted;
			response.writeHead(fits ? 200 : 401).end(JSON.stringify({ token: 't0' }));
		}) as Route,
		[tags]: ((request, response, base) => {
			if (request.headers.authorization === 'Bearer t0') return inner(request, response, base);
			const challenge = `Bearer realm="${base}/token",service="reg.example",scope="repository:acme/app:pull"`;
			response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
		}) as Route,
	});

	test.each([
		['a name and a password', { auth }, `Basic ${auth}`],
		['an identity token', { identitytoken: 'i1' }, 'i1'],
	])('by %s, which the token place alone is sent', async (_what, entry, wanted) => {
		const registry = await serve(guarded(wanted));
		keep({ auths: { [registry.host]: entry } });
		expect(await listTags(`${registry.host}/acme/app`, [], { login })).toEqual(['1.0.0']);
		const sent = registry.asked.filter(({ path }) => path.startsWith(tags)).map((one) => one.authorization);
		expect(sent).toEqual([undefined, 'Bearer t0']);
	});

	test('what is kept is refused, and nobody may ask: told without the password', async () => {
		const registry = await serve(guarded('nothing fits'));
		keep({ auths: { [registry.host]: { auth } } });
		const error = await listTags(`${registry.host}/acme/app`, [], { login }).catch((thrown) => thrown);
		expect(error.message).toMatch(/gave no token for .*; what docker login has kept for it was refused$/);
		expect(error.message).not.toContain(secret);
	});

	test('a name and a password that the registry itself refuses are called refused', async () => {
		const registry = await serve({
			[tags]: (_request, response) =>
				response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('{}'),
		});
		keep({ auths: { [registry.host]: { auth } } });
		await expect(listTags(`${registry.host}/acme/app`, [], { login })).rejects.toThrow(
			`${registry.base} refused what docker login has kept for it (HTTP 401); sign in with: docker login ${registry.host}`,
		);
		expect(registry.asked.map(({ authorization }) => authorization)).toEqual([undefined, `Basic ${auth}`]);
	});

	test.each([
		['without a time', {}, /says too many requests \(HTTP 429\): try again later$/],
		['with a time', { 'retry-after': '90' }, /try again in 1 min 30 s$/],
	])('a token place that is asked too often says so, %s', async (_how, headers, message) => {
		const registry = await serve({
			...guarded('nothing fits'),
			'/token': (_request, response) => response.writeHead(429, headers).end('{}'),
		});
		await expect(listTags(`${registry.host}/acme/app`, [], { login })).rejects.toThrow(message);
	});

	test('what is kept cannot be read, and anybody may ask: told beside the answer, once it is asked for', async () => {
		keep('{');
		const told: string[] = [];
		const onUnused = (why: string) => told.push(why);
		const plain = await serve({ [tags]: json({ tags: ['1.0.0'] }) });
		await listTags(`${plain.host}/acme/app`, [], { login, onUnused });
		expect(told).toEqual([]);
		const registry = await serve({
			...guarded('nothing fits'),
			'/token': json({ token: 't0' }),
		});
		expect(await listTags(`${registry.host}/acme/app`, [], { login, onUnused })).toEqual(['1.0.0']);
		expect(told).toEqual([
			expect.stringMatching(/^the login that is kept for it was not used: .*config\.json is no JSON$/),
		]);
	});

	test('what is kept cannot be read: anybody’s way is gone, and the reason stands where that is refused', async () => {
		keep('{');
		const open = await serve({ [tags]: json({ tags: ['1.0.0'] }) });
		expect(await listTags(`${open.host}/acme/app`, [], { login })).toEqual(['1.0.0']);
		const closed = await serve(guarded('nothing fits'));
		await expect(listTags(`${closed.host}/acme/app`, [], { login })).rejects.toThrow(
			/gave no token for .*; the login that is kept for it was not used: .*config\.json is no JSON$/,
		);
	});

	test('no password goes over plain HTTP to another machine: its token place is asked without a name', async () => {
		const routes = guarded('nothing fits');
		const registry = await serve({
			...routes,
			// The same server by an address that is not known as this machine's.
			[tags]: (_request, response, base) => {
				const place = base.replace('127.0.0.1', '[::ffff:127.0.0.1]');
				response.writeHead(401, { 'www-authenticate': `Bearer realm="${place}/token"` }).end('{}');
			},
		});
		keep({ auths: { [registry.host]: { auth } } });
		await expect(listTags(`${registry.host}/acme/app`, [], { login })).rejects.toThrow(
			/was not sent to \[::ffff:7f00:1\], which would read it over plain HTTP$/,
		);
		expect(registry.asked.filter(({ path }) => path.startsWith('/token'))).toEqual([
			{ path: '/token', authorization: undefined },
		]);
	});
});
