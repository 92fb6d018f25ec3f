// Touches the world: the database server of the external variant, which no service of the stack runs.
import { setTimeout as pause } from 'node:timers/promises';
import { docker, tryDocker } from '../docker.ts';
import { pgvectorImage } from '../shared-images.ts';

const password = 'semaphor-lab';

/** Name of the server's container, and of its host within the network. */
export const outsideServer = (project: string) => `${project}-outside-database`;

/** Name of the network that the stack's Compose file joins. */
export const outsideNetwork = (project: string) => `${project}-outside`;

export const databaseUrl = (project: string) =>
	`postgresql://semaphor:${password}@${outsideServer(project)}:5432/semaphor`;

/** Starts the server on a network of its own, and returns when it answers there. */
export async function startOutsideServer(project: string): Promise<void> {
	const server = outsideServer(project);
	await docker(['network', 'create', outsideNetwork(project)]);
	await docker([
		...['run', '--detach', '--quiet', '--name', server, '--network', outsideNetwork(project)],
		...['--env', 'POSTGRES_USER=semaphor', '--env', `POSTGRES_PASSWORD=${password}`],
		`${pgvectorImage.name}:${pgvectorImage.tag}`,
	]);
	// By the address: the first start's temporary server does not listen there.
	const ready = ['exec', server, 'sh', '-c', 'pg_isready -q -h "$(hostname -i)" -U semaphor'];
	for (let left = 120; (await tryDocker(ready)).exitCode !== 0; left--) {
		if (left === 0) {
			throw new Error(
				`${server} did not answer within a minute: ${(await tryDocker(['logs', server])).stderr}`,
			);
		}

		await pause(500);
	}
}

/** Removes the server with its data, and its network; nothing where there is none. */
export async function removeOutsideServer(project: string): Promise<void> {
	await tryDocker(['rm', '--force', '--volumes', outsideServer(project)]);
	await tryDocker(['network', 'rm', outsideNetwork(project)]);
}
