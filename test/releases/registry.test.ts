import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listTags, readTagDigest, readTargetImage } from '../../source/releases/registry.ts';
import { NotThere, RegistryUnreachable, registryProbe } from '../../source/releases/registry-errors.ts';
import { digestOf, json, manifestOf, type Route, serve, status } from './fake-registry.ts';

const tagsPath = '/v2/acme/app/tags/list';
const manifestPath = '/v2/acme/app/manifests/1.0.0';
const broken = { base: 'http://127.0.0.1:1', host: '127.0.0.1:1' };

/** The error of a promise that has to fail. */
const errorOf = async (promise: Promise<unknown>) =>
	promise.then(
		() => expect.fail('expected an error'),
		(error: unknown) => error as Error,
	);

describe('tags', () => {
	test('of a registry named in the image', async () => {
		const registry = await serve({ [tagsPath]: json({ name: 'acme/app', tags: ['1.0.0', 'latest'] }) });
		expect(await listTags(`${registry.host}/acme/app:1.0.0`, [])).toEqual(['1.0.0', 'latest']);
	});

	test('of all pages, each once', async () => {
		const registry = await serve({
			[`${tagsPath}?n=1000`]: json({ tags: ['a', 'b'] }, { link: `<${tagsPath}?last=b&n=1000>; rel="next"` }),
			[`${tagsPath}?last=b&n=1000`]: json({ tags: ['b', 'c'] }, { link: `<?last=c>; rel=next` }),
			[`${tagsPath}?last=c`]: json({ tags: ['d'] }),
		});
		expect(await listTags(`${registry.host}/acme/app`, [])).toEqual(['a', 'b', 'c', 'd']);
	});

	test('of pages that never end: the asking ends', async () => {
		const registry = await serve({
			[tagsPath]: json({ tags: ['a'] }, { link: `<${tagsPath}>; rel="next"` }),
		});
		expect(await listTags(`${registry.host}/acme/app`, [])).toEqual(['a']);
		expect(registry.asked.length).toBe(200);
	});

	test('none, written as null', async () => {
		const registry = await serve({ [tagsPath]: json({ name: 'acme/app', tags: null }) });
		expect(await listTags(`${registry.host}/acme/app`, [])).toEqual([]);
	});

	test('of a name without a host: from the mirror, under library/ for an official one', async () => {
		const mirror = await serve({ '/v2/library/nginx/tags/list': json({ tags: ['1-alpine'] }) });
		expect(await listTags('nginx', [`${mirror.base}/`])).toEqual(['1-alpine']);
	});

	test('of the next mirror when one is down and one does not have it', async () => {
		const empty = await serve({});
		const full = await serve({ [tagsPath]: json({ tags: ['1.0.0'] }) });
		expect(await listTags('acme/app', [broken.base, empty.base, full.base])).toEqual(['1.0.0']);
	});

	test('mirrors are not asked for a name with a host of its own', async () => {
		const mirror = await serve({ [tagsPath]: json({ tags: ['wrong'] }) });
		const registry = await serve({ [tagsPath]: json({ tags: ['right'] }) });
		expect(await listTags(`${registry.host}/acme/app`, [mirror.base])).toEqual(['right']);
		expect(mirror.asked).toEqual([]);
	});
});

