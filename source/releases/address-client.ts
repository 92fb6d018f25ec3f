// Touches the world: gets what lies at addresses over HTTP, within limits of time, size and redirects.
import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';
import { isPrivate, laterOf, reasonOf } from './registry-client.ts';

/** What holds for all that one client asks, together. */
export type AddressLimits = {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds. */
	readonly deadline: number;
	/** Bytes, as they are once unpacked. */
	readonly limit: number;
};

/** An answer that is the thing itself, or, where the caller has told which one it has, that it has not changed. */
export type Answer =
	| { readonly is: 'here'; readonly url: string; readonly headers: Headers; readonly text: string }
	| { readonly is: 'unchanged' };

/** Nobody could be reached, or whoever was said to come back later: nothing is known of what lies there. */
export class NotAnswered extends Error {
	override name = 'NotAnswered';
}

const manyRedirects = 5;

export class AddressClient {
	readonly #place: string;
	readonly #noun: string;
	readonly #limits: AddressLimits;
	readonly #late: AbortSignal;
	#room: number;

	/**
	 * @param place how errors call what is asked: an address has a query, and a query may have a token
	 * @param noun what is looked for, e.g. `list`
	 */
	constructor(place: string, noun: string, limits: AddressLimits) {
		this.#place = place;
		this.#noun = noun;
		this.#limits = limits;
		this.#late = AbortSignal.timeout(limits.deadline);
		this.#room = limits.limit;
	}

	/**
	 * @param options.authorization value of that header: it goes to the address's own origin alone, see `isPrivate`
	 * @param options.etag of what the caller has already
	 * @param options.refused what HTTP 401 means, a clause, when it is not that a login is missing
	 * @throws NotAnswered, Error with what the answer was, the signal's reason when stopped
	 */
	async get(
		address: string,
		{
			accept,
			authorization,
			etag,
			refused,
		}: {
			readonly accept: string;
			readonly authorization?: string | undefined;
			readonly etag?: string | undefined;
			readonly refused?: string | undefined;
		},
	): Promise<Answer> {
		try {
			const headers = {
				accept,
				'user-agent': 'lockkeeper',
				...(etag === undefined ? {} : { 'if-none-match': etag }),
			};
			const response = await this.#follow(address, headers, authorization);
			if (response.status === 304 && etag !== undefined) {
				await response.body?.cancel();
				return { is: 'unchanged' };
			}
			if (response.status !== 200) {
				await response.body?.cancel();
				throw this.#refusal(response, refused);
			}
			return { is: 'here', url: response.url, headers: response.headers, text: await this.#read(response) };
		} catch (cause) {
			if (this.#limits.signal?.aborted) throw this.#limits.signal.reason;
			if (this.#late.aborted)
				throw new NotAnswered(`${this.#place} did not answer in ${this.#limits.deadline / 1000} s`, {
					cause,
				});
			if (cause instanceof TypeError)
				throw new NotAnswered(`${this.#place} could not be asked: ${reasonOf(cause)}`, { cause });
			throw cause;
		}
	}

	async #follow(
		address: string,
		headers: Readonly<Record<string, string>>,
		authorization: string | undefined,
	): Promise<Response> {
		const { signal } = this.#limits;
		let url = new URL(address);
		/** Whoever it has led away from its own place does not get it any more. */
		let secret = isPrivate(url) ? authorization : undefined;
		for (let redirects = 0; ; redirects += 1) {
			const response = await fetch(url, {
				headers: { ...headers, ...(secret === undefined ? {} : { authorization: secret }) },
				redirect: 'manual',
				signal: signal ? AbortSignal.any([signal, this.#late]) : this.#late,
			});
			const to = response.headers.get('location');
			if (![301, 302, 303, 307, 308].includes(response.status) || to === null) return response;
			await response.body?.cancel();
			if (redirects === manyRedirects)
				throw new Error(`${this.#place} leads on to another address more than ${manyRedirects} times`);
			const next = this.#next(url, to);
			if (next.origin !== url.origin) secret = undefined;
			url = next;
		}
	}

	#next(from: URL, to: string): URL {
		const next = URL.canParse(to, from.href) ? new URL(to, from.href) : undefined;
		if (!next || !/^https?:$/.test(next.protocol) || next.username !== '' || next.password !== '')
			throw new Error(`${this.#place} leads on to an address that nobody can be asked at`);
		if (from.protocol === 'https:' && next.protocol === 'http:' && !isPrivate(next))
			throw new Error(`${this.#place} leads on to ${next.host} over plain http, where anybody may change it`);
		return next;
	}

	async #read(response: Response): Promise<string> {
		const parts: Uint8Array[] = [];
		for await (const part of response.body ?? []) {
			this.#room -= part.byteLength;
			if (this.#room < 0)
				throw new Error(
					`${this.#place} is larger than ${formatBytes(this.#limits.limit)}: name a shorter ${this.#noun}`,
				);
			parts.push(part);
		}
		return new TextDecoder().decode(Buffer.concat(parts));
	}

	#refusal({ status, headers }: Response, refused = 'it wants a login'): Error {
		const answered = `${this.#place} answered HTTP ${status}`;
		const spent = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
		if (status === 429 || (status === 403 && spent))
			return new NotAnswered(`${answered}, too many requests: try ${againAfter(headers)}`);
		if (status >= 500) return new NotAnswered(answered);
		if (status === 401 || status === 403) return new Error(`${answered}: ${refused}`);
		return new Error(status === 404 ? `${answered}: there is no such ${this.#noun}` : answered);
	}
}

/** RFC 9110, or the second of the epoch at which GitHub counts anew. */
function againAfter(headers: Headers): string {
	const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000 - Date.now();
	if (!headers.has('retry-after') && reset > 0) return `again in ${formatDuration(reset)}`;
	const later = laterOf(headers.get('retry-after'));
	return later === 'later' ? later : `again ${later}`;
}

/** An address as it may be shown: a query may have a token in it. */
export function withoutQuery(address: string): string {
	const { origin, pathname } = new URL(address);
	return `${origin}${pathname}`;
}
