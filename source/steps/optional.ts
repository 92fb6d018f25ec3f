// Touches the world: runs a program of the app's that its runbook offers once the new version is verified.
import * as docker from '../docker/arguments.ts';
import { runLines } from '../docker/run.ts';
import { standstill } from '../host/watch-call.ts';
import { shortened } from '../text/shortened.ts';
import type { StepKindModule } from './step.ts';

/** It may be silent for longer than it is known to take. */
const patience = 3;

/** A step that the operator may leave, and whose failure takes nothing back: the new version is verified already. */
export const optional: StepKindModule = {
	interruptible: true,
	async act({ stack, signal, report }, step) {
		const { service = '', run = '[]', takes = '0', does = '' } = step.parameters;
		const argv: readonly string[] = JSON.parse(run);
		let count = 0;
		let last = '';
		await runLines(stack.engine, docker.execute(stack.engine, stack.project, service, argv), {
			stall: { after: Math.max(standstill, patience * Number(takes)) },
			signal,
			onLine(line) {
				if (line.trim() === '') return;
				count += 1;
				last = shortened(line.trim());
				report({ label: does, note: last, done: count, unit: 'items' });
			},
		});
		return {
			detail: last === '' ? 'it ended well and said nothing' : `it ended well, and said last: “${last}”`,
		};
	},
};
