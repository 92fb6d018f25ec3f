// Touches the world: asks one registry over HTTP (OCI Distribution 1.1, Docker's token authentication).
import { NotThere, RegistryUnreachable } from './registry-errors.ts';

export type AskOptions = {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds for all that one registry is asked. */
	readonly deadline?: number | undefined;
};

export type RegistryAnswer = { readonly url: string; readonly headers: Headers; readonly body: Uint8Array };

const manyBytes = 32 * 1024 * 1024;
const defaultDeadline = 15_000;

/** One registry under its base address; the anonymous token is fetched once, when the registry asks for it. */
export class RegistryClient {
	readonly #base: string;
	readonly #signal: AbortSignal;
	readonly #stopped: AbortSignal | undefined;
	#token: string | undefined;

	constructor(base: string, options: AskOptions) {
		const deadline = AbortSignal.timeout(options.deadline ?? defaultDeadline);
		this.#base = base;
		this.#stopped = options.signal;
		this.#signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
	}

	/**
	 * @param path from the base address, or an address of the same registry
	 * @throws NotThere on 404, RegistryUnreachable on all else that is not 200, the signal's reason when stopped
	 */
	async get(path: string, accept: string): Promise<RegistryAnswer> {
		const url = this.#address(path);
		let response = await this.#fetch(url, accept, this.#token);
		if (response.status === 401 && this.#token === undefined) {
			await response.body?.cancel();
			this.#token = await this.#anonymousToken(response.headers.get('www-authenticate') ?? '');
			response = await this.#fetch(url, accept, this.#token);
		}
		if (response.status !== 200) throw await this.#refusal(response, path);
		return { url, headers: response.headers, body: await this.#read(response) };
	}

	/** Parses an answer. @throws RegistryUnreachable when it is no JSON */
	json(answer: RegistryAnswer): unknown {
		try {
			return JSON.parse(new TextDecoder().decode(answer.body));
		} catch (cause) {
			throw new RegistryUnreachable(`${this.#base} answered with something that is no JSON`, { cause });
		}
	}

	#address(path: string): string {
		if (!URL.canParse(path, this.#base))
			throw new RegistryUnreachable(`${this.#base} named an address that is none`);
		const url = new URL(path, this.#base);
		if (url.origin === new URL(this.#base).origin) return url.href;
		throw new RegistryUnreachable(`${this.#base} pointed to another registry, ${url.origin}`);
	}

	async #anonymousToken(challenge: string): Promise<string> {
		const realm = parameter(challenge, 'realm');
		if (!/^bearer\s/i.test(challenge) || !realm || !URL.canParse(realm)) {
			throw new RegistryUnreachable(`${this.#base} asks for a login`);
		}
		const url = new URL(realm);
		for (const name of ['service', 'scope']) {
			const value = parameter(challenge, name);
			if (value) url.searchParams.set(name, value);
		}
		const response = await this.#fetch(url.href, 'application/json', undefined);
		if (response.status !== 200) {
			await response.body?.cancel();
			throw new RegistryUnreachable(`${url.origin} gave no token for ${this.#base}: HTTP ${response.status}`);
		}
		const answer = this.json({ url: url.href, headers: response.headers, body: await this.#read(response) });
		const { token, access_token } = Object(answer) as Record<string, unknown>;
		const found = token ?? access_token;
		if (typeof found === 'string' && found !== '') return found;
		throw new RegistryUnreachable(`${url.origin} answered without a token for ${this.#base}`);
	}

	async #fetch(url: string, accept: string, token: string | undefined): Promise<Response> {
		try {
			return await fetch(url, {
				headers: { accept, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
				signal: this.#signal,
			});
		} catch (cause) {
			throw this.#failure(cause);
		}
	}

	async #read(response: Response): Promise<Uint8Array> {
		const parts: Uint8Array[] = [];
		let size = 0;
		try {
			for await (const part of response.body ?? []) {
				size += part.byteLength;
				if (size > manyBytes) throw new Error('its answer is larger than 32 MiB');
				parts.push(part);
			}
		} catch (cause) {
			throw this.#failure(cause);
		}
		return Buffer.concat(parts);
	}

	async #refusal(response: Response, path: string): Promise<Error> {
		await response.body?.cancel();
		const { status } = response;
		if (status === 404)
			return new NotThere(`${this.#base} has no ${path.replace(/^\/v2\//, '').replace(/\?.*/, '')}`);
		if (status === 401 || status === 403) {
			return new RegistryUnreachable(
				`${this.#base} refused to answer without a login (HTTP ${status}): the repository is private, or not there`,
			);
		}
		if (status === 429)
			return new RegistryUnreachable(`${this.#base} says too many requests (HTTP 429): try later`);
		return new RegistryUnreachable(`${this.#base} answered HTTP ${status}`);
	}

	#failure(cause: unknown): unknown {
		if (this.#stopped?.aborted) return this.#stopped.reason;
		if (this.#signal.aborted)
			return new RegistryUnreachable(`${this.#base} did not answer in time`, { cause });
		return new RegistryUnreachable(`${this.#base} could not be asked: ${reasonOf(cause)}`, { cause });
	}
}

const parameter = (challenge: string, name: string) =>
	new RegExp(`[\\s,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1];

/** `fetch failed` says nothing; the reason is the innermost cause. */
function reasonOf(error: unknown): string {
	let innermost = error;
	for (let depth = 0; depth < 5 && innermost instanceof Error && innermost.cause; depth += 1) {
		innermost = innermost.cause;
	}
	if (innermost instanceof Error)
		return innermost.message || String(Object(innermost).code ?? innermost.name);
	return String(innermost);
}
