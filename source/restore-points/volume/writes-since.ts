// Touches the world: compares a volume in use with what was restored inside it.

import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { directoryBesideName } from '../directory/names.ts';
import { leftOutOf } from '../directory/part.ts';
import type { DirectoryBeside } from '../directory/writes-since.ts';
import { demandVolume, hostDirectoryOf } from '../volumes.ts';
import { type VolumePart, volumeName } from './part.ts';

/** A volume whose files are reached from here is a directory. @throws OperatorError when they are not */
export async function volumeBeside(
	context: RestorePointContext,
	part: VolumePart,
	at: Date,
): Promise<DirectoryBeside> {
	const host = await hostDirectoryOf(context, await demandVolume(context, part));
	if ('path' in host)
		return {
			...{ path: host.path, except: leftOutOf(part) },
			...{ besideName: directoryBesideName(at), label: volumeName(part) },
		};
	throw new OperatorError(`its files are not reached from here: ${host.problem}`, { exit: 3 });
}