describe('a token', () => {
	const guarded =
		(token: string, inner: Route): Route =>
		(request, response, base) => {
			if (request.headers.authorization === `Bearer ${token}`) return inner(request, response, base);
			const challenge = `Bearer realm="${base}/token?a=b",service="reg.example",scope="repository:acme/app:pull"`;
			response.writeHead(401, { 'www-authenticate': challenge }).end('{}');
		};

	test.each(['token', 'access_token'])(
		'is fetched anonymously, once, and sent from then on: %s',
		async (key) => {
			const registry = await serve({
				'/token': json({ [key]: 't0' }),
				[`${tagsPath}?n=1000`]: guarded(
					't0',
					json({ tags: ['a'] }, { link: `<${tagsPath}?last=a>; rel="next"` }),
				),
				[`${tagsPath}?last=a`]: guarded('t0', json({ tags: ['b'] })),
			});
			expect(await listTags(`${registry.host}/acme/app`, [])).toEqual(['a', 'b']);
			const tokens = registry.asked.filter(({ path }) => path.startsWith('/token'));
			expect(tokens).toEqual([
				{
					path: '/token?a=b&service=reg.example&scope=repository%3Aacme%2Fapp%3Apull',
					authorization: undefined,
				},
			]);
		},
	);

	test.each([
		['the token is refused', { '/token': json({ token: 'wrong' }) }, /private, or not there/],
		['no token is given', { '/token': json({}) }, /without a token/],
		['the token place is not there', {}, /no token .*HTTP 404/],
		['the token place answers no JSON', { '/token': status(200, '<html>') }, /no JSON/],
	])('is not to be had when %s: not known, rather than not there', async (_condition, routes, message) => {
		const registry = await serve({ ...routes, [tagsPath]: guarded('t0', json({ tags: [] })) });
		const error = await errorOf(listTags(`${registry.host}/acme/app`, []));
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toMatch(message);
	});

	test('a registry that asks for a password is refused', async () => {
		const basic: Route = (_request, response) =>
			response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
		const registry = await serve({ [tagsPath]: basic });
		const error = await errorOf(listTags(`${registry.host}/acme/app`, []));
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toMatch(/asks for a login/);
	});
});

describe('told apart', () => {
	test('not there: the registry answered 404', async () => {
		const registry = await serve({});
		const error = await errorOf(listTags(`${registry.host}/acme/app`, []));
		expect(error).toBeInstanceOf(NotThere);
		expect(error.message).toBe(`${registry.base} has no acme/app/tags/list`);
	});

	test.each([
		['403', status(403), /refused .*HTTP 403/],
		['429', status(429), /too many requests .*: try again later$/],
		[
			'429 with a time',
			((_request, response) => response.writeHead(429, { 'retry-after': '90' }).end()) as Route,
			/try again in 1 min 30 s$/,
		],
		['500', status(500), /HTTP 500/],
		['503', status(503, '{"errors":[]}'), /HTTP 503/],
		['an answer that is no JSON', status(200, '<html>'), /no JSON/],
		['JSON of another shape', json([1]), /another shape/],
		['a connection cut in the answer', cut, /could not be asked/],
		[
			'a page at another registry',
			json({ tags: [] }, { link: '<http://127.0.0.2:1/x>; rel="next"' }),
			/another registry/,
		],
	])('not known: %s', async (_condition, route, message) => {
		const registry = await serve({ [tagsPath]: route });
		const error = await errorOf(listTags(`${registry.host}/acme/app`, []));
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toMatch(message);
	});

	test('not known: nothing listens', async () => {
		const error = await errorOf(listTags(`${broken.host}/acme/app`, []));
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toMatch(/^http:\/\/127\.0\.0\.1:1 could not be asked: \S/);
	});

	test('not known: something listens and never answers', async () => {
		const silent = createServer();
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const { port } = silent.address() as { port: number };
		const error = await errorOf(listTags(`127.0.0.1:${port}/acme/app`, [], { deadline: 200 }));
		silent.close();
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toMatch(/in time/);
	});

	test('stopped by the operator: the reason of the stop, and no other registry is asked', async () => {
		const controller = new AbortController();
		const registry = await serve({ [tagsPath]: () => controller.abort(new Error('left')) });
		const other = await serve({});
		const error = await errorOf(
			listTags('acme/app', [registry.base, other.base], { signal: controller.signal }),
		);
		expect(error.message).toBe('left');
		expect(other.asked).toEqual([]);
	});

	test('as facts: asked and not there, could not be asked, and any other error thrown', async () => {
		expect(await registryProbe(Promise.reject(new NotThere('gone')))).toEqual({
			ok: false,
			problem: 'gone',
			absent: true,
		});
		expect(await registryProbe(Promise.reject(new RegistryUnreachable('down')))).toEqual({
			ok: false,
			problem: 'down',
		});
		expect(await registryProbe(Promise.resolve(1))).toEqual({ ok: true, value: 1 });
		await expect(registryProbe(Promise.reject(new Error('bug')))).rejects.toThrow('bug');
	});
});

