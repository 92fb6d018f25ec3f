// Touches the world: proves a restore point that is there.
import { proofSentence } from '../../restore-points/describe.ts';
import { levelOf } from '../../restore-points/proof-levels.ts';
import { proveRestorePoint } from '../../restore-points/prove.ts';
import type { Stack } from '../../survey/identify.ts';
import type { CommandLine } from '../arguments.ts';
import { openPoint } from './open-point.ts';
import { sayOutcome } from './say.ts';
import { doWork } from './work.ts';

/** `restore-points prove ID`. @returns the exit code @throws OperatorError when another Lockkeeper holds the stack */
export async function prove(line: CommandLine, stack: Stack, word: string): Promise<number> {
	const level = levelOf(line.level ?? 'data');
	const stopped = ['Its manifest says what it said before; nothing of the stack was touched.'];
	const failed = ['Nothing of the stack was touched.'];
	const outcome = await doWork(line, stack, { locked: true, stopped }, async (context) => {
		const { path, manifest } = await openPoint(stack, word);
		const { id } = manifest;
		try {
			const proven = await proveRestorePoint(context, path, level);
			return {
				// One that went less far does not make good what went wrong before.
				exit: proven.proof.later?.problem === undefined ? 0 : 3,
				text: [`Restore point ${id}.`, proofSentence(proven)],
				facts: { id, proof: proven.proof },
			};
		} catch (error) {
			if (context.signal.aborted) throw error;
			const { message, advice = [] } = error as Error & { advice?: readonly string[] };
			return {
				exit: 3,
				text: [`Restore point ${id} was not proven: ${message}`, ...failed, ...advice],
				facts: { id },
			};
		}
	});
	return sayOutcome(line, outcome);
}
