import { z } from 'zod';

const port = z.object({
	published: z.union([z.string(), z.number()]).optional(),
	target: z.number().optional(),
});

const service = z.object({
	image: z.string().optional(),
	environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
	volumes: z
		.array(z.object({ type: z.string(), source: z.string().optional(), target: z.string() }))
		.default([]),
	ports: z.array(port).default([]),
	healthcheck: z.unknown().optional(),
	restart: z.string().optional(),
	/** By key; without any, Compose's own `default`. */
	networks: z.record(z.string(), z.unknown()).optional(),
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

/** @throws z.ZodError when Compose printed something of another shape */
export const parseComposeConfig = (json: string): ComposeConfig => schema.parse(JSON.parse(json));
