import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loginFor } from '../../source/releases/logins.ts';
import { listTags, readTargetImage } from '../../source/releases/registry.ts';
import { exactVersions, readTag } from '../../source/releases/versions.ts';
import { account, type OwnRegistry, openOwnRegistry } from '../lab/own-registry.ts';

const registry = '127.0.0.1:5000';
const mirrors = [`http://${registry}/`];

/** Undefined when the lab's registry does not answer; its tests are then skipped. */
const repositories = await fetch(`http://${registry}/v2/_catalog`, { signal: AbortSignal.timeout(2000) })
	.then(async (response) => ((await response.json()) as { repositories: string[] }).repositories)
	.catch(() => undefined);

test.skipIf(!repositories)(
	'every repository of the lab’s registry lists tags, and each tag has layers',
	async () => {
		for (const repository of repositories ?? []) {
			const tags = await listTags(`${registry}/${repository}`, []);
			expect(tags.length).toBeGreaterThan(0);
			const image = await readTargetImage(`${registry}/${repository}:${tags[0]}`, [], architecture());
			expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
			expect(image.bytes).toBeGreaterThan(0);
			expect(image.bytes).toBe(image.layers.reduce((sum, layer) => sum + layer.bytes, 0));
		}
	},
);

test.skipIf(!repositories?.includes('specivo/specivo'))('the lab mirrors the vendor’s name', async () => {
	const tags = await listTags('specivo/specivo', mirrors);
	expect(tags).toContain('0.1.9');
	expect(await readTargetImage('specivo/specivo:0.1.9', mirrors, architecture())).toMatchObject({
		reference: 'specivo/specivo:0.1.9',
	});
});

function architecture(): string {
	return process.arch === 'x64' ? 'amd64' : process.arch;
}

describe.skipIf(!repositories)('against registries of its own', () => {
	let open: OwnRegistry;
	let guarded: OwnRegistry;
	const home = mkdtempSync(join(tmpdir(), 'lockkeeper-login-'));
	const releases = Array.from({ length: 490 }, (_each, index) => `1.${Math.floor(index / 10)}.${index % 10}`);
	const others = ['latest', '1', '1.48', '2.0.0-rc.1', '2.0.0-rc.2', 'sha-3f2c1a9', 'edge', '1.48-alpine'];
	beforeAll(async () => {
		[open, guarded] = await Promise.all([openOwnRegistry(), openOwnRegistry({ guarded: true })]);
		await Promise.all([
			open.push('acme/app', [...releases, ...others]),
			guarded.push('acme/private', ['3.0.0', '3.1.0']),
		]);
	});
	afterAll(async () => {
		await Promise.all([open?.close(), guarded?.close()]);
		rmSync(home, { recursive: true, force: true });
	});
	const environment = { PATH: process.env.PATH, DOCKER_CONFIG: home };
	const login: typeof loginFor = (host, options) => loginFor(host, { ...options, environment });
	const keep = (content: unknown) => writeFileSync(join(home, 'config.json'), JSON.stringify(content));
	const inBase64 = Buffer.from(`${account.user}:${account.password}`).toString('base64');

	test('about 500 tags come in pages of 50, releases are told from what moves, and pre-releases are known as such', async () => {
		const tags = await listTags(`${open.host}/acme/app`, [], { pageSize: 50 });
		expect([...tags].sort()).toEqual([...releases, ...others].sort());
		expect(exactVersions(tags)).toEqual([...exactVersions(releases), '2.0.0-rc.1', '2.0.0-rc.2']);
		expect(tags.map(readTag).filter(({ kind }) => kind === 'floating')).toHaveLength(5);
	});

	test('a private repository: refused without a login, listed with the one of config.json, and of a credential helper', async () => {
		const ask = async () => (await listTags(`${guarded.host}/acme/private`, [], { login })).sort();
		keep({});
		await expect(ask()).rejects.toThrow(
			`http://${guarded.host} asks for a login; sign in with: docker login ${guarded.host}`,
		);
		keep({ auths: { [guarded.host]: { auth: inBase64 } } });
		expect(await ask()).toEqual(['3.0.0', '3.1.0']);

		const helper = join(home, 'docker-credential-lab');
		const answer = { ServerURL: guarded.host, Username: account.user, Secret: account.password };
		writeFileSync(
			helper,
			`#!/bin/sh\nread -r host; [ "$1 $host" = "get ${guarded.host}" ] && echo '${JSON.stringify(answer)}'\n`,
			{ mode: 0o700 },
		);
		keep({ credHelpers: { [guarded.host]: 'lab' } });
		const found = { ...environment, PATH: `${home}:${environment.PATH}` };
		const helped: typeof loginFor = (host, options) => loginFor(host, { ...options, environment: found });
		const listed = await listTags(`${guarded.host}/acme/private`, [], { login: helped });
		expect(listed.sort()).toEqual(['3.0.0', '3.1.0']);
		await expect(ask()).rejects.toThrow('docker-credential-lab is not on the PATH');
	});

	test('a login that is refused is told, and its password is not', async () => {
		const wrong = Buffer.from(`${account.user}:wrong-${account.password}`).toString('base64');
		keep({ auths: { [guarded.host]: { auth: wrong } } });
		const error = await listTags(`${guarded.host}/acme/private`, [], { login }).catch((thrown) => thrown);
		expect(error.message).toContain(`http://${guarded.host} refused`);
		expect(error.message).toContain(`docker login ${guarded.host}`);
		expect(JSON.stringify(error.message)).not.toContain(account.password);
	});
});
