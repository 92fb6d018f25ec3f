// Touches the world: asks the engine for the stack's containers.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ComposeProject } from '../docker/arguments.ts';
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import { builtReferences } from '../images/built-image.ts';
import { repositoryOf, tagOf } from '../runbook/detect.ts';
import type { ComposeConfig } from './compose-config.ts';
import type { MountFact, ServiceFact, ServiceState } from './facts.ts';

const containerSchema = z.object({
	Id: z.string(),
	/** RFC 3339. */
	Created: z.string().optional(),
	Name: z.string().default(''),
	Image: z.string(),
	RestartCount: z.number().default(0),
	State: z.object({
		Status: z.string(),
		/** Of a process that nobody waited for it is not known. */
		ExitCode: z.number().optional(),
		StartedAt: z.string().optional(),
		Health: z.object({ Status: z.string() }).nullish(),
	}),
	Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
	NetworkSettings: z
		.object({
			Networks: z
				.record(
					z.string(),
					z.object({ IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() }).nullish(),
				)
				.nullish(),
		})
		.nullish(),
	Mounts: z
		.array(z.object({ Type: z.string(), Source: z.string().default(''), Destination: z.string() }))
		.nullish(),
});

export type Container = z.infer<typeof containerSchema>;

const imageSchema = z.object({
	Id: z.string(),
	RepoDigests: z.array(z.string()).nullish(),
	RepoTags: z.array(z.string()).nullish(),
});

type Image = z.infer<typeof imageSchema>;

/** A container may be recreated between its listing and the look at it, by Compose's own `ps` as well (tried). */
const attempts = 20;

type OfService = { readonly service: string; readonly container: Container };

/** All containers of the project, with the service each belongs to; a successor only once the old one is gone. */
export async function listContainers(
	engine: Engine,
	project: ComposeProject,
	signal?: AbortSignal,
): Promise<readonly OfService[]> {
	const all = await allContainers(engine, project, signal);
	return all.filter((one) => !isHalfMade(one, all));
}

/** Successors that Compose has made, and has not put in the place of the old ones. */
export async function listHalfMade(
	engine: Engine,
	project: ComposeProject,
	signal?: AbortSignal,
): Promise<readonly Container[]> {
	const all = await allContainers(engine, project, signal);
	return all.filter((one) => isHalfMade(one, all)).map(({ container }) => container);
}

/** Compose names it `<id of the old one>_<its name>` until then. */
const isHalfMade = ({ service, container }: OfService, all: readonly OfService[]) =>
	container.State.Status === 'created' &&
	all.some(
		(old) =>
			old.service === service &&
			container.Name === `/${old.container.Id.slice(0, 12)}_${old.container.Name.slice(1)}`,
	);

async function allContainers(
	engine: Engine,
	project: ComposeProject,
	signal?: AbortSignal,
): Promise<readonly OfService[]> {
	const options = { deadline: 20_000, signal };
	for (let attempt = 1; ; attempt++) {
		try {
			const ids = (await run(engine, docker.containerIds(engine, project), options)).stdout
				.split('\n')
				.filter(Boolean);
			if (ids.length === 0) return [];
			const answer = await run(engine, docker.inspectContainers(engine, ids), options);
			return z
				.array(containerSchema)
				.parse(JSON.parse(answer.stdout))
				.map((container) => ({
					service: container.Config.Labels?.['com.docker.compose.service'] ?? '',
					container,
				}));
		} catch (error) {
			const gone = error instanceof CommandError && /no such container/i.test(error.stderr);
			if (!gone || attempt === attempts) throw error;
			await sleep(50 * attempt, undefined, signal ? { signal } : {});
		}
	}
}

/**
 * The container of one service. Asking for a known one is one call in place of two, and Compose stays out of it:
 * a start is watched often, and on a small host the watching must not slow it down.
 */
export async function findContainer(
	engine: Engine,
	project: ComposeProject,
	service: string,
	known: string | undefined,
	signal?: AbortSignal,
): Promise<Container | undefined> {
	if (known !== undefined) {
		const answer = await run(engine, docker.inspectContainers(engine, [known]), {
			deadline: 20_000,
			signal,
		}).catch(() => undefined);
		const container = answer && z.array(containerSchema).parse(JSON.parse(answer.stdout))[0];
		if (container) return container;
	}
	const containers = await listContainers(engine, project, signal);
	return containers.find((candidate) => candidate.service === service)?.container;
}

/** Addresses of a container in all its networks; none while it does not run. */
export const addressesOf = ({ NetworkSettings }: Container): readonly string[] =>
	Object.values(NetworkSettings?.Networks ?? {}).flatMap((network) =>
		[network?.IPAddress, network?.GlobalIPv6Address].flatMap((address) => address || []),
	);

