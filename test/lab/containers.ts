// Touches the world: what the engine says of a project's containers, and their removal.
import { docker, tryDocker } from './docker.ts';

export type ContainerFact = {
	id: string;
	/** As the Compose file names it, such as `specivo/specivo:0.1.9`. */
	image: string;
	/** Digest of the image the container was made from. */
	imageId: string;
	state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
	/** `none` for a service without a health check. */
	health: 'none' | 'starting' | 'healthy' | 'unhealthy';
	exitCode: number;
	/** How often the engine restarted it by itself. */
	restarts: number;
	environment: Record<string, string>;
};

type Inspected = {
	Id: string;
	Image: string;
	RestartCount: number;
	Config: { Image: string; Env: string[]; Labels: Record<string, string> };
	State: { Status: ContainerFact['state']; ExitCode: number; Health?: { Status: ContainerFact['health'] } };
};

/** Every container of the project by the name of its service, stopped ones included. */
export async function containers(project: string): Promise<Record<string, ContainerFact>> {
	const ids = await docker([
		'ps',
		'--all',
		'--quiet',
		'--filter',
		`label=com.docker.compose.project=${project}`,
	]);
	if (ids.trim() === '') {
		return {};
	}

	const inspected = JSON.parse(await docker(['inspect', ...ids.trim().split('\n')])) as Inspected[];
	return Object.fromEntries(
		inspected.map((container) => [
			container.Config.Labels['com.docker.compose.service'] ?? '',
			containerFact(container),
		]),
	);
}

function containerFact({ Id, Image, RestartCount, Config, State }: Inspected): ContainerFact {
	return {
		id: Id,
		image: Config.Image,
		imageId: Image,
		state: State.Status,
		health: State.Health?.Status ?? 'none',
		exitCode: State.ExitCode,
		restarts: RestartCount,
		environment: Object.fromEntries(
			Config.Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
		),
	};
}

/** Removes the project's containers and networks by label, for its Compose file may be broken or gone. */
export async function removeProject(project: string): Promise<void> {
	for (const { id } of Object.values(await containers(project))) {
		await tryDocker(['rm', '--force', '--volumes', id]);
	}

	const networks = await docker([
		'network',
		'ls',
		'--quiet',
		'--filter',
		`label=com.docker.compose.project=${project}`,
	]);
	for (const network of networks.split('\n').filter((id) => id !== '')) {
		await docker(['network', 'rm', network]);
	}
}

/** Removes the project's named volumes, by label. Its containers have to be gone. */
export async function removeVolumes(project: string): Promise<void> {
	const volumes = await docker([
		...['volume', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${project}`],
	]);
	for (const volume of volumes.split('\n').filter((name) => name !== '')) {
		await docker(['volume', 'rm', volume]);
	}
}
