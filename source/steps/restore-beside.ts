// Touches the world: loads a restore point beside what is in use.
import { kindOf } from '../restore-points/data-kinds.ts';
import { watchRooms } from '../restore-points/proof-room.ts';
import { verifyFiles } from '../restore-points/verify-artifacts.ts';
import { formatDuration } from '../text/duration.ts';
import { inWords } from '../text/list.ts';
import { chosenParts, restorePointContext } from './restore-point-context.ts';
import type { StepKindModule } from './step.ts';

const roomAdvice = 'Nothing in use was changed. Make room on this disk, then try again.';

/** New database, new directory; both compared with the manifest. What is in use is not touched. */
export const restoreBeside: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const path = step.parameters.restorePoint ?? '';
		const manifest = await chosenParts(step);
		// What stays as it is may be damaged there.
		await verifyFiles(path, manifest);
		const at = new Date(step.parameters.at ?? '');
		const room = await watchRooms(restorePointContext(context), [context.stack.directory], roomAdvice);
		const signal = AbortSignal.any([context.signal, room.signal]);
		const restore = restorePointContext({ ...context, signal }, step);
		let took = 0;
		const made: string[] = [];
		try {
			room.signal.throwIfAborted();
			for (const part of manifest.parts) {
				const beside = await kindOf(part).restoreBeside(restore, { path, manifest }, part, at);
				took += beside.took;
				made.push(...beside.made);
			}
		} catch (error) {
			if (room.signal.aborted) throw room.signal.reason;
			throw error;
		} finally {
			room.end();
		}
		return {
			detail: `${'copies' in step.parameters ? 'laid beside' : 'loaded'} in ${formatDuration(took)} and compared: ${inWords(made)}`,
		};
	},
};
