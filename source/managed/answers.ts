// Touches the world: answers as docker would, of an app on the platform.
import { readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import * as fly from './arguments.ts';
import { destinationsIn, tagIn } from './configuration.ts';
import type { ManagedService } from './managed-service.ts';
import { act, type Machine, machines } from './platform.ts';

const unknown = 'unknown';

export const info = ({ directory }: ManagedService) => ({
	ServerVersion: 'none',
	// The platform's own; images are for both.
	Architecture: arch() === 'arm64' ? 'aarch64' : 'x86_64',
	DockerRootDir: directory,
	RegistryConfig: { Mirrors: [] },
});

/** One service, of the version that the configuration names. */
export function config(service: ManagedService) {
	const { project, service: name, image } = service;
	const text = configuration(service);
	const volumes = destinationsIn(text).map((target) => ({ type: 'volume', target }));
	return {
		name: project,
		services: { [name]: { image: `${image}:${tagIn(text, image) ?? unknown}`, volumes } },
	};
}

const configuration = ({ directory, config: file }: ManagedService) =>
	readFileSync(join(directory, file), 'utf8');

/** The newest machine: while data is swapped there are two for a moment. */
export async function newestMachine(service: ManagedService): Promise<Machine | undefined> {
	return (await machines(service)).at(-1);
}

export async function containers(service: ManagedService): Promise<readonly { readonly Id: string }[]> {
	const machine = await newestMachine(service);
	return machine ? [containerOf(service, machine)] : [];
}

function containerOf(service: ManagedService, machine: Machine) {
	const { repository = service.image, tag = '', digest } = machine.image_ref ?? {};
	const reference = `${repository}:${tag || unknown}`;
	return {
		Id: machine.id,
		Name: `/${service.service}`,
		Image: digest ? `${reference}@${digest}` : reference,
		RestartCount: 0,
		State: {
			Status: statusOf(machine.state),
			StartedAt: machine.updated_at,
			...healthOf(machine),
		},
		Config: { Image: reference, Labels: { 'com.docker.compose.service': service.service } },
		// A volume that is attached no longer, or elsewhere, is seen by this.
		Mounts: (machine.config?.mounts ?? []).map(({ volume, path }) => ({
			Type: 'volume',
			Source: volume,
			Destination: path,
		})),
	};
}

function statusOf(state: string): 'running' | 'created' | 'exited' {
	if (state === 'started') return 'running';
	return ['created', 'starting', 'replacing', 'updating', 'restarting'].includes(state)
		? 'created'
		: 'exited';
}

function healthOf({ checks }: Machine) {
	if (!checks || checks.length === 0) return {};
	const Status = checks.every(({ status }) => status === 'passing')
		? 'healthy'
		: checks.some(({ status }) => status === 'critical')
			? 'unhealthy'
			: 'starting';
	return { Health: { Status } };
}

/** What the platform starts it fetches by itself: every image is as good as here. */
export const images = (references: readonly string[]) =>
	references.map((reference) => {
		const [name = '', digest] = reference.split('@');
		return {
			Id: reference,
			RepoDigests: digest ? [`${name.slice(0, name.lastIndexOf(':'))}@${digest}`] : [],
			RepoTags: [name],
		};
	});

/** As Compose does: what runs the version that is configured is left alone. */
export async function bringUp(service: ManagedService): Promise<void> {
	const machine = await newestMachine(service);
	if (machine?.state === 'started' && machine.image_ref?.tag === tagIn(configuration(service), service.image))
		return;
	await act(fly.deploy(service));
}

export async function stopAll(service: ManagedService): Promise<void> {
	for (const { id, state } of await machines(service))
		if (state !== 'stopped') await act(fly.stopMachine(service, id));
}

export async function startNewest(service: ManagedService): Promise<void> {
	const machine = await newestMachine(service);
	if (machine && machine.state !== 'started') await act(fly.startMachine(service, machine.id));
}
