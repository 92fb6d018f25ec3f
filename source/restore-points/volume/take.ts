// Touches the world: archives a volume into a restore point.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import type { TarEnding } from '../../host/tar.ts';
import { storeOutput } from '../artifact/container-program.ts';
import type { TakeContext } from '../data-kind.ts';
import { digestEntries } from '../directory/digest-entries.ts';
import { type Archived, leftOutOf } from '../directory/part.ts';
import { leaveOutServers } from '../directory/server-files.ts';
import { settleArchive, takeDirectory } from '../directory/take.ts';
import { createArchive } from '../directory/tar-arguments.ts';
import { ownPrefix } from '../names.ts';
import { meter } from '../progress.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { demandMounted } from './demand-mounted.ts';
import { findLiveDatabasesInVolume } from './find-live-databases.ts';
import { type Helper, scratchDirectory, someChanged, volumeDirectory, withHelper } from './helper.ts';
import { volumeFile } from './names.ts';
import { type VolumePart, type VolumePlace, volumeName } from './part.ts';
import { readLines } from './read-lines.ts';

/** With the names of top-level entries, as they were seen without tar. */
type Seen = Archived & Pick<VolumePart, 'artifacts'> & { readonly names: readonly string[] };

/**
 * Archives a volume: with the host's tar where its files are reached, else read-only in a throw-away container
 * of one of the stack's images. Reads the archive back, entry by entry. Databases in use are treated as those in a
 * directory are.
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
	const [server] = place.stopped ? (archived.servers ?? []) : [];
	if (server !== undefined)
		throw new OperatorError(
			`${server} in volume ${place.name} holds a database that was not shut down, although its service was stopped.`,
			{
				exit: 3,
				advice: [
					'Give the service more time to stop: stop_grace_period in the Compose file. Then try again.',
				],
			},
		);
	const theirs = names.filter((name) => !place.except.includes(name) && !name.startsWith(ownPrefix));
	const leftOut = leftOutOf(archived);
	const expected = theirs.filter((name) => !leftOut.includes(name));
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
		empty: theirs.length === 0,
		images: [...new Set(images)],
	};
}

/** A volume whose files are reached is a directory. */
async function archiveOnHost(context: TakeContext, place: VolumePlace, path: string): Promise<Seen> {
	const {
		kind: _,
		path: __,
		...archived
	} = await takeDirectory(
		{
			...context,
			nameFor: () => context.nameFor(volumeFile(place.key)),
			onProgress: (progress) =>
				context.onProgress({ ...progress, label: progress.label.replace(/ _data$/, ` volume ${place.key}`) }),
		},
		{ path, except: place.except },
		calledIn(place),
	);
	return { ...archived, names: await readdir(path) };
}

async function archiveInHelper(context: TakeContext, place: VolumePlace, helper: Helper): Promise<Seen> {
	const names = (await helper.run(['ls', '-A', '--', volumeDirectory])).stdout.split('\n').filter(Boolean);
	const unwanted = [...place.except, ...names.filter((name) => name.startsWith(ownPrefix))];
	const live = await findLiveDatabasesInVolume(context, helper, unwanted);
	const leftOut = leaveOutServers(calledIn(place), unwanted, live);
	const file = context.nameFor(volumeFile(place.key));
	const settled = await settleArchive(context, volumeName(place), file, () =>
		archiveOnce(context, place, helper, leftOut.except, join(context.directory, file)),
	);
	return { ...leftOut, ...settled, names };
}

/** What a path within a volume is called. */
const calledIn = (place: VolumePlace) => (path: string) =>
	path === '' ? volumeName(place) : `${path} in ${volumeName(place)}`;

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
	// What tar wrote at its own end: bytes lost on the way to this one show.
	return { ending, ...(await readLines(context, helper, listFile, digestEntries)) };
}
