// Touches the world: reads what `docker login` has kept, and asks its credential helpers.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { z } from 'zod';

/** What a registry is signed in with. */
export type Login =
	| { readonly user: string; readonly password: string }
	/** A token that another one is fetched with; the registry has given it in place of a password. */
	| { readonly identityToken: string };

/** What is kept cannot be read: a clause that names the file or the helper, and never what it holds. */
export class LoginUnreadable extends Error {
	override name = 'LoginUnreadable';
}

const helperDeadline = 10_000;
/** The name that Docker Hub has in the file. */
const hubKey = 'https://index.docker.io/v1/';
const hubHosts: ReadonlySet<string> = new Set(['registry-1.docker.io', 'docker.io', 'index.docker.io']);

const configuration = z.object({
	auths: z
		.record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }))
		.default({}),
	credsStore: z.string().optional(),
	credHelpers: z.record(z.string(), z.string()).default({}),
});

const answer = z.object({ Username: z.string(), Secret: z.string().min(1) });

/** The file that `docker login` writes. */
export const loginFile = (environment: NodeJS.ProcessEnv = process.env): string =>
	join(environment.DOCKER_CONFIG || join(environment.HOME || homedir(), '.docker'), 'config.json');

/**
 * What this user is signed in to a registry with; undefined when there is nothing.
 * @param host with its port, as an address has it
 * @throws LoginUnreadable; the signal's reason when stopped
 */
export async function loginFor(
	host: string,
	options: {
		readonly environment?: NodeJS.ProcessEnv | undefined;
		readonly signal?: AbortSignal | undefined;
	} = {},
): Promise<Login | undefined> {
	const file = loginFile(options.environment);
	const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
		throw new LoginUnreadable(`${file} cannot be read (${error.code ?? error.message})`);
	});
	if (text === undefined) return undefined;
	const { auths, credsStore, credHelpers } = readConfiguration(text, file);
	const keys = keysOf(host);
	const helped = keys.find((key) => credHelpers[key] !== undefined);
	const helper = helped === undefined ? credsStore : credHelpers[helped];
	const kept = keys.map((key) => auths[key]).find((one) => one?.auth || one?.identitytoken);
	if (helper) {
		try {
			for (const key of helped === undefined ? keys : [helped]) {
				const found = await askHelper(helper, key, options);
				if (found) return found;
			}
		} catch (error) {
			// What the file itself holds is as good without its helper.
			if (!kept || !(error instanceof LoginUnreadable)) throw error;
		}
	}
	if (kept?.identitytoken) return { identityToken: kept.identitytoken };
	if (!kept?.auth) return undefined;
	const [, user, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(kept.auth, 'base64').toString()) ?? [];
	if (user === undefined || password === undefined)
		throw new LoginUnreadable(`${file}: expected auths.${host}.auth to be a name and a password in Base64`);
	return { user, password: password.replace(/\0+$/, '') };
}

function readConfiguration(text: string, file: string): z.infer<typeof configuration> {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		throw new LoginUnreadable(`${file} is no JSON`);
	}
	const read = configuration.safeParse(content);
	if (read.success) return read.data;
	const path = read.error.issues[0]?.path.join('.') || 'the whole';
	throw new LoginUnreadable(`${file}: ${path} is not what docker login writes`);
}

/** The names that a registry may have in the file. */
const keysOf = (host: string): readonly string[] =>
	hubHosts.has(host)
		? [hubKey, ...hubHosts]
		: [host, `https://${host}`, `https://${host}/`, `https://${host}/v1/`, `https://${host}/v2/`];

/** The answer of `docker-credential-NAME get`; undefined when it has none. The secret comes by its standard output alone. */
async function askHelper(
	helper: string,
	key: string,
	options: {
		readonly environment?: NodeJS.ProcessEnv | undefined;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<Login | undefined> {
	const program = `docker-credential-${helper}`;
	if (!/^[\w.-]+$/.test(helper)) throw new LoginUnreadable(`“${helper}” is no name of a credential helper`);
	const { environment, signal } = options;
	const ended = await execa(program, ['get'], {
		...(environment ? { env: environment, extendEnv: false } : {}),
		...(signal ? { cancelSignal: signal } : {}),
		input: key,
		reject: false,
		timeout: helperDeadline,
		forceKillAfterDelay: 1000,
		maxBuffer: 1024 * 1024,
	});
	if (ended.isCanceled) throw signal?.reason;
	if (ended.code === 'ENOENT') throw new LoginUnreadable(`${program} is not on the PATH`);
	if (ended.timedOut)
		throw new LoginUnreadable(`${program} did not answer within ${helperDeadline / 1000} s`);
	if (ended.exitCode !== 0) {
		if (
			/credentials not found|no credentials|not found in native keychain/i.test(ended.stdout + ended.stderr)
		)
			return undefined;
		throw new LoginUnreadable(`${program} failed with exit code ${ended.exitCode ?? 'none'}`);
	}
	const read = answer.safeParse(parsed(ended.stdout));
	if (!read.success) throw new LoginUnreadable(`${program} answered with something that is no login`);
	const { Username: user, Secret: secret } = read.data;
	return user === '<token>' ? { identityToken: secret } : { user, password: secret };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
