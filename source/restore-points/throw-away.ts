// Touches the world: finds and removes throw-away containers.
import { containersWithLabel, removeContainer } from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import type { RestorePointContext } from './context.ts';

/** Carries the run's id. */
export const proofLabel = 'lockkeeper.proof';
/** Carries the stack's directory: leftovers of a killed run are found by it, and those of other stacks are not. */
export const directoryLabel = 'lockkeeper.directory';

const short = { deadline: 60_000 };

/** What every throw-away container of ours carries. */
export const throwAwayLabels = ({
	run: id,
	project,
}: Pick<RestorePointContext, 'run' | 'project'>): Readonly<Record<string, string>> => ({
	[proofLabel]: id,
	[directoryLabel]: project.directory,
});

/** Removes what a killed run of this stack left behind; containers of others are not touched. @returns how many */
export async function removeLeftoverProofs(
	context: Pick<RestorePointContext, 'engine' | 'project'>,
): Promise<number> {
	return removeWithLabel(context, `${directoryLabel}=${context.project.directory}`);
}

/** Removes what this run made. @returns how many */
export async function removeProofsOfRun(
	context: Pick<RestorePointContext, 'engine' | 'run'>,
): Promise<number> {
	return removeWithLabel(context, `${proofLabel}=${context.run}`);
}

async function removeWithLabel(
	{ engine }: Pick<RestorePointContext, 'engine'>,
	label: string,
): Promise<number> {
	const { stdout } = await run(engine, containersWithLabel(engine, label), short);
	const ids = stdout.split('\n').filter(Boolean);
	for (const id of ids) await run(engine, removeContainer(engine, id), short);
	return ids.length;
}
