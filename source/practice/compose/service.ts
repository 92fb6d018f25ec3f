import { isAbsolute, resolve } from 'node:path';
import { goDuration } from './durations.ts';

/** A service as `docker compose config --format json` prints it, as far as the practice stack uses it. */
export type ResolvedService = {
	readonly image: string;
	readonly command: readonly string[] | null;
	readonly entrypoint: readonly string[] | null;
	readonly environment?: Readonly<Record<string, string | null>>;
	readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required: boolean }>>;
	readonly healthcheck?: {
		readonly test?: readonly string[];
		readonly interval?: string;
		readonly timeout?: string;
		readonly retries?: number;
		readonly start_period?: string;
	};
	readonly networks: Readonly<Record<string, null>>;
	readonly ports?: readonly {
		readonly mode: string;
		readonly host_ip?: string;
		readonly target: number;
		readonly published?: string;
		readonly protocol: string;
	}[];
	readonly restart?: string;
	readonly volumes?: readonly Volume[];
	readonly labels?: Readonly<Record<string, string>>;
};

export type Volume = {
	readonly type: 'bind' | 'volume';
	readonly source?: string;
	readonly target: string;
	readonly read_only?: true;
	readonly bind?: { readonly create_host_path: true };
	readonly volume?: Readonly<Record<string, never>>;
};

/** Keys of a service that the stand-in resolves; a file with others is refused rather than misread. */
export const knownServiceKeys = [
	'image',
	'command',
	'entrypoint',
	'env_file',
	'environment',
	'volumes',
	'ports',
	'healthcheck',
	'depends_on',
	'restart',
	'labels',
] as const; // prettier-ignore

type Raw = Readonly<Record<string, unknown>>;

/**
 * The long form of a service whose variables are replaced already.
 * @param environment what env files and `environment:` came to
 */
export function resolveService(
	raw: Raw,
	directory: string,
	environment: Record<string, string | null>,
): ResolvedService {
	return {
		image: String(raw.image),
		command: words(raw.command),
		entrypoint: words(raw.entrypoint),
		networks: { default: null },
		...(Object.keys(environment).length > 0 ? { environment } : {}),
		...(raw.depends_on ? { depends_on: dependencies(raw.depends_on) } : {}),
		...(raw.healthcheck ? { healthcheck: healthCheck(raw.healthcheck as Raw) } : {}),
		...(raw.ports ? { ports: (raw.ports as unknown[]).map(port) } : {}),
		...(raw.restart ? { restart: String(raw.restart) } : {}),
		...(raw.volumes
			? { volumes: (raw.volumes as unknown[]).map((volume) => resolveVolume(String(volume), directory)) }
			: {}),
		...(raw.labels ? { labels: raw.labels as Record<string, string> } : {}),
	};
}

/** A shell-like string or a list as a list; null when it is not said. */
function words(value: unknown): readonly string[] | null {
	if (value === undefined || value === null) return null;
	if (Array.isArray(value)) return value.map(String);
	return [...String(value).matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
		([, single, double, plain]) => single ?? double ?? plain ?? '',
	);
}

function dependencies(value: unknown) {
	const list: Record<string, Raw> = Array.isArray(value)
		? Object.fromEntries(value.map((name) => [name, {}]))
		: (value as Record<string, Raw>);
	return Object.fromEntries(
		Object.entries(list).map(([name, { condition = 'service_started', required = true }]) => [
			name,
			{ condition: String(condition), required: Boolean(required) },
		]),
	);
}

function healthCheck(raw: Raw) {
	const { test, interval, timeout, retries, start_period: startPeriod } = raw;
	return {
		...(test ? { test: Array.isArray(test) ? test.map(String) : ['CMD-SHELL', String(test)] } : {}),
		...(timeout ? { timeout: goDuration(String(timeout)) } : {}),
		...(interval ? { interval: goDuration(String(interval)) } : {}),
		...(retries ? { retries: Number(retries) } : {}),
		...(startPeriod ? { start_period: goDuration(String(startPeriod)) } : {}),
	};
}

function port(value: unknown) {
	const [, address, published, target = '', protocol = 'tcp'] =
		/^(?:(?:([\d.]+):)?(\d*):)?(\d+)(?:\/(\w+))?$/.exec(String(value)) ?? [];
	if (!target) throw new Error(`invalid hostPort: ${value}`);
	return {
		mode: 'ingress',
		...(address ? { host_ip: address } : {}),
		target: Number(target),
		...(published ? { published } : {}),
		protocol,
	};
}

function resolveVolume(text: string, directory: string): Volume {
	const [first = '', target, mode] = text.split(':');
	if (target === undefined) return { type: 'volume', target: first, volume: {} };
	const readOnly = mode?.split(',').includes('ro') ? { read_only: true as const } : {};
	if (isAbsolute(first) || /^[.~]/.test(first))
		return {
			type: 'bind',
			source: resolve(directory, first),
			target,
			...readOnly,
			bind: { create_host_path: true },
		};
	return { type: 'volume', source: first, target, ...readOnly, volume: {} };
}
