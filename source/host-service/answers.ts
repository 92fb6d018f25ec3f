// Touches the world: answers as docker would, of an app without containers.
import { arch } from 'node:os';
import { isBuildHere, linkedVersion } from './builds.ts';
import { buildReference, type HostService } from './host-service.ts';
import { readLastStart } from './last-start.ts';
import { type Running, runningNow } from './running.ts';

/** The kernel's names, as `docker info` has them. */
const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', arm: 'armv7l' };
/** As the engine writes it of one that was never started. */
const never = '0001-01-01T00:00:00Z';
const unknown = 'unknown';

export const info = ({ directory }: HostService) => ({
	ServerVersion: 'none',
	Architecture: machines[arch()] ?? arch(),
	DockerRootDir: directory,
	RegistryConfig: { Mirrors: [] },
});

/** One service, of the version that the link leads to. */
export const config = (service: HostService) => ({
	name: service.project,
	services: {
		[service.service]: { image: buildReference(service, linkedVersion(service) ?? unknown) },
	},
});

export async function containers(service: HostService): Promise<readonly { readonly Id: string }[]> {
	return [containerOf(service, await runningNow(service))];
}

function containerOf(service: HostService, running: Running | undefined) {
	const last = readLastStart(service);
	const version = (running ? running.version : (last.version ?? linkedVersion(service))) ?? unknown;
	return {
		// Another process is another container.
		Id: running ? `process-${running.pid}-${running.ticks}` : 'no-process',
		Name: `/${service.service}`,
		Image: `build-${version}`,
		RestartCount: 0,
		State: {
			Status: running ? 'running' : 'exited',
			StartedAt: running?.startedAt ?? last.startedAt ?? never,
		},
		Config: {
			Image: buildReference(service, version),
			Labels: { 'com.docker.compose.service': service.service },
		},
		Mounts: [],
	};
}

/** Builds that are here, by reference or id; undefined when one of them is not. */
export function builds(service: HostService, references: readonly string[]) {
	const versions = references.map((reference) =>
		reference.startsWith('build-') ? reference.slice('build-'.length) : (reference.split(':').at(-1) ?? ''),
	);
	return versions.every((version) => isBuildHere(service, version))
		? versions.map((version) => ({
				Id: `build-${version}`,
				RepoDigests: [],
				RepoTags: [buildReference(service, version)],
			}))
		: undefined;
}
