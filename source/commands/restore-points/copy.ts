// Touches the world: ships a restore point off this host.
import { OperatorError } from '../../host/errors.ts';
import { openOffHost } from '../../off-host/open-off-host.ts';
import { parseOffHost } from '../../off-host/target.ts';
import { artifactsOf } from '../../restore-points/manifest.ts';
import type { Stack } from '../../survey/identify.ts';
import { formatBytes } from '../../text/bytes.ts';
import type { CommandLine } from '../arguments.ts';
import { openPoint } from './open-point.ts';
import { sayOutcome } from './say.ts';
import { doWork } from './work.ts';

/** `restore-points copy ID [--to TARGET]`. @returns the exit code @throws OperatorError for a target that cannot be used */
export async function copy(
	line: CommandLine,
	stack: Stack,
	word: string,
	to: string | undefined,
): Promise<number> {
	const target = parseOffHost(to ?? stack.settings.offHost ?? refuse());
	const stopped = ['What arrived stays there; the next copy goes on from it.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async ({ signal, onProgress }) => {
		const { path, manifest } = await openPoint(stack, word);
		const { id } = manifest;
		const offHost = await openOffHost(target, { stack: stack.name, restorePoints: stack.backups, signal });
		const files = artifactsOf(manifest).map(({ file, bytes, sha256 }) => ({ name: file, bytes, sha256 }));
		const copied = await offHost.copy({ id, path, files }, { signal, onProgress });
		return {
			exit: 0,
			text: [
				copied.alreadyThere
					? `Restore point ${id} is at ${copied.place} already, every checksum as in the manifest.`
					: `Restore point ${id} was copied to ${copied.place}: ${formatBytes(copied.sent)} sent of ${formatBytes(copied.bytes)}, every checksum compared there.`,
				...(offHost.sharesDiskWith === undefined
					? []
					: [
							`It lies on the same disk as ${offHost.sharesDiskWith}: a fault of that disk takes both, and the only copy is still on this host.`,
						]),
				...(manifest.parts.some((part) => 'physical' in part && part.physical !== undefined)
					? ['Its physical copy stays here: what was copied are dumps, archives and files.']
					: []),
			],
			facts: { id, ...copied, sharesDiskWith: offHost.sharesDiskWith },
		};
	});
	return sayOutcome(line, outcome);
}

function refuse(): never {
	throw new OperatorError('Expected a target after --to, or `offHost` in lockkeeper.yaml, found neither.', {
		exit: 2,
		advice: ['Nothing was copied. For example: --to ssh://user@host/srv/backups'],
	});
}
