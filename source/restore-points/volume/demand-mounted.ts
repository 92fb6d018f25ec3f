// Touches the world: asks the engine what the stack's containers mount.
import { z } from 'zod';
import { containerIds, inspectContainers } from '../../docker/arguments.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { VolumePlace } from './part.ts';

const containersSchema = z.array(
	z.object({
		Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
		Mounts: z
			.array(z.object({ Type: z.string(), Name: z.string().optional(), Destination: z.string() }))
			.nullish(),
	}),
);

/**
 * The containers that are there mount this volume where the Compose file says so. Another project name would give
 * the volume another name: it may exist, from an earlier try, and hold nothing of what the service shows.
 * @throws OperatorError naming both volumes
 */
export async function demandMounted(
	context: Pick<RestorePointContext, 'engine' | 'project' | 'signal'>,
	{ name, users }: Pick<VolumePlace, 'name' | 'users'>,
): Promise<void> {
	const options = { deadline: 60_000, signal: context.signal };
	const { stdout } = await run(context.engine, containerIds(context.engine, context.project), options);
	const ids = stdout.split('\n').filter(Boolean);
	if (ids.length === 0) return;
	const answer = await run(context.engine, inspectContainers(context.engine, ids), options);
	for (const { Config, Mounts } of containersSchema.parse(JSON.parse(answer.stdout))) {
		const service = Config.Labels?.['com.docker.compose.service'];
		for (const user of users.filter((candidate) => candidate.service === service)) {
			const mount = Mounts?.find(({ Destination }) => Destination === user.target);
			if (!mount || mount.Name === name) continue;
			throw new OperatorError(
				`Expected the volume ${name} at ${user.target} in service ${service}, found ${mount.Name ?? `a ${mount.Type} mount`} there: the container was made from another Compose file or project.`,
				{
					exit: 3,
					advice: [
						'Nothing was changed. Bring the Compose file and the containers together (`docker compose up -d` makes them anew), after looking which of the two holds the data.',
					],
				},
			);
		}
	}
}
