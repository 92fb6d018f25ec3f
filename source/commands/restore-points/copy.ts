// Touches the world: ships a restore point off this host.
import { shipPoint } from '../../off-host/ship-point.ts';
import type { Stack } from '../../survey/identify.ts';
import type { CommandLine } from '../arguments.ts';
import { farTarget } from './far-target.ts';
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
	const target = farTarget(stack, '--to', to);
	const stopped = ['What arrived stays there; the next copy goes on from it.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async ({ signal, onProgress }) => {
		const point = await openPoint(stack, word);
		const shipment = { stack: stack.name, backups: stack.backups, target, ...point };
		const { sentences, ...shipped } = await shipPoint(shipment, { signal, onProgress });
		return { exit: 0, text: sentences, facts: { id: point.manifest.id, ...shipped } };
	});
	return sayOutcome(line, outcome);
}
