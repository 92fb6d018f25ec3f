// Touches the world: ships a restore point off this host.
import { OperatorError } from '../../host/errors.ts';
import { openOffHost } from '../../off-host/open-off-host.ts';
import { parseOffHost } from '../../off-host/target.ts';
import type { Manifest } from '../../restore-points/manifest.ts';
import { hasPhysical, savedAsCopyOnly } from '../../restore-points/without-physical.ts';
import type { Stack } from '../../survey/identify.ts';
import { formatBytes } from '../../text/bytes.ts';
import { inWords } from '../../text/list.ts';
import type { CommandLine } from '../arguments.ts';
import { openPoint } from './open-point.ts';
import { sayOutcome } from './say.ts';
import { filesToShip } from './shipped.ts';
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
		demandDumps(manifest);
		const { id } = manifest;
		const offHost = await openOffHost(target, { stack: stack.name, restorePoints: stack.backups, signal });
		const copied = await offHost.copy({ id, path, files: filesToShip(manifest) }, { signal, onProgress });
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
				...(hasPhysical(manifest)
					? ['Its physical copy stays here: what was copied are dumps, archives and files.']
					: []),
			],
			facts: { id, ...copied, sharesDiskWith: offHost.sharesDiskWith },
		};
	});
	return sayOutcome(line, outcome);
}

/** A physical copy is not shipped: a restore point without a dump would arrive without its database. */
function demandDumps(manifest: Manifest): void {
	const databases = savedAsCopyOnly(manifest);
	if (databases.length === 0) return;
	throw new OperatorError(
		`${manifest.id} cannot be copied: of ${inWords(databases)} it holds a physical copy only, and physical copies stay on this host.`,
		{
			exit: 3,
			advice: [
				'Nothing was copied.',
				'Say `physical: auto` in lockkeeper.yaml and take a restore point with a dump: lockkeeper backup',
			],
		},
	);
}

function refuse(): never {
	throw new OperatorError('Expected a target after --to, or `offHost` in lockkeeper.yaml, found neither.', {
		exit: 2,
		advice: ['Nothing was copied. For example: --to ssh://user@host/srv/backups'],
	});
}
