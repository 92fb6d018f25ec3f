// Touches the world: makes the container of a service.
import { mkdir } from 'node:fs/promises';
import { configHash, type Project } from '../compose/project.ts';
import type { ResolvedService } from '../compose/service.ts';
import { withTag } from '../images.ts';
import { CallFailure } from './call.ts';
import type { Container } from './container.ts';
import { projectLabel, type StandInEngine, serviceLabel } from './engine.ts';

/** Carries what the container was made from. */
export const hashLabel = 'com.docker.compose.config-hash';

/** Directories of bind mounts that are not there are made, as Compose does. */
export async function createContainer(
	engine: StandInEngine,
	project: Project,
	name: string,
	service: ResolvedService,
): Promise<Container> {
	const image = engine.image(service.image);
	if (!image)
		throw new CallFailure(1, `Error response from daemon: No such image: ${withTag(service.image)}`);
	const mounts = (service.volumes ?? []).map(({ type, source = '', target, read_only: readOnly }) => ({
		type,
		source,
		target,
		readOnly: readOnly ?? false,
	}));
	for (const { source, readOnly } of mounts) if (!readOnly) await mkdir(source, { recursive: true });
	const given = Object.entries(service.environment ?? {}).filter(
		(pair): pair is [string, string] => pair[1] !== null,
	);
	const ofImage = image.environment.map((entry) => [
		entry.slice(0, entry.indexOf('=')),
		entry.slice(entry.indexOf('=') + 1),
	]);
	return engine.create({
		name: `${project.name}-${name}-1`,
		image,
		imageName: service.image,
		labels: {
			...service.labels,
			[hashLabel]: configHash(service),
			'com.docker.compose.container-number': '1',
			'com.docker.compose.image': image.id,
			'com.docker.compose.oneoff': 'False',
			[projectLabel]: project.name,
			'com.docker.compose.project.config_files': project.file,
			'com.docker.compose.project.environment_file': project.envFiles.join(','),
			'com.docker.compose.project.working_dir': project.directory,
			[serviceLabel]: name,
		},
		environment: Object.fromEntries([...ofImage, ...given]),
		entrypoint: service.entrypoint ?? image.entrypoint,
		command: service.command ?? (service.entrypoint ? [] : image.command),
		healthcheck: service.healthcheck,
		restart: service.restart ?? 'no',
		mounts,
		ports: (service.ports ?? []).map(
			({ host_ip: address = '0.0.0.0', published = '0', target, protocol }) => ({
				address,
				published: Number(published),
				target,
				protocol,
			}),
		),
		network: `${project.name}_default`,
	});
}
