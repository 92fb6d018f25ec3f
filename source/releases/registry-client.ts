// Touches the world: asks one registry over HTTP (OCI Distribution 1.1, Docker's token authentication).

import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';
import { type Login, LoginUnreadable, loginFor } from './logins.ts';
import { NotThere, RegistryUnreachable } from './registry-errors.ts';

export type AskOptions = {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds for all that one registry is asked. */
	readonly deadline?: number | undefined;
	/** Tags asked for at once; 1000 unless a test says otherwise. */
	readonly pageSize?: number | undefined;
	/** Told when a login is kept and cannot be used, a clause; the registry is then asked as by anybody. */
	readonly onUnused?: ((why: string) => void) | undefined;
	/** What a registry is signed in with; `loginFor` unless a test says otherwise. */
	readonly login?: typeof loginFor | undefined;
};

export type RegistryAnswer = { readonly url: string; readonly headers: Headers; readonly body: Uint8Array };

type Request = {
	readonly method: 'GET' | 'HEAD' | 'POST';
	readonly accept: string;
	readonly authorization?: string | undefined;
	readonly form?: Readonly<Record<string, string>>;
};

const manyBytes = 32 * 1024 * 1024;
const defaultDeadline = 15_000;

/**
 * One registry under its base address. Only when it asks for it is it signed in to, once: with what `docker login` has kept,
 * else, or when that is refused, without a name.
 */
export class RegistryClient {
	readonly #base: string;
	readonly #signal: AbortSignal;
	readonly #stopped: AbortSignal | undefined;
	readonly #login: typeof loginFor;
	readonly #onUnused: AskOptions['onUnused'];
	/** Value of the authorization header. */
	#authorization: string | undefined;
	/** True when a name and a password go with each question. */
	#byName = false;
	/** Why what was kept could not be used, a clause. */
	#unused: string | undefined;

	constructor(base: string, options: AskOptions) {
		const deadline = AbortSignal.timeout(options.deadline ?? defaultDeadline);
		this.#base = base;
		this.#login = options.login ?? loginFor;
		this.#onUnused = options.onUnused;
		this.#stopped = options.signal;
		this.#signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
	}

	/**
	 * @param path from the base address, or an address of the same registry
	 * @param limit bytes of the answer
	 * @throws NotThere on 404, RegistryUnreachable on all else that is not 200, the signal's reason when stopped
	 */
	async get(path: string, accept: string, limit = manyBytes): Promise<RegistryAnswer> {
		const { url, response } = await this.#ask('GET', path, accept);
		return { url, headers: response.headers, body: await this.#read(response, limit) };
	}

	/** True once the operator has stopped it. */
	get stopped(): boolean {
		return this.#stopped?.aborted === true;
	}

	/** What a GET would answer, without the answer itself. @throws as `get` does */
	async head(path: string, accept: string): Promise<Headers> {
		const { response } = await this.#ask('HEAD', path, accept);
		await response.body?.cancel();
		return response.headers;
	}

	async #ask(method: 'GET' | 'HEAD', path: string, accept: string) {
		const url = this.#address(path);
		const request = () => this.#fetch(url, { method, accept, authorization: this.#authorization });
		let response = await request();
		if (response.status === 401 && this.#authorization === undefined) {
			await response.body?.cancel();
			this.#authorization = await this.#signIn(response.headers.get('www-authenticate') ?? '');
			response = await request();
		}
		if (response.status !== 200) throw await this.#refusal(response, path);
		return { url, response };
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

	/** @returns the value of an authorization header */
	async #signIn(challenge: string): Promise<string> {
		const login = await this.#kept();
		if (/^basic\b/i.test(challenge)) {
			if (login && 'user' in login && this.#isPrivate(this.#base)) {
				// Whether it is taken shows at the question that follows.
				this.#byName = true;
				return basic(login);
			}
			throw this.#loginMissing(`${this.#base} asks for a login`);
		}
		const realm = parameter(challenge, 'realm');
		if (!/^bearer\s/i.test(challenge) || !realm || !URL.canParse(realm))
			throw this.#loginMissing(`${this.#base} asks for a login`);
		const url = new URL(realm);
		for (const name of ['service', 'scope']) {
			const value = parameter(challenge, name);
			if (value) url.searchParams.set(name, value);
		}
		if (login && this.#isPrivate(url.href)) {
			const token = await this.#token(url, login);
			if (token !== undefined) return `Bearer ${token}`;
			this.#unused = 'what docker login has kept for it was refused';
		}
		const token = await this.#token(url, undefined);
		if (token !== undefined) return `Bearer ${token}`;
		throw this.#loginMissing(`${url.origin} gave no token for ${this.#base}`);
	}

