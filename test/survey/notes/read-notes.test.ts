import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Runbook, runbookSchema } from '../../../source/runbook/schema.ts';
import { type NotesStack, readNotes } from '../../../source/survey/notes/read-notes.ts';
import { type StubDocker, stubDocker } from '../../docker/stub-docker.ts';
import { json, type Route, serve, status } from '../../releases/fake-registry.ts';
import { factsFixture, specivoRunbook } from '../facts-fixture.ts';

let directory: string;
let docker: StubDocker;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'lockkeeper-notes-'));
	docker = stubDocker();
});
afterEach(() => {
	docker.remove();
	rmSync(directory, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
const facts = factsFixture();
const stack = (changelog: unknown, runbook: Partial<Runbook> = {}): NotesStack => ({
	directory,
	engine: docker.engine,
	config: {
		name: 'specivo',
		services: { api: { image: 'specivo/specivo:0.1.9' } },
	} as unknown as NotesStack['config'],
	runbook: { ...specivoRunbook, ...runbook, changelog: runbookSchema.shape.changelog.parse(changelog) },
});
const look = async (from: NotesStack, target = '0.1.10') => {
	const { passedOver = [], ...found } = await readNotes(from, facts, target);
	return {
		...(found.ok ? found.value : { problem: found.problem }),
		passedOver: passedOver.map(({ source, why }) => `${source}: ${why}`),
	};
};
const good = '## 0.1.10\n- a\n';

/** An address that nobody listens at any more. */
async function nobodyAt(): Promise<string> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return `http://127.0.0.1:${port}`;
}

test('a runbook of one source, as ever', async () => {
	write('CHANGELOG.md', good);
	expect(await look(stack({ file: 'CHANGELOG.md' }))).toEqual({
		text: good,
		place: 'CHANGELOG.md',
		passedOver: [],
	});
	expect(await look(stack(undefined))).toEqual({ problem: 'the runbook names no changelog', passedOver: [] });
});

test('sources are asked in their order, and none after the first that tells all', async () => {
	const { base, asked } = await serve({ '/c.md': status(200, good), '/repos/a/b/releases': json([]) });
	const sources = [{ file: 'CHANGELOG.md' }, { url: `${base}/c.md` }, { github: 'a/b', api: base }];
	write('CHANGELOG.md', '## 0.1.9\n- old\n');
	expect(await look(stack(sources))).toMatchObject({
		place: `${base}/c.md`,
		passedOver: ['CHANGELOG.md: it says nothing about 0.1.10'],
	});
	expect(asked.map(({ path }) => path)).toEqual(['/c.md']);
	write('CHANGELOG.md', good);
	expect(await look(stack(sources))).toMatchObject({ place: 'CHANGELOG.md', passedOver: [] });
	expect(asked.length).toBe(1);
});

test('what the net has is asked for once, however many targets are looked at', async () => {
	const { base, asked } = await serve({ '/c.md': status(200, `${good}## 0.2.0\n- b\n`) });
	const one = stack({ url: `${base}/c.md` });
	const found = await Promise.all([look(one, '0.1.10'), look(one, '0.2.0')]);
	expect(found.map(({ passedOver }) => passedOver)).toEqual([[], []]);
	expect(asked.length).toBe(1);
});

test('nobody answers and nothing was kept: each is told with its reason', async () => {
	const base = await nobodyAt();
	const found = await look(
		stack([{ file: 'CHANGELOG.md' }, { url: `${base}/c.md?token=hush` }, { github: 'a/b', api: base }]),
	);
	expect(found.passedOver).toEqual([
		'CHANGELOG.md: there is no such file in the stack’s directory',
		expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/c\.md: it could not be asked: .*ECONNREFUSED/),
		expect.stringMatching(/^releases of a\/b on 127\.0\.0\.1:\d+: it could not be asked: .*ECONNREFUSED/),
	]);
	expect(found).toMatchObject({ problem: found.passedOver.join('; ') });
	expect(JSON.stringify(found)).not.toContain('hush');
	expect(existsSync(join(directory, '.lockkeeper'))).toBe(false);
});

/** A server that fails once it is told to. */
async function failing(path: string, body: Route) {
	let broken: Route | undefined;
	const served = await serve({
		[path]: (request, response, base) => (broken ?? body)(request, response, base),
	});
	return { ...served, breaks: (route: Route) => (broken = route) };
}
const hangsUp: Route = (request) => request.socket.destroy();
const withTag =
	(body: string): Route =>
	(request, response) =>
		request.headers['if-none-match'] === '"1"'
			? response.writeHead(304).end()
			: response.writeHead(200, { etag: '"1"' }).end(body);
const cache = () => join(directory, '.lockkeeper/cache');
const cached = () => readdirSync(cache()).map((name) => join(cache(), name));
const stateDirectory = () => mkdirSync(join(directory, '.lockkeeper'), { mode: 0o700 });

test.each<[string, string, (base: string) => object, string]>([
	['an address', '/c.md', (base) => ({ url: `${base}/c.md` }), good],
	[
		'GitHub',
		'/repos/a/b/releases',
		(api) => ({ github: 'a/b', api }),
		JSON.stringify([{ tag_name: 'v0.1.10', body: '- a' }]),
	],
])(
	'what was read from %s is kept, seen not to have changed, and used when nobody answers',
	async (_what, path, source, body) => {
		stateDirectory();
		const { base, breaks, asked } = await failing(path, withTag(body));
		const fresh = await look(stack(source(base)));
		expect(fresh).not.toHaveProperty('problem');
		expect(fresh).not.toHaveProperty('kept');
		expect(cached().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
		const [file = ''] = cached();
		const old = { ...JSON.parse(readFileSync(file, 'utf8')), at: '2026-06-01T00:00:00.000Z' };
		writeFileSync(file, JSON.stringify(old));
		// 304: as good as new.
		expect(await look(stack(source(base)))).toEqual(fresh);
		expect(asked.length).toBe(2);
		expect(JSON.parse(readFileSync(file, 'utf8')).at > old.at).toBe(true);
		writeFileSync(file, JSON.stringify(old));
		for (const route of [hangsUp, status(503), status(429)]) {
			breaks(route);
			expect(await look(stack(source(base)))).toEqual({
				...fresh,
				kept: { at: old.at, why: expect.stringMatching(/^it (could not be asked|answered HTTP (503|429))/) },
			});
		}
		// It was asked, and has it no more.
		breaks(status(404));
		expect(await look(stack(source(base)))).toMatchObject({ problem: expect.stringContaining('HTTP 404') });
	},
);

test.each<[string, (file: string) => void]>([
	['damaged', (file) => writeFileSync(file, '{"format":1,')],
	[
		'of another format',
		(file) => writeFileSync(file, '{"format":2,"at":"2026-06-01T00:00:00.000Z","text":""}'),
	],
	['written to by others', (file) => chmodSync(file, 0o666)],
	['in a directory that others write in', (file) => chmodSync(join(file, '..'), 0o777)],
])('what was kept is not used when it is %s', async (_what, spoil) => {
	stateDirectory();
	const { base, breaks, asked } = await failing('/c.md', withTag(good));
	await look(stack({ url: `${base}/c.md` }));
	spoil(cached()[0] ?? '');
	breaks(hangsUp);
	expect(await look(stack({ url: `${base}/c.md` }))).toMatchObject({
		problem: expect.stringContaining('could not be asked'),
	});
	expect(asked.length).toBe(2);
});

const git = (...argv: string[]) =>
	execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...argv], {
		cwd: directory,
		stdio: 'pipe',
	});