describe('the image of the target', () => {
	const amd64 = manifestOf({ base: 1000, app: 200 });
	const arm64 = manifestOf({ base: 900, app: 150 });
	const attestation = manifestOf({ note: 5 });
	const index = {
		schemaVersion: 2,
		manifests: [
			{ digest: digestOf(arm64), platform: { os: 'linux', architecture: 'arm64' } },
			{ digest: digestOf(attestation), platform: { os: 'unknown', architecture: 'unknown' } },
			{ digest: digestOf(amd64), platform: { os: 'linux', architecture: 'amd64' } },
		],
	};
	const routes = {
		[manifestPath]: json(index),
		[`/v2/acme/app/manifests/${digestOf(amd64)}`]: json(amd64),
		[`/v2/acme/app/manifests/${digestOf(arm64)}`]: json(arm64),
	};

	test.each([
		['amd64', 1200],
		['arm64', 1050],
	])('is picked from an index for %s, with the digest the tag points at', async (architecture, bytes) => {
		const registry = await serve(routes);
		const image = await readTargetImage(`${registry.host}/acme/app:1.0.0`, [], architecture);
		expect(image).toMatchObject({
			reference: `${registry.host}/acme/app:1.0.0`,
			digest: digestOf(index),
			bytes,
		});
		expect(image.layers.map((layer) => layer.digest)).toEqual([digestOf('base'), digestOf('app')]);
	});

	test('without an index is the manifest itself, a repeated layer counted once', async () => {
		const single = manifestOf({ base: 10, empty: 1 }, ['empty']);
		const registry = await serve({ [manifestPath]: json(single) });
		const image = await readTargetImage(`${registry.host}/acme/app:1.0.0`, [], 'amd64');
		expect(image).toMatchObject({ digest: digestOf(single), bytes: 11 });
		expect(image.layers).toHaveLength(2);
	});

	test('can be named by digest', async () => {
		const registry = await serve(routes);
		const reference = `${registry.host}/acme/app@${digestOf(amd64)}`;
		expect(await readTargetImage(reference, [], 'amd64')).toMatchObject({
			digest: digestOf(amd64),
			bytes: 1200,
		});
	});

	test('is not there for another architecture, and the ones there are named', async () => {
		const registry = await serve(routes);
		const error = await errorOf(readTargetImage(`${registry.host}/acme/app:1.0.0`, [], 'riscv64'));
		expect(error).toBeInstanceOf(NotThere);
		expect(error.message).toMatch(/no image for linux\/riscv64; for linux it has: arm64, amd64/);
	});

	test('is not there when the tag is unknown', async () => {
		const registry = await serve(routes);
		const error = await errorOf(readTargetImage(`${registry.host}/acme/app:9.9.9`, [], 'amd64'));
		expect(error).toBeInstanceOf(NotThere);
		expect(error.message).toMatch(/has no acme\/app\/manifests\/9\.9\.9/);
	});

	describe('says of itself', () => {
		const diffIds = [digestOf('unpacked base'), digestOf('unpacked app')];
		const config = {
			architecture: 'amd64',
			os: 'linux',
			created: '2026-03-02T10:00:00Z',
			config: { Labels: { 'org.opencontainers.image.version': '1.0.0' } },
			rootfs: { type: 'layers', diff_ids: diffIds },
		};
		const manifest = { ...manifestOf({ base: 10, app: 1 }), config: { digest: digestOf(config) } };
		const blob = `/v2/acme/app/blobs/${digestOf(config)}`;
		const read = async (found: Readonly<Record<string, Route>>, changed: object = {}) => {
			const registry = await serve({ [manifestPath]: json({ ...manifest, ...changed }), ...found });
			return readTargetImage(`${registry.host}/acme/app:1.0.0`, [], 'amd64');
		};

		test('its platform, its date, its labels; and each layer has its chain', async () => {
			expect(await read({ [blob]: json(config) })).toMatchObject({
				digest: digestOf(manifest),
				alsoKnownAs: [digestOf(manifest), digestOf(config)],
				says: {
					ok: true,
					value: {
						platform: 'linux/amd64',
						created: '2026-03-02T10:00:00.000Z',
						labels: { version: '1.0.0' },
					},
				},
				layers: [
					{ digest: digestOf('base'), chain: diffIds[0] },
					{ digest: digestOf('app'), chain: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
				],
			});
		});

		test.each<[string, Readonly<Record<string, Route>>, object, RegExp]>([
			['the registry does not have it', {}, {}, /has no acme\/app\/blobs/],
			['it is another one than asked for', { [blob]: json({ ...config, os: 'plan9' }) }, {}, /is damaged/],
			[
				'it is larger than 4 MiB',
				{ [blob]: status(200, 'x'.repeat(4 * 1024 ** 2 + 1)) },
				{},
				/larger than 4 MiB/,
			],
			['no digest names it', {}, { config: { digest: '../../x' } }, /names no configuration by a digest/],
		])('nothing, and the image stays: %s', async (_condition, found, changed, problem) => {
			const image = await read(found, changed);
			expect(image.says).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
			expect(image.layers.every(({ chain }) => chain === undefined)).toBe(true);
		});

		test('nothing, when it tells of other layers than the manifest has', async () => {
			const three = { layers: [...manifest.layers, ...manifestOf({ more: 5 }).layers] };
			const image = await read({ [blob]: json(config) }, three);
			expect(image.says).toMatchObject({ problem: 'its configuration tells of 2 layers, its manifest of 3' });
			expect(image.bytes).toBe(16);
		});
	});

	test('is refused when what comes by a digest is something else', async () => {
		const registry = await serve({ ...routes, [`/v2/acme/app/manifests/${digestOf(amd64)}`]: json(arm64) });
		const error = await errorOf(readTargetImage(`${registry.host}/acme/app:1.0.0`, [], 'amd64'));
		expect(error).toBeInstanceOf(RegistryUnreachable);
		expect(error.message).toBe(
			`the registry was asked for ${digestOf(amd64)} and answered with ${digestOf(arm64)}`,
		);
	});

	test('its digest alone: as the registry tells it, else of what the tag points at', async () => {
		const head: Route = (_request, response) =>
			response.writeHead(200, { 'docker-content-digest': digestOf(index) }).end();
		const told = await serve({ [manifestPath]: head });
		expect(await readTagDigest(`${told.host}/acme/app:1.0.0`, [])).toBe(digestOf(index));
		expect(told.asked).toHaveLength(1);
		const silent = await serve(routes);
		expect(await readTagDigest(`${silent.host}/acme/app:1.0.0`, [])).toBe(digestOf(index));
	});

	test.each([
		['a manifest of an old kind', json({ schemaVersion: 1, fsLayers: [] })],
		['a layer without a size', json({ config: { digest: 'x' }, layers: [{ digest: 'y' }] })],
		['cut JSON', status(200, '{"layers":[')],
	])('is not known from %s', async (_condition, route) => {
		const registry = await serve({ [manifestPath]: route });
		const error = await errorOf(readTargetImage(`${registry.host}/acme/app:1.0.0`, [], 'amd64'));
		expect(error).toBeInstanceOf(RegistryUnreachable);
	});
});

function cut(...[, response]: Parameters<Route>) {
	response.writeHead(200, { 'content-length': '1000' });
	response.write('{"tags":[');
	setTimeout(() => response.destroy(), 20);
}
