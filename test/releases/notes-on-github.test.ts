import { expect, test } from 'vitest';
import { addressOnGitHub, placeOnGitHub, publicGitHub } from '../../source/releases/github-source.ts';
import { notesOnGitHub } from '../../source/releases/notes-on-github.ts';
import { json, type Route, serve, status } from './fake-registry.ts';

const path = '/repos/team/app/releases';
const source = (api: string) => ({ github: 'team/app', api });
const releases = (...tags: string[]) => tags.map((tag_name) => ({ tag_name, body: `- of ${tag_name}` }));
const nobody = {};
const own = { LOCKKEEPER_GITHUB_TOKEN: 'hush-own\n', GITHUB_TOKEN: 'hush-public' };
const thrown = (asking: Promise<unknown>): Promise<Error> =>
	asking.then(
		() => new Error('it was read'),
		(error) => error,
	);

test('notes of all pages, and where they are told to be', async () => {
	const { base, asked } = await serve({
		[`${path}?per_page=100`]: json(releases('v1.2.0'), { link: `<${path}?page=2>; rel="next"`, etag: '"1"' }),
		[`${path}?page=2`]: json(releases('v1.1.0', 'v1.0.0')),
	});
	const found = await notesOnGitHub(source(base), '1.0.0', {}, nobody);
	expect(found).toMatchObject({
		sections: [{ version: '1.2.0' }, { version: '1.1.0' }, { version: '1.0.0' }],
	});
	// What the second page has changed, the tag of the first does not tell.
	expect(found).not.toHaveProperty('etag');
	expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
	expect(placeOnGitHub(source(base))).toBe(`releases of team/app on ${base.replace('http://', '')}`);
	expect(placeOnGitHub(source(publicGitHub))).toBe('releases of team/app on GitHub');
	expect(addressOnGitHub(source(`${publicGitHub}/`))).toBe(
		'https://api.github.com/repos/team/app/releases?per_page=100',
	);
});

test('pages end where all is older than what runs, and after ten', async () => {
	const old = await serve({
		[path]: json(releases('v1.0.0', 'v0.9.0'), { link: `<${path}>; rel="next"`, etag: '"1"' }),
	});
	// Older ones that were not asked for may change, and this page would not tell.
	expect(await notesOnGitHub(source(old.base), '1.0.0', {}, nobody)).not.toHaveProperty('etag');
	expect(old.asked.length).toBe(1);
	const endless = await serve({ [path]: json(releases('v2.0.0'), { link: `<${path}>; rel="next"` }) });
	await notesOnGitHub(source(endless.base), '1.0.0', {}, nobody);
	expect(endless.asked.length).toBe(10);
});

test('one page that has not changed is not read again', async () => {
	const { base } = await serve({
		[path]: (request, response) =>
			request.headers['if-none-match'] === '"1"'
				? response.writeHead(304).end()
				: response.writeHead(200, { etag: '"1"' }).end(JSON.stringify(releases('v1.1.0'))),
	});
	expect(await notesOnGitHub(source(base), '1.0.0', {}, nobody)).toMatchObject({ is: 'here', etag: '"1"' });
	expect(await notesOnGitHub(source(base), '1.0.0', { etag: '"1"' }, nobody)).toEqual({ is: 'unchanged' });
});

test('another place than GitHub gets Lockkeeper’s own token, never GitHub’s', async () => {
	const { base, asked } = await serve({ [path]: json(releases('v1.1.0')) });
	await notesOnGitHub(source(base), undefined, {}, { GITHUB_TOKEN: 'hush-public' });
	await notesOnGitHub(source(base), undefined, {}, own);
	expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer hush-own']);
});

test('no other host gets it by a redirect or by a next page', async () => {
	const other = await serve({ '/elsewhere': json(releases('v1.1.0')) });
	const to: Route = (_request, response) =>
		response.writeHead(302, { location: `${other.base}/elsewhere` }).end();
	const moved = await serve({ [path]: to });
	expect(await notesOnGitHub(source(moved.base), undefined, {}, own)).toMatchObject({ is: 'here' });
	expect(other.asked).toEqual([{ path: '/elsewhere', authorization: undefined }]);
	const paged = await serve({
		[path]: json(releases('v1.1.0'), { link: `<${other.base}/elsewhere>; rel="next"` }),
	});
	const error = await thrown(notesOnGitHub(source(paged.base), undefined, {}, own));
	expect(error.message).toBe('it points to a next page on another host');
	expect(other.asked.length).toBe(1);
});

test.each<[string, Route, Readonly<Record<string, string>>, RegExp]>([
	[
		'refused token',
		status(401),
		own,
		/^it answered HTTP 401: it refuses the token in LOCKKEEPER_GITHUB_TOKEN$/,
	],
	['private', status(401), nobody, /^it answered HTTP 401: it wants a login$/],
	['not there', status(404), own, /there is no such repository, or it is private$/],
	[
		'broken JSON',
		status(200, '[{"tag_name":'),
		nobody,
		/^expected JSON in its answer, found some that is broken or cut off$/,
	],
	['another shape', json({ message: 'Moved\u001b[2J' }), nobody, /found a map that says “Moved”$/],
	['no releases', json([]), nobody, /^it has no releases$/],
	[
		'no notes',
		json([{ tag_name: 'v1.0.0', body: null }]),
		nobody,
		/^none of its releases has a version and notes$/,
	],
	[
		'a token that is none',
		json([]),
		{ LOCKKEEPER_GITHUB_TOKEN: 'hush\nhush' },
		/^expected a token in LOCKKEEPER_GITHUB_TOKEN, found another text$/,
	],
])('%s', async (_what, route, environment, message) => {
	const { base } = await serve({ [path]: route });
	const error = await thrown(notesOnGitHub(source(base), '1.0.0', {}, environment));
	expect(error.message).toMatch(message);
	expect(error.message).not.toContain('hush');
});