const ofCheckout = { version: { ...specivoRunbook.version, pin: { git: true, prefix: 'v' } } } as const;

test('a tag without the changelog: that of the tree is read, and it is told', async () => {
	git('init', '--quiet');
	write('other', '');
	git('add', '.');
	git('commit', '--quiet', '-m', 'a');
	git('tag', 'v0.1.10');
	write('CHANGELOG.md', good);
	expect(await look(stack({ file: 'CHANGELOG.md' }, ofCheckout))).toEqual({
		text: good,
		place: 'CHANGELOG.md as it is checked out',
		command: "grep -n '^## ' CHANGELOG.md",
		passedOver: [
			expect.stringMatching(
				/^CHANGELOG\.md of v0\.1\.10: git show .*CHANGELOG\.md.*ended with exit code 128/,
			),
		],
	});
	git('add', '.');
	git('commit', '--quiet', '-m', 'b');
	// The tree's is no other one than this, where it can be read.
	git('tag', 'v0.3.0');
	expect(await look(stack({ file: 'CHANGELOG.md' }, ofCheckout), '0.3.0')).toMatchObject({
		place: 'CHANGELOG.md of v0.3.0',
		passedOver: [],
	});
	git('tag', 'v0.2.0');
	expect(await look(stack({ file: 'CHANGELOG.md' }, ofCheckout), '0.2.0')).toMatchObject({
		place: 'CHANGELOG.md of v0.2.0',
		passedOver: [],
	});
});

test('an image that is not here yet is not pulled for its notes', async () => {
	docker.answers([
		{ when: 'image inspect', exit: 1, stderr: 'Error: No such image: specivo/specivo:0.1.10' },
	]);
	expect((await look(stack({ image: '/app/CHANGELOG.md' }))).passedOver).toEqual([
		'/app/CHANGELOG.md in specivo/specivo:0.1.10: the image is not on this host yet; to read it before the upgrade: docker pull specivo/specivo:0.1.10',
	]);
	expect(docker.calls().map(([first, second]) => `${first} ${second}`)).toEqual(['image inspect']);
});

test('an image that is built has no notes before it is', async () => {
	expect((await look(stack({ image: '/C.md' }, ofCheckout))).passedOver).toEqual([
		'/C.md in the image: the images are built from the checkout: name a file of it',
	]);
	expect(docker.calls()).toEqual([]);
});
