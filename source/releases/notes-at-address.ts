// Touches the world: reads a changelog over HTTP.
import { AddressClient, type AddressLimits } from './address-client.ts';
import type { Changelog } from './changelog.ts';

/** Bytes of any changelog, wherever it lies. */
export const largestChangelog = 64 * 1024 * 1024;
/** Milliseconds that one source may take, with all its pages. */
export const notesDeadline = 10_000;

/** What a source answered, and by what it tells whether it has changed; `unchanged` only when asked with that. */
export type NotesAnswer =
	| ({ readonly is: 'here'; readonly etag?: string } & Pick<Changelog, 'text' | 'sections'>)
	| { readonly is: 'unchanged' };

export type AskForNotes = Partial<AddressLimits> & {
	/** Of what was kept from an earlier look. */
	readonly etag?: string | undefined;
};

/** @throws NotAnswered, Error with what the answer was; both call what was asked “it” */
export async function notesAt(
	address: string,
	{ etag, signal, deadline = notesDeadline, limit = largestChangelog }: AskForNotes = {},
): Promise<NotesAnswer> {
	const client = new AddressClient('it', 'changelog', { signal, deadline, limit });
	const answer = await client.get(address, { accept: 'text/markdown, text/plain, */*;q=0.1', etag });
	if (answer.is === 'unchanged') return answer;
	const { text, headers } = answer;
	if (/^text\/html\b/i.test(headers.get('content-type') ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text))
		throw new Error(
			'expected the text of a changelog, found a page of HTML: name the address of the raw file',
		);
	const tag = headers.get('etag');
	return { is: 'here', text, ...(tag === null ? {} : { etag: tag }) };
}
