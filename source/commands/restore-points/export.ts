// Touches the world: writes an export of a restore point.
import { exportRestorePoint } from '../../restore-points/export/export.ts';
import { dataPlaces } from '../../survey/data.ts';
import type { Stack } from '../../survey/identify.ts';
import type { CommandLine } from '../arguments.ts';
import { openPoint } from './open-point.ts';
import { sayOutcome } from './say.ts';
import { doWork } from './work.ts';

/** `restore-points export ID --to DIR`. Reads only, so a run may go on beside it. @returns the exit code */
export async function exportPoint(
	line: CommandLine,
	stack: Stack,
	word: string,
	to: string,
): Promise<number> {
	const stopped = ['What was exported was removed again.'];
	const outcome = await doWork(line, stack, { locked: false, stopped }, async (context) => {
		const { path, manifest } = await openPoint(stack, word);
		const directories = dataPlaces(stack).flatMap((place) =>
			place.kind === 'directory' ? [place.path] : [],
		);
		const target = await exportRestorePoint(context, path, to, [stack.backups, ...directories]);
		return {
			exit: 0,
			text: [
				`Restore point ${manifest.id} was exported to ${target}, every file compared.`,
				`${target}/README.md has the commands that bring it back without Lockkeeper. Keep it private: it may hold secrets.`,
			],
			facts: { id: manifest.id, directory: target },
		};
	});
	return sayOutcome(line, outcome);
}
