import { expect, test } from 'vitest';
import { notesAt } from '../../source/releases/notes-at-address.ts';
import { type Route, serve, status } from './fake-registry.ts';

const withHeaders =
	(body: string, headers: Record<string, string>): Route =>
	(_request, response) =>
		response.writeHead(200, headers).end(body);

test('the text, and by what it is told whether it has changed', async () => {
	const { base } = await serve({ '/c.md': withHeaders('## 1.1.0\n- a\n', { etag: 'W/"x"' }) });
	expect(await notesAt(`${base}/c.md?token=hush`)).toEqual({
		is: 'here',
		text: '## 1.1.0\n- a\n',
		etag: 'W/"x"',
	});
});

test('an address is not signed in to', async () => {
	const { base, asked } = await serve({ '/c.md': status(200, '## 1.0.0\n') });
	await notesAt(`${base}/c.md`);
	expect(asked).toEqual([{ path: '/c.md', authorization: undefined }]);
});

test.each<[string, Route, RegExp]>([
	[
		'by its type',
		withHeaders('text', { 'content-type': 'text/html; charset=utf-8' }),
		/found a page of HTML: name the/,
	],
	[
		'by its first line',
		status(200, '\n<!DOCTYPE html><html>'),
		/found a page of HTML: name the address of the raw file$/,
	],
	['too large', status(200, 'x'.repeat(3000)), /^it is larger than 2 KiB: name a shorter changelog$/],
	['not there', status(404), /^it answered HTTP 404: there is no such changelog$/],
])('refused: a page %s', async (_what, route, message) => {
	const { base } = await serve({ '/c': route });
	await expect(notesAt(`${base}/c`, { limit: 2048 })).rejects.toThrow(message);
});

test('a changelog in HTML headings is none of those pages', async () => {
	const { base } = await serve({ '/c': status(200, '<h2>1.0.0</h2>\n') });
	expect(await notesAt(`${base}/c`)).toMatchObject({ text: '<h2>1.0.0</h2>\n' });
});
