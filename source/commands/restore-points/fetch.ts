// Touches the world: brings a copy of a restore point back onto this host.
import { basename } from 'node:path';
import { openOffHost } from '../../off-host/open-off-host.ts';
import { bytesOf } from '../../restore-points/manifest.ts';
import { readManifest } from '../../restore-points/manifest-file.ts';
import { makePrivateDirectory } from '../../restore-points/place.ts';
import type { Stack } from '../../survey/identify.ts';
import { formatBytes } from '../../text/bytes.ts';
import type { CommandLine } from '../arguments.ts';
import { chooseId } from '../choose-id.ts';
import { farTarget } from './far-target.ts';
import { filesToFetch } from './files-to-fetch.ts';
import { sayOutcome } from './say.ts';
import { doWork } from './work.ts';

/**
 * `restore-points fetch ID [--from TARGET]`: onto the host that lost it, or an empty one.
 * @returns the exit code @throws OperatorError for a target that cannot be used, or a copy that is not whole
 */
export async function fetch(
	line: CommandLine,
	stack: Stack,
	word: string,
	from: string | undefined,
): Promise<number> {
	const target = farTarget(stack, '--from', from);
	const stopped = ['What arrived stays here under a hidden name; the next fetch goes on from it.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async ({ signal, onProgress }) => {
		await makePrivateDirectory(stack.backups);
		const offHost = await openOffHost(target, { stack: stack.name, restorePoints: stack.backups, signal });
		const { whole } = await offHost.list({ signal, onProgress });
		const id = chooseId(word, whole, 'a restore point');
		const path = await offHost.fetch(id, stack.backups, { signal, onProgress, filesOf: filesToFetch });
		const manifest = await readManifest(path);
		return {
			exit: 0,
			text: [
				`Restore point ${id} was brought from ${offHost.name}: ${formatBytes(bytesOf(manifest))}, every checksum as in the manifest. It lies in ${path}.`,
				`Prove it here before you rely on it: lockkeeper restore-points prove ${basename(path)}`,
			],
			facts: { id, path },
		};
	});
	return sayOutcome(line, outcome);
}
