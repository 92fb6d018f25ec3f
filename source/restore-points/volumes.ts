// Touches the world: asks the engine about volumes. Nothing here makes one: the engine would make an empty one
// of any name it is given.
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { z } from 'zod';
import { inspectVolume } from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';
import { enginePlace } from './engine-place.ts';

const volumeSchema = z.object({
	Name: z.string(),
	Driver: z.string(),
	Mountpoint: z.string(),
	Options: z.record(z.string(), z.string()).nullish(),
});

export type EngineVolume = {
	readonly name: string;
	readonly driver: string;
	/** On the engine's host. */
	readonly mountpoint: string;
	readonly options: Readonly<Record<string, string>>;
};

type Context = Pick<RestorePointContext, 'engine' | 'signal'>;

const short = ({ signal }: Context) => ({ deadline: 60_000, signal });

/** @returns undefined when there is none of this name */
export async function findVolume(context: Context, name: string): Promise<EngineVolume | undefined> {
	try {
		const { stdout } = await run(context.engine, inspectVolume(context.engine, name), short(context));
		const [found] = z.array(volumeSchema).parse(JSON.parse(stdout));
		return (
			found && {
				name: found.Name,
				driver: found.Driver,
				mountpoint: found.Mountpoint,
				options: found.Options ?? {},
			}
		);
	} catch (error) {
		if (error instanceof CommandError && /no such volume/i.test(error.stderr)) return undefined;
		throw error;
	}
}

/** @throws OperatorError with both names when the engine has no such volume */
export async function demandVolume(
	context: Context,
	{ key, name }: { readonly key: string; readonly name: string },
): Promise<EngineVolume> {
	const found = await findVolume(context, name);
	if (found) return found;
	throw new OperatorError(
		`Expected the volume ${name} (${key} in the Compose file), and the engine has none of this name.`,
		{
			exit: 3,
			advice: [
				'Nothing was changed, and no volume was made.',
				'Look for its real name with `docker volume ls`: it begins with the name of the Compose project, which may have been another one when the stack was started.',
			],
		},
	);
}

/**
 * Where a volume's files are reached without the engine.
 * @returns the directory, or why there is none
 */
export async function hostDirectoryOf(
	context: Context,
	volume: EngineVolume,
): Promise<{ readonly path: string } | { readonly problem: string }> {
	if (process.getuid?.() !== 0) return { problem: 'Lockkeeper does not run as root' };
	if (volume.driver !== 'local') return { problem: `its driver is ${volume.driver}` };
	if (Object.keys(volume.options).length > 0)
		return { problem: 'it has options of its own, and may be mounted only while a container uses it' };
	const place = await enginePlace(context);
	if ('problem' in place) return place;
	const found = await stat(volume.mountpoint).catch(() => undefined);
	return found?.isDirectory()
		? { path: volume.mountpoint }
		: { problem: `there is no directory ${volume.mountpoint} here` };
}
