import { milliseconds } from '../compose/durations.ts';
import type { PracticeImage } from '../images.ts';
import type { Container } from './container.ts';

/** A container as `docker container inspect` describes it. */
export function inspectContainer(container: Container) {
	const { plan } = container;
	const running = container.status === 'running' || container.status === 'restarting';
	const argv = [...plan.entrypoint, ...plan.command];
	return {
		Id: container.id,
		Created: container.createdAt,
		Path: argv[0] ?? '',
		Args: argv.slice(1),
		State: {
			Status: container.status,
			Running: running,
			Paused: false,
			Restarting: container.status === 'restarting',
			OOMKilled: false,
			Dead: false,
			Pid: 0,
			ExitCode: container.exitCode,
			Error: '',
			StartedAt: container.startedAt,
			FinishedAt: container.finishedAt,
			...(container.health
				? { Health: { Status: container.health, FailingStreak: container.failingStreak, Log: [] } }
				: {}),
		},
		Image: plan.image.id,
		Name: `/${plan.name}`,
		RestartCount: container.restarts,
		Platform: 'linux',
		HostConfig: {
			NetworkMode: plan.network,
			RestartPolicy: { Name: plan.restart || 'no', MaximumRetryCount: 0 },
			AutoRemove: false,
			Binds: plan.mounts
				.filter(({ type }) => type === 'bind')
				.map(({ source, target, readOnly }) => `${source}:${target}:${readOnly ? 'ro' : 'rw'}`),
		},
		Mounts: plan.mounts.map(({ type, source, target, readOnly }) => ({
			Type: type,
			Source: source,
			Destination: target,
			Mode: readOnly ? 'ro' : 'rw',
			RW: !readOnly,
			Propagation: type === 'bind' ? 'rprivate' : '',
		})),
		Config: {
			Hostname: container.id.slice(0, 12),
			Tty: false,
			Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
			Cmd: plan.command,
			Entrypoint: plan.entrypoint,
			Image: plan.imageName,
			Labels: plan.labels,
			...(plan.healthcheck ? { Healthcheck: healthCheck(plan.healthcheck) } : {}),
		},
		NetworkSettings: {
			Ports: Object.fromEntries(
				plan.ports.map(({ address, published, target, protocol }) => [
					`${target}/${protocol}`,
					[{ HostIp: address, HostPort: String(published) }],
				]),
			),
			Networks: plan.network === 'none' ? {} : { [plan.network]: { Aliases: [plan.name] } },
		},
	};
}

/** An image as `docker image inspect` describes it. */
export function inspectImage(
	image: PracticeImage,
	references: readonly string[],
	digests: readonly string[],
) {
	const { architecture, os, created, config, rootfs } = JSON.parse(image.config);
	const bytes = image.layers.reduce((sum, layer) => sum + layer.bytes, 0);
	return {
		Id: image.id,
		RepoTags: references,
		RepoDigests: digests,
		Created: created,
		Architecture: architecture,
		Os: os,
		// A layer unpacked is about two and a half times the compressed one.
		Size: Math.round(bytes * 2.5),
		Config: config,
		RootFS: { Type: rootfs.type, Layers: rootfs.diff_ids },
	};
}

function healthCheck(check: NonNullable<Container['plan']['healthcheck']>) {
	const nanoseconds = (text: string | undefined) => (text ? milliseconds(text) * 1e6 : 0);
	return {
		Test: check.test ?? [],
		Interval: nanoseconds(check.interval),
		Timeout: nanoseconds(check.timeout),
		StartPeriod: nanoseconds(check.start_period),
		Retries: check.retries ?? 0,
	};
}
