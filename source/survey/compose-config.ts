import { z } from 'zod';

const port = z.object({
	published: z.union([z.string(), z.number()]).optional(),
	target: z.number().optional(),
	host_ip: z.string().optional(),
});

const service = z.object({
	image: z.string().optional(),
	build: z.unknown().optional(),
	/** Not Compose's: the version that the image is built from, where a checkout tells it; see `asCheckedOut`. */
	builtFrom: z.string().optional(),
	environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
	volumes: z
		.array(z.object({ type: z.string(), source: z.string().optional(), target: z.string() }))
		.default([]),
	ports: z.array(port).default([]),
	healthcheck: z.unknown().optional(),
	restart: z.string().optional(),
	/** How long it may take to stop, as Go writes durations: `1m30s`. */
	stop_grace_period: z.string().optional(),
	/** By key; without any, Compose's own `default`. */
	networks: z.record(z.string(), z.unknown()).optional(),
	depends_on: z.record(z.string(), z.unknown()).optional(),
	network_mode: z.string().optional(),
	extra_hosts: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional(),
});

const schema = z.object({
	name: z.string(),
	services: z.record(z.string(), service).default({}),
	/** With the name the engine knows each by. */
	volumes: z.record(z.string(), z.object({ name: z.string() })).default({}),
	networks: z.record(z.string(), z.object({ name: z.string() })).default({}),
});

/** The Compose file as `docker compose config --format json` resolves it, as far as Lockkeeper reads it. */
export type ComposeConfig = z.infer<typeof schema>;

/** Whether a service depends on one of others, or what it depends on does. */
export function dependsOn(config: ComposeConfig, name: string, others: readonly string[]): boolean {
	const needed = new Set([name]);
	// A set hands over what is added while it is walked.
	for (const each of needed)
		for (const next of Object.keys(config.services[each]?.depends_on ?? {})) needed.add(next);
	return others.some((other) => other !== name && needed.has(other));
}

/** Where this host reaches a port of a service, e.g. `http://127.0.0.1:8000`; undefined when it is not published. */
export function publishedAt({ services }: ComposeConfig, name: string, target: number): string | undefined {
	const port = services[name]?.ports.find((each) => each.target === target && each.published !== undefined);
	if (!port) return undefined;
	const { host_ip: host = '', published } = port;
	const address = ['', '0.0.0.0', '::'].includes(host)
		? '127.0.0.1'
		: host.includes(':')
			? `[${host}]`
			: host;
	return `http://${address}:${published}`;
}

/** Milliseconds that a service gets to stop before it is killed: ten seconds, unless the Compose file says otherwise. */
export function graceOf(config: ComposeConfig, name: string): number {
	const text = config.services[name]?.stop_grace_period;
	if (text === undefined) return 10_000;
	const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
	return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0);
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** @throws z.ZodError when Compose printed something of another shape */
export const parseComposeConfig = (json: string): ComposeConfig => schema.parse(JSON.parse(json));

/** Stands for the version where nothing tells which one is checked out. */
export const unknownVersion = 'no release';

/**
 * The same of a checkout of this version: each image that is built has the name that Compose gives it, and the version
 * that it stands for.
 */
export function asCheckedOut(config: ComposeConfig, version: string | undefined): ComposeConfig {
	const nameOf = (service: string) => config.services[service]?.image ?? `${config.name}-${service}`;
	const entries = Object.entries(config.services);
	const built = new Set(entries.flatMap(([service, { build }]) => (build ? [nameOf(service)] : [])));
	const services = entries.map(([service, said]) =>
		said.build || built.has(said.image ?? '')
			? [service, { ...said, image: nameOf(service), builtFrom: version ?? unknownVersion }]
			: [service, said],
	);
	return { ...config, services: Object.fromEntries(services) };
}

/** The images that are built, by the names that Compose gives them, each once. */
export const builtImages = ({ services }: ComposeConfig): readonly string[] => [
	...new Set(Object.values(services).flatMap(({ image, builtFrom }) => (builtFrom && image ? [image] : []))),
];
