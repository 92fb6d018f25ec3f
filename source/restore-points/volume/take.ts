// Touches the world: archives a volume into a restore point.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CommandError } from '../../docker/command-error.ts';
import { runPiped } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { TarEnding } from '../../host/tar.ts';
import { storeOutput, streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import type { TakeContext } from '../data-kind.ts';
import { digestEntries } from '../directory/digest-entries.ts';
import { settleArchive, takeDirectory } from '../directory/take.ts';
import { createArchive } from '../directory/tar-arguments.ts';
import { ownPrefix } from '../names.ts';
import { meter } from '../progress.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { demandMounted } from './demand-mounted.ts';
import { type Helper, scratchDirectory, volumeDirectory, withHelper } from './helper.ts';
import { volumeFile } from './names.ts';
import type { VolumePart, VolumePlace } from './part.ts';

type Archived = Pick<VolumePart, 'artifacts' | 'except' | 'files' | 'changed' | 'skipped' | 'list'> & {
	/** Names of top-level entries, as they were seen without tar. */
	readonly names: readonly string[];
};

/**
 * Archives a volume: with the host's tar where its files are reached, else read-only in a throw-away container
 * of one of the stack's images. Reads the archive back, entry by entry.
 * @throws OperatorError when there is no such volume, no tar to read it with, or nothing came of what is in it
 */
export async function takeVolume(context: TakeContext, place: VolumePlace): Promise<VolumePart> {
	const volume = await demandVolume(context, place);
	await demandMounted(context, place);
	const images = [...place.images, ...context.images.map(({ id }) => id)];
	const host = await hostDirectoryOf(context, volume);
	const { names, ...archived } =
		'path' in host
			? await archiveOnHost(context, place, host.path)
			: await withHelper(context, { name: place.name, readOnly: true }, images, (helper) =>
					archiveInHelper(context, place, helper),
				);
	const expected = names.filter((name) => !archived.except.includes(name) && !name.startsWith(ownPrefix));
	// One entry is the directory itself.
	if (archived.list.entries <= 1 && expected.length > 0)
		throw new OperatorError(
			`The archive of volume ${place.name} is empty, and the volume is not: it holds ${expected.slice(0, 5).join(', ')}.`,
			{ exit: 3, advice: ['Try again; if it happens again, report it.'] },
		);
	return {
		kind: 'volume',
		...archived,
		key: place.key,
		name: place.name,
		users: [...place.users],
		empty: expected.length === 0,
		images: [...new Set(images)],
	};
}

/** A volume whose files are reached is a directory. */
async function archiveOnHost(context: TakeContext, place: VolumePlace, path: string): Promise<Archived> {
	const part = await takeDirectory(
		{
			...context,
			nameFor: () => context.nameFor(volumeFile(place.key)),
			onProgress: (progress) =>
				context.onProgress({ ...progress, label: progress.label.replace(/ _data$/, ` volume ${place.key}`) }),
		},
		{ path, except: place.except },
	);
	const { artifacts, except, files, changed, skipped, list } = part;
	return { artifacts, except, files, changed, skipped, list, names: await readdir(path) };
}

async function archiveInHelper(context: TakeContext, place: VolumePlace, helper: Helper): Promise<Archived> {
	const names = (await helper.run(['ls', '-A', '--', volumeDirectory])).stdout.split('\n').filter(Boolean);
	const except = [...new Set([...place.except, ...names.filter((name) => name.startsWith(ownPrefix))])];
	const file = context.nameFor(volumeFile(place.key));
	const settled = await settleArchive(context, `volume ${place.name}`, file, () =>
		archiveOnce(context, place, helper, except, join(context.directory, file)),
	);
	return { ...settled, except, names };
}

async function archiveOnce(
	context: TakeContext,
	place: VolumePlace,
	helper: Helper,
	except: readonly string[],
	file: string,
): Promise<{ ending: TarEnding } & Pick<VolumePart, 'files' | 'list'>> {
	const listFile = `${scratchDirectory}/list`;
	const progress = meter(context.onProgress, { label: `archive of volume ${place.key}`, unit: 'bytes' });
	let seen = 0;
	const argv = ['tar', ...createArchive(volumeDirectory, except, listFile), '--file=-'];
	const ending = await storeOutput(context, helper, argv, file, (total) => {
		progress.add(total - seen);
		seen = total;
	}).then((stderr): TarEnding => ({ exitCode: 0, stderr }), someChanged);
	progress.end();
	return { ending, ...(await listOf(context, helper, listFile)) };
}

/** Exit code 1: files changed while they were read, and all of them are in the archive. */
function someChanged(error: unknown): TarEnding {
	if (error instanceof CommandError && error.exitCode === 1) return { exitCode: 1, stderr: error.stderr };
	throw error;
}

/** What tar wrote of the entries at its own end: bytes lost on the way to this one show. */
async function listOf(context: RestorePointContext, helper: Helper, listFile: string) {
	const call = runPiped(context.engine, helper.command(['cat', listFile]), {
		deadline: streamDeadline,
		signal: context.signal,
	});
	call.stdin.on('error', () => {});
	call.stdin.end();
	const digest = await digestEntries(createInterface({ input: call.stdout, crlfDelay: 0 }));
	await call.ended;
	return digest;
}
