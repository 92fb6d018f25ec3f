// Touches the world: puts restored entries of a volume in the place of the live ones.
import { z } from 'zod';
import { containersOfVolume, inspectContainers } from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import type { SwapTimes } from '../data-kind.ts';
import { directoryBesideName, directoryKeptName } from '../directory/names.ts';
import { demandDirectoryReady, swapDirectory } from '../directory/swap.ts';
import { swapNames } from '../swap-names.ts';
import { proofLabel, removeLeftoverProofs } from '../throw-away.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { volumeDirectory, withHelper } from './helper.ts';
import type { VolumePart } from './part.ts';
import { demandInside, swapExit, swapInside } from './swap-script.ts';

const containersSchema = z.array(
	z.object({
		Name: z.string(),
		Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
		Mounts: z.array(z.object({ Name: z.string().optional(), RW: z.boolean() })).nullish(),
	}),
);

/**
 * Moves the live entries into a directory of ours inside the volume, then the restored ones into their place: renames
 * alone, killable anywhere and callable again, see `directory/swap.ts` and `swap-script.ts` for the states.
 * @returns what was kept
 * @throws OperatorError when a running container may write into the volume, nothing was unpacked, or an entry came
 * into being between the two halves
 */
export async function swapVolume(
	context: RestorePointContext,
	part: VolumePart,
	at: SwapTimes,
): Promise<string> {
	const volume = await demandVolume(context, part);
	await demandUnused(context, part.name);
	const { incoming: beside, kept } = swapNames(at, directoryBesideName, directoryKeptName);
	const host = await hostDirectoryOf(context, volume);
	if ('path' in host)
		await swapDirectory({ path: host.path, except: part.except }, beside, kept, nobodyUsesIt);
	else {
		// A script goes on when the process that began it is killed: two of them must not move the same entries.
		await removeLeftoverProofs(context);
		await withHelper(context, { name: part.name, readOnly: false }, part.images, (helper) =>
			helper
				.run(swapInside(volumeDirectory, beside, kept, part.except))
				.catch((error) => Promise.reject(inWords(error, part.name, beside))),
		);
	}
	return `${kept} in volume ${part.name}`;
}

/** All that the swap would refuse before it moves the first entry. @throws OperatorError */
export async function demandVolumeReady(
	context: RestorePointContext,
	part: VolumePart,
	at: SwapTimes,
): Promise<void> {
	const volume = await demandVolume(context, part);
	await demandUnused(context, part.name);
	const { incoming: beside, kept } = swapNames(at, directoryBesideName, directoryKeptName);
	const host = await hostDirectoryOf(context, volume);
	if ('path' in host)
		await demandDirectoryReady({ path: host.path, except: part.except }, beside, kept, nobodyUsesIt);
	else
		await withHelper(context, { name: part.name, readOnly: true }, part.images, (helper) =>
			helper
				.run(demandInside(volumeDirectory, beside, kept))
				.catch((error) => Promise.reject(inWords(error, part.name, beside))),
		);
}

/** No container has it mounted: what a server left that was killed is no reason to refuse the way back. */
const nobodyUsesIt = async () => {};

async function demandUnused({ engine }: RestorePointContext, name: string): Promise<void> {
	const options = { deadline: 60_000 };
	const { stdout } = await run(engine, containersOfVolume(engine, name), options);
	const ids = stdout.split('\n').filter(Boolean);
	if (ids.length === 0) return;
	const answer = await run(engine, inspectContainers(engine, ids), options);
	const writers = containersSchema
		.parse(JSON.parse(answer.stdout))
		.filter(({ Config }) => Config.Labels?.[proofLabel] === undefined)
		.filter(({ Mounts }) => Mounts?.some((mount) => mount.Name === name && mount.RW))
		.map((container) => container.Name.replace(/^\//, ''));
	if (writers.length === 0) return;
	throw new OperatorError(
		`Expected nobody to write into the volume ${name}, found running: ${writers.join(', ')}.`,
		{
			exit: 3,
			advice: [`Nothing was moved. Stop what runs (\`docker stop ${writers.join(' ')}\`), and go on.`],
		},
	);
}

function inWords(error: unknown, name: string, beside: string): unknown {
	if (!(error instanceof CommandError)) return error;
	switch (error.exitCode) {
		case swapExit.nothingRestored:
			return new OperatorError(
				`Expected the restored entries in ${beside} of volume ${name}, found nothing there.`,
				{ exit: 3, advice: ['Nothing was moved. Unpack the archive first.'], cause: error },
			);
		case swapExit.inTheWay:
			return new OperatorError(
				`Expected no ${error.stderr} in volume ${name}, found one that was written meanwhile.`,
				{
					exit: 3,
					advice: ['Stop what writes into this volume, move the entry away by hand, and go on.'],
					cause: error,
				},
			);
		default:
			return error;
	}
}
