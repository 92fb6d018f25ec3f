// Touches the world: reads a list of releases over HTTP.
import type { ReleasesFact } from '../survey/facts.ts';
import { formatBytes } from '../text/bytes.ts';
import { nextPage } from './registry.ts';
import { type AskOptions, reasonOf } from './registry-client.ts';
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
	const late = AbortSignal.timeout(deadline);
	const either = signal ? AbortSignal.any([signal, late]) : late;
	const entries: ListedRelease[] = [];
	let room = limit;
	try {
		let next: string | undefined = address;
		for (let page = 0; next !== undefined; page += 1) {
			if (page === manyPages)
				throw new Error(`${place} has more than ${manyPages} pages: name one with more on a page`);
			const response = await fetch(next, {
				headers: { accept: 'application/json, text/plain' },
				signal: either,
			});
			if (response.status !== 200) {
				await response.body?.cancel();
				throw new Error(`${place} answered ${inWordsOf(response)}`);
			}
			const parts: Uint8Array[] = [];
			for await (const part of response.body ?? []) {
				room -= part.byteLength;
				if (room < 0) throw new Error(`${place} is larger than ${formatBytes(limit)}: name a shorter list`);
				parts.push(part);
			}
			entries.push(...readReleaseList(new TextDecoder().decode(Buffer.concat(parts)), place));
			next = nextPage(response.headers.get('link'), next);
			if (next !== undefined && new URL(next).origin !== new URL(address).origin)
				throw new Error(`${place} points to a next page on another host`);
		}
	} catch (cause) {
		if (signal?.aborted) throw signal.reason;
		if (late.aborted) throw new Error(`${place} did not answer in ${deadline / 1000} s`, { cause });
		if (cause instanceof TypeError)
			throw new Error(`${place} could not be asked: ${reasonOf(cause)}`, { cause });
		throw cause;
	}
	return releasesAmong(entries, place);
}

/** A query may have a token in it. */
const withoutQuery = (address: string) => {
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname}`;
};

function inWordsOf({ status, headers }: Response): string {
	if (status === 429 || headers.get('x-ratelimit-remaining') === '0')
		return `HTTP ${status}, too many requests: try later`;
	if (status === 401 || status === 403) return `HTTP ${status}: it wants a login`;
	return `HTTP ${status}${status === 404 ? ': there is no such list' : ''}`;
}
