// Touches the world: reads a list of releases over HTTP.
import type { ReleasesFact } from '../survey/facts.ts';
import { AddressClient, withoutQuery } from './address-client.ts';
import { nextPage } from './registry.ts';
import type { AskOptions } from './registry-client.ts';
import { type ListedRelease, listLimit, readReleaseList, releasesAmong } from './release-list.ts';

/** A list that lies on another place is followed no further. */
const manyPages = 30;
const defaultDeadline = 30_000;

/**
 * The releases that an address lists, all its pages (RFC 8288, `Link: <…>; rel="next"`) together.
 * @param options.deadline milliseconds for all pages
 * @throws Error with what was expected and what was found, the signal's reason when stopped
 */
export async function readListAt(
	address: string,
	{ signal, deadline = defaultDeadline, limit = listLimit }: AskOptions & { readonly limit?: number } = {},
): Promise<ReleasesFact> {
	const place = withoutQuery(address);
	const client = new AddressClient(place, 'list', { signal, deadline, limit });
	const entries: ListedRelease[] = [];
	let next: string | undefined = address;
	for (let page = 0; next !== undefined; page += 1) {
		if (page === manyPages)
			throw new Error(`${place} has more than ${manyPages} pages: name one with more on a page`);
		const answer = await client.get(next, { accept: 'application/json, text/plain' });
		if (answer.is === 'unchanged') break;
		entries.push(...readReleaseList(answer.text, place));
		next = nextPage(answer.headers.get('link'), next);
		if (next !== undefined && new URL(next).origin !== new URL(address).origin)
			throw new Error(`${place} points to a next page on another host`);
	}
	return releasesAmong(entries, place);
}
