// Touches the world: compares what is in use with what was restored beside it.
import { join } from 'node:path';
import type { Step } from '../plan/plan.ts';
import type { RestoredBeside } from '../restore-points/data-kind.ts';
import { kindOf } from '../restore-points/data-kinds.ts';
import type { Part } from '../restore-points/manifest.ts';
import { watchRooms } from '../restore-points/proof-room.ts';
import { lossesSentence } from '../restore-points/writes/describe-writes.ts';
import { exportWrites } from '../restore-points/writes/export-writes.ts';
import { type Losses, lossesSchema, type Writes } from '../restore-points/writes/writes.ts';
import { stateDirectory } from '../survey/identify.ts';
import { formatDuration } from '../text/duration.ts';
import { count } from '../text/list.ts';
import { chosenParts, restorePointContext } from './restore-point-context.ts';
import type { StepContext, StepKindModule, StepResult } from './step.ts';

/** Milliseconds that comparing one part may take: whoever wants back at night does not wait for an exact number. */
const patience = 5 * 60_000;

/** Rows and files written since the restore point, of each part. What is in use is only read. */
export const losses: StepKindModule = {
	interruptible: true,
	async act(context, step) {
		const path = step.parameters.restorePoint ?? '';
		const manifest = await chosenParts(step);
		const until = new Date().toISOString();
		const parts: Losses['parts'] = [];
		for (const part of manifest.parts)
			parts.push({
				label: kindOf(part).label(part),
				writes: await writesOf(context, step, part, { path, manifest }),
			});
		const found: Losses = { since: manifest.takenAt, until, parts };
		return {
			detail: lossesSentence(found),
			outputs: { found: JSON.stringify(found) },
		};
	},
};

/** That a part cannot be compared is told, and keeps nobody from a way back. */
async function writesOf(
	context: StepContext,
	step: Step,
	part: Part,
	point: Omit<RestoredBeside, 'at'>,
): Promise<Writes> {
	const kind = kindOf(part);
	if (!kind.writesSince) return { of: 'not compared', why: 'this kind of data cannot be compared yet' };
	const limit = AbortSignal.timeout(patience);
	const signal = AbortSignal.any([context.signal, limit]);
	const restore = restorePointContext({ ...context, signal }, step);
	try {
		return await kind.writesSince(restore, { ...point, at: new Date(step.parameters.at ?? '') }, part);
	} catch (error) {
		// The operator's wish is no fault of the data.
		if (context.signal.aborted) throw error;
		const why = limit.aborted
			? `it took longer than ${formatDuration(patience)}`
			: (error as Error).message.replace(/\.$/, '');
		return { of: 'not compared', why };
	}
}

/** What the step found, of its outputs; undefined when it has not run. */
export const lossesIn = (outputs: Readonly<Record<string, string>>): Losses | undefined => {
	const found = outputs['losses.found'];
	return found === undefined ? undefined : lossesSchema.parse(JSON.parse(found));
};

/**
 * Writes out what the step found, into a directory of the stack's own. It is not done unasked: it takes room on a
 * disk that may be short of it, and the state of now stays beside in any case.
 * @throws OperatorError, CommandError, Node's own error; what was written is then removed
 */
export async function exportLosses(context: StepContext, step: Step): Promise<StepResult> {
	const path = step.parameters.restorePoint ?? '';
	const manifest = await chosenParts(step);
	const room = await watchRooms(restorePointContext(context), [context.stack.directory]);
	const signal = AbortSignal.any([context.signal, room.signal]);
	try {
		const made = await exportWrites(
			restorePointContext({ ...context, signal }, step),
			{ path, manifest, at: new Date(step.parameters.at ?? '') },
			join(stateDirectory(context.stack.directory), 'exports'),
		);
		return {
			detail: `exported ${count(made.rows, 'row')} and ${count(made.files, 'file')} to ${made.path}; README.md there says how to load them again`,
			outputs: { export: made.path },
		};
	} catch (error) {
		if (room.signal.aborted) throw room.signal.reason;
		throw error;
	} finally {
		room.end();
	}
}
