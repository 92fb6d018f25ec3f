// Touches the world: lists what lies among the restore points.
import process from 'node:process';
import { defaultEngine } from '../docker/engine.ts';
import { clock } from '../plan/ways-back.ts';
import { listRestorePoints } from '../restore-points/list.ts';
import { identify } from '../survey/identify.ts';
import { formatBytes } from '../text/bytes.ts';
import type { CommandLine } from './arguments.ts';

/** `lockkeeper restore-points`: one line each, newest last. @returns the exit code */
export async function restorePoints(line: CommandLine): Promise<number> {
	const stack = await identify(line.stack, defaultEngine);
	const { complete, incomplete } = await listRestorePoints(stack.backups);
	const manifests = complete.map(({ manifest }) => manifest);
	if (line.json) {
		process.stdout.write(`${JSON.stringify({ complete: manifests, incomplete })}\n`);
		return 0;
	}
	const lines = manifests.map((manifest) => {
		const bytes = [...manifest.databases, ...manifest.directories, ...manifest.files].reduce(
			(sum, artifact) => sum + artifact.bytes,
			0,
		);
		return `${manifest.id}  ${manifest.version}  taken ${clock(manifest.takenAt)}  ${formatBytes(bytes)}  ${manifest.proof.kind === 'restored' ? 'proven' : 'not proven'}`;
	});
	const broken = incomplete.map((name) => `${name}  without a manifest: not a restore point`);
	process.stdout.write(
		`${[`${stack.name}: restore points in ${stack.backups}`, ...(lines.length + broken.length > 0 ? [...lines, ...broken] : ['none'])].join('\n')}\n`,
	);
	return 0;
}