/** What the container's own state says; pure. */
export function serviceState(state: Container['State']): ServiceState {
	switch (state.Status) {
		case 'restarting':
			return 'restarting';
		case 'running': {
			const health = state.Health?.Status;
			return health === 'healthy' || health === 'unhealthy' || health === 'starting' ? health : 'no check';
		}
		case 'created':
			return 'starting';
		default:
			return 'exited';
	}
}

/** The engine writes the year 1 for one that was never started. */
const startedAt = ({ StartedAt = '' }: Container['State']): Pick<ServiceFact, 'startedAt'> =>
	StartedAt === '' || StartedAt.startsWith('0001-') ? {} : { startedAt: StartedAt };

/** Every service of the resolved Compose file as it is now. @param repositories of the app's images */
export async function probeServices(
	engine: Engine,
	project: ComposeProject,
	config: ComposeConfig,
	repositories: readonly string[],
	signal?: AbortSignal,
): Promise<readonly ServiceFact[]> {
	const containers = await listContainers(engine, project, signal);
	const images = await imagesById(
		engine,
		[...new Set(containers.map(({ container }) => container.Image))],
		signal,
	);
	const references = builtReferencesOf(config, containers, images);
	return Object.entries(config.services).map(([name, service]): ServiceFact => {
		const image = service.image ?? '';
		const app = repositories.includes(repositoryOf(image));
		const oneShot = service.restart === 'no';
		const container = containers.find((candidate) => candidate.service === name)?.container;
		if (!container) return { name, image, state: 'missing', restarts: 0, app, oneShot };
		const state = serviceState(container.State);
		const runningImage = references.get(name) ?? container.Config.Image;
		return {
			name,
			container: container.Id,
			image,
			runningImage,
			imageId: container.Image,
			...digestsOf(images.get(container.Image)?.RepoDigests ?? [], runningImage),
			state,
			...((state === 'exited' || state === 'restarting') && container.State.ExitCode !== undefined
				? { exitCode: container.State.ExitCode }
				: {}),
			restarts: container.RestartCount,
			...startedAt(container.State),
			app,
			oneShot: oneShot && state === 'exited',
		};
	});
}

/** An image pushed or pulled under several names has a digest for each, and in no order. */
function digestsOf(digests: readonly string[], image: string): Pick<ServiceFact, 'digest' | 'digests'> {
	const own = digests.find((digest) => repositoryOf(digest) === repositoryOf(image)) ?? digests[0];
	return own === undefined ? {} : { digest: own, digests };
}

/** Bind mounts and volumes of the running containers, without looking into them. */
export function mountsOf(
	containers: readonly { readonly service: string; readonly container: Container }[],
): readonly Pick<MountFact, 'service' | 'source' | 'target'>[] {
	return containers.flatMap(({ service, container }) =>
		(container.Mounts ?? [])
			.filter((mount) => mount.Type === 'bind' || mount.Type === 'volume')
			.map((mount) => ({ service, source: mount.Source, target: mount.Destination })),
	);
}

/** Of services whose images are built: the running one with its version, by service. */
function builtReferencesOf(
	{ services }: ComposeConfig,
	containers: readonly OfService[],
	images: ReadonlyMap<string, Image>,
): ReadonlyMap<string, string> {
	const built = containers.flatMap(({ service, container }) => {
		const { image, builtFrom } = services[service] ?? {};
		const tags = images.get(container.Image)?.RepoTags ?? [];
		return image && builtFrom ? [{ service, image, builtFrom, tags }] : [];
	});
	const references = builtReferences(built);
	return new Map(built.map(({ service }, index) => [service, references[index] ?? '']));
}

/** The version that the image of a service's container carries; undefined when it carries none. */
export async function versionOfContainer(
	engine: Engine,
	config: ComposeConfig,
	service: string,
	container: Container,
	expected: string,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const { image = '', builtFrom } = config.services[service] ?? {};
	if (!builtFrom) return tagOf(container.Config.Image);
	const images = await imagesById(engine, [container.Image], signal);
	const tags = images.get(container.Image)?.RepoTags ?? [];
	const [reference = ''] = builtReferences([{ image, builtFrom: expected, tags }]);
	return tagOf(reference);
}

/** Images by id; an image that was removed under a running container is left out. */
async function imagesById(
	engine: Engine,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<Map<string, Image>> {
	const answers = await Promise.allSettled(
		ids.map((id) => run(engine, docker.inspectImages(engine, [id]), { deadline: 20_000, signal })),
	);
	const images = new Map<string, Image>();
	for (const answer of answers) {
		if (answer.status === 'rejected') continue;
		for (const image of z.array(imageSchema).parse(JSON.parse(answer.value.stdout)))
			images.set(image.Id, image);
	}
	return images;
}
