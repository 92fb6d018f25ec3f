// Touches the world: unpacks the archive of a volume beside the live entries.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../docker/command-error.ts';
import { OperatorError } from '../../host/errors.ts';
import { feedInput } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { directoryBesideName } from '../directory/names.ts';
import { readArchiveBack } from '../directory/read-back.ts';
import { restoreDirectoryBeside } from '../directory/restore.ts';
import { compareArchive, extractArchive } from '../directory/tar-arguments.ts';
import { meter } from '../progress.ts';
import { removeLeftoverProofs } from '../throw-away.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { type Helper, volumeDirectory, withHelper } from './helper.ts';
import { archiveOf, type VolumePart } from './part.ts';

/**
 * Unpacks the archive into a directory of ours inside the volume itself, and compares. An engine cannot rename
 * volumes, and two of them share no renames; inside the one, the swap needs none but renames, no second and third
 * copy of the data, and whatever driver the volume has, its files stay where Compose looks for them.
 * Until it is whole the directory has a name of its own. Done before, it does nothing.
 * @returns what was made
 * @throws OperatorError; the live entries are untouched
 */
export async function restoreVolumeBeside(
	context: RestorePointContext,
	path: string,
	part: VolumePart,
	at: Date,
): Promise<string> {
	const archive = archiveOf(part);
	const beside = directoryBesideName(at);
	const host = await hostDirectoryOf(context, await demandVolume(context, part));
	if ('path' in host) await restoreDirectoryBeside(context, path, { ...archive, path: host.path }, beside);
	else {
		// What a killed run began may still write.
		await removeLeftoverProofs(context);
		await withHelper(context, { name: part.name, readOnly: false }, part.images, (helper) =>
			restoreInHelper(context, path, archive, `${volumeDirectory}/${beside}`, helper),
		);
	}
	return `${beside} in volume ${part.name}`;
}

/** Removes what was unpacked beside; the live entries are not touched. @returns what was removed */
export async function removeVolumeBeside(
	context: RestorePointContext,
	part: VolumePart,
	at: Date,
): Promise<readonly string[]> {
	const beside = directoryBesideName(at);
	const host = await hostDirectoryOf(context, await demandVolume(context, part));
	if ('path' in host) await rm(join(host.path, beside), { recursive: true, force: true });
	else
		await withHelper(context, { name: part.name, readOnly: false }, part.images, (helper) =>
			helper.run(['rm', '-rf', '--', `${volumeDirectory}/${beside}`]),
		);
	return [`${beside} in volume ${part.name}`];
}

async function restoreInHelper(
	context: RestorePointContext,
	path: string,
	archive: ReturnType<typeof archiveOf>,
	beside: string,
	helper: Helper,
): Promise<void> {
	if (await isThere(helper, beside)) return;
	await readArchiveBack(context, path, archive);
	const unpacking = `${beside}.partial`;
	// Left by a restore that was killed: nothing but a restore ever has this name.
	await helper.run(['rm', '-rf', '--', unpacking]);
	await helper.run(['mkdir', '-m', '700', '--', unpacking]);
	try {
		await feed(context, path, archive, extractArchive(unpacking, true), helper, 'unpacking');
		await feed(context, path, archive, compareArchive(unpacking), helper, 'comparing').catch((error) => {
			if (!(error instanceof CommandError) || error.exitCode !== 1) throw error;
			throw new OperatorError(
				`What was unpacked is not what ${join(path, archive.file)} holds: ${error.stderr.split('\n').slice(0, 5).join('; ')}.`,
				{ exit: 3, advice: ['Nothing in use was touched. Look at the disk the volume lies on.'] },
			);
		});
		await helper.run(['sync']);
		await helper.run(['mv', '-T', '--', unpacking, beside]);
	} catch (error) {
		if (!context.signal?.aborted) await helper.run(['rm', '-rf', '--', unpacking]);
		throw error;
	}
}

async function isThere(helper: Helper, path: string): Promise<boolean> {
	return helper.run(['test', '-e', path]).then(
		() => true,
		(error) => {
			if (error instanceof CommandError && error.exitCode === 1) return false;
			throw error;
		},
	);
}

async function feed(
	context: RestorePointContext,
	path: string,
	archive: ReturnType<typeof archiveOf>,
	argv: readonly string[],
	helper: Helper,
	doing: string,
): Promise<void> {
	const progress = meter(context.onProgress, {
		label: `${doing} ${archive.file}`,
		unit: 'bytes',
		total: archive.bytes,
	});
	let seen = 0;
	// tar stops reading at the end of the archive; its exit code tells whether that was the end.
	await feedInput(context, helper, ['tar', ...argv], join(path, archive.file), {
		readsAll: false,
		onBytes(read) {
			progress.add(read - seen);
			seen = read;
		},
	});
	progress.end();
}
