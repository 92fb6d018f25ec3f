// Touches the world: runs programs on a volume, in a throw-away container.
import { randomUUID } from 'node:crypto';
import {
	executeIn,
	inspectImages,
	removeContainer,
	runOnce,
	runThrowAway,
	type ThrowAway,
} from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { TarEnding } from '../../host/tar.ts';
import { canPack, type ProgramPlace, streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { throwAwayLabels } from '../throw-away.ts';

/** Where the helper finds the volume. No image has such a directory, so the engine copies nothing into it. */
export const volumeDirectory = '/lockkeeper/volume';
/** A directory of the helper's own. */
export const scratchDirectory = '/lockkeeper/scratch';

const short = 60_000;

/** A throw-away container that lives while its programs are run. */
export type Helper = ProgramPlace & {
	readonly image: string;
	/** Runs one to its end. @throws CommandError */
	readonly run: (argv: readonly string[]) => Promise<{ stdout: string; stderr: string }>;
};

type Context = Pick<RestorePointContext, 'engine' | 'project' | 'run' | 'signal'>;

/**
 * Opens a helper beside a volume that exists, without network, and removes it afterwards.
 * @param images of the stack, references or ids: one that is here and has GNU tar is taken
 * @throws OperatorError when there is none
 */
export async function withHelper<T>(
	context: Context,
	volume: { readonly name: string; readonly readOnly: boolean },
	images: readonly string[],
	work: (helper: Helper) => Promise<T>,
): Promise<T> {
	const image = await imageWithTar(context, images);
	// Named here, because a container that cannot be started stays, and tells no id.
	const name = `lockkeeper-volume-${randomUUID()}`;
	const command = (argv: readonly string[]): Command => executeIn(context.engine, name, argv);
	const runInside: Helper['run'] = (argv) =>
		run(context.engine, command(argv), { deadline: streamDeadline, signal: context.signal });
	try {
		await run(context.engine, helperCommand(context, name, volume, image), {
			deadline: short,
			signal: context.signal,
		});
		return await work({ image, command, packs: await canPack(context, command), run: runInside });
	} finally {
		// What stays is found by its labels; why it stays must not hide what went wrong before.
		await run(context.engine, removeContainer(context.engine, name), { deadline: short }).catch(() => {});
	}
}

/** It waits for ever: whoever started it removes it, and what a killed run left is found by its labels. */
export const helperCommand = (
	context: Pick<Context, 'engine' | 'project' | 'run'>,
	name: string,
	volume: { readonly name: string; readonly readOnly: boolean },
	image: string,
): Command => {
	const throwAway: ThrowAway = {
		image,
		name,
		labels: throwAwayLabels(context),
		environment: { LC_ALL: 'C', TAR_OPTIONS: '' },
		mounts: [{ source: volume.name, target: volumeDirectory, readOnly: volume.readOnly }],
		volumes: [scratchDirectory],
		// The image's own user may not read what belongs to another service.
		user: '0:0',
		entrypoint: 'tail',
	};
	return runThrowAway(context.engine, throwAway, ['-f', '/dev/null']);
};

/**
 * The first image that is on the engine's host and has GNU tar: Busybox's knows neither sparse files nor ACLs.
 * @throws OperatorError that names the images tried
 */
export async function imageWithTar(context: Context, images: readonly string[]): Promise<string> {
	const tried: string[] = [];
	for (const image of new Set(images)) {
		const answer = await tarOf(context, image);
		if (answer.startsWith('tar (GNU tar)')) return image;
		tried.push(`${image} (${answer})`);
	}
	throw new OperatorError(
		`Expected an image of this stack with GNU tar to read the volume with, found none; tried: ${tried.join(', ') || 'no image at all'}.`,
		{
			exit: 3,
			advice: [
				'Run Lockkeeper as root on the engine’s host: then the host’s own tar is used.',
				'Or name a directory of the host in place of this volume (a bind mount) in the Compose file and the runbook.',
			],
		},
	);
}

async function tarOf({ engine, signal }: Context, image: string): Promise<string> {
	const options = { deadline: short, signal };
	const ended = (error: unknown, problem: string) => {
		if (error instanceof CommandError && error.exitCode !== undefined && !signal?.aborted) return problem;
		throw error;
	};
	try {
		await run(engine, inspectImages(engine, [image]), options);
	} catch (error) {
		return ended(error, 'not on this host');
	}
	try {
		const { stdout, stderr } = await run(engine, runOnce(engine, image, 'tar', ['--version']), options);
		return (stdout || stderr).split('\n')[0] || 'another tar';
	} catch (error) {
		return ended(error, 'no GNU tar');
	}
}

/** What a tar that failed comes to. Exit code 1: files changed while they were read, and all of them are in the archive. */
export function someChanged(error: unknown): TarEnding {
	if (error instanceof CommandError && error.exitCode === 1) return { exitCode: 1, stderr: error.stderr };
	throw error;
}