	/** A broken file takes nothing away from what anybody may ask. */
	async #kept(): Promise<Login | undefined> {
		try {
			return await this.#login(new URL(this.#base).host, { signal: this.#signal });
		} catch (error) {
			if (!(error instanceof LoginUnreadable)) throw this.#failure(error);
			this.#unused = `the login that is kept for it was not used: ${error.message}`;
			this.#onUnused?.(this.#unused);
			return undefined;
		}
	}

	/** A password goes to nobody in the clear but this machine. */
	#isPrivate(address: string): boolean {
		const url = new URL(address);
		if (isPrivate(url)) return true;
		this.#unused = `the login that is kept for it was not sent to ${url.hostname}, which would read it over plain HTTP`;
		return false;
	}

	/** Undefined when the login is refused. */
	async #token(url: URL, login: Login | undefined): Promise<string | undefined> {
		const accept = 'application/json';
		const response =
			login && 'identityToken' in login
				? await this.#fetch(url.origin + url.pathname, {
						method: 'POST',
						accept,
						form: {
							grant_type: 'refresh_token',
							refresh_token: login.identityToken,
							client_id: 'lockkeeper',
							...Object.fromEntries(url.searchParams),
						},
					})
				: await this.#fetch(url.href, {
						method: 'GET',
						accept,
						authorization: login && 'user' in login ? basic(login) : undefined,
					});
		if ([400, 401, 403].includes(response.status)) {
			await response.body?.cancel();
			return undefined;
		}
		if (response.status !== 200) {
			await response.body?.cancel();
			throw response.status === 429
				? tooMany(url.origin, response.headers)
				: new RegistryUnreachable(`${url.origin} gave no token for ${this.#base}: HTTP ${response.status}`);
		}
		const answer = this.json({
			url: url.href,
			headers: response.headers,
			body: await this.#read(response, manyBytes),
		});
		const { token, access_token } = Object(answer) as Record<string, unknown>;
		const found = token ?? access_token;
		if (typeof found === 'string' && found !== '') return found;
		throw new RegistryUnreachable(`${url.origin} answered without a token for ${this.#base}`);
	}

	#loginMissing(what: string): RegistryUnreachable {
		const how = this.#unused ?? `sign in with: docker login ${new URL(this.#base).host}`;
		return new RegistryUnreachable(`${what}; ${how}`);
	}

	async #fetch(url: string, { method, accept, authorization, form }: Request): Promise<Response> {
		try {
			return await fetch(url, {
				method,
				headers: { accept, ...(authorization === undefined ? {} : { authorization }) },
				signal: this.#signal,
				...(form ? { body: new URLSearchParams(form) } : {}),
			});
		} catch (cause) {
			throw this.#failure(cause);
		}
	}

	async #read(response: Response, limit: number): Promise<Uint8Array> {
		const parts: Uint8Array[] = [];
		let size = 0;
		try {
			for await (const part of response.body ?? []) {
				size += part.byteLength;
				if (size > limit) throw new Error(`its answer is larger than ${formatBytes(limit)}`);
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
		if (status === 401 && this.#byName)
			return this.#loginMissing(`${this.#base} refused what docker login has kept for it (HTTP 401)`);
		if (status === 401 || status === 403) {
			return this.#loginMissing(
				`${this.#base} refused to answer (HTTP ${status}): the repository is private, or not there`,
			);
		}
		if (status === 429) return tooMany(this.#base, response.headers);
		return new RegistryUnreachable(`${this.#base} answered HTTP ${status}`);
	}

	#failure(cause: unknown): unknown {
		if (this.#stopped?.aborted) return this.#stopped.reason;
		if (this.#signal.aborted)
			return new RegistryUnreachable(`${this.#base} did not answer in time`, { cause });
		return new RegistryUnreachable(`${this.#base} could not be asked: ${reasonOf(cause)}`, { cause });
	}
}

/** Whether nobody on the way reads what is sent there: over TLS, or to this machine. */
export const isPrivate = ({ protocol, hostname }: URL): boolean =>
	protocol === 'https:' ||
	hostname === 'localhost' ||
	hostname === '[::1]' ||
	/^127(\.\d+){3}$/.test(hostname);

const basic = (login: Extract<Login, { user: string }>) =>
	`Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;

const tooMany = (who: string, headers: Headers) =>
	new RegistryUnreachable(
		`${who} says too many requests (HTTP 429): try again ${laterOf(headers.get('retry-after'))}`,
	);

/** RFC 9110: seconds, or a date. */
export const laterOf = (after: string | null) =>
	after && /^\d+$/.test(after) ? `in ${formatDuration(Number(after) * 1000)}` : (after ?? 'later');

const parameter = (challenge: string, name: string) =>
	new RegExp(`[\\s,]${name}="([^"]*)"`, 'i').exec(challenge)?.[1];

/** `fetch failed` says nothing; the reason is the innermost cause. */
export function reasonOf(error: unknown): string {
	let innermost = error;
	for (let depth = 0; depth < 5 && innermost instanceof Error && innermost.cause; depth += 1) {
		innermost = innermost.cause;
	}
	if (innermost instanceof Error)
		return innermost.message || String(Object(innermost).code ?? innermost.name);
	return String(innermost);
}
