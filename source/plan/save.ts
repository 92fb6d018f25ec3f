import type { ShownCommand } from '../docker/command.ts';
import type { AskedLevel } from '../restore-points/proof-levels.ts';
import type { ExpectedDurations } from './durations.ts';
import type { Step } from './plan.ts';

/** How a restore point is taken and how far it is proven. */
export type SaveWishes = {
	/** The pipelines by which an operator would take the same restore point, and prove it. */
	readonly takeCommands: readonly ShownCommand[];
	readonly proveCommands: readonly ShownCommand[];
	readonly level: AskedLevel;
};

/** The two steps that save the data and prove what was saved; an upgrade begins with them, a backup is them. */
export function saveSteps(
	expected: Pick<ExpectedDurations, 'save' | 'prove'>,
	wishes: SaveWishes,
): readonly [Step, Step] {
	return [
		{
			id: 'restore-point',
			kind: 'restore-point',
			phase: 'Back up',
			title: 'save database, data and configuration',
			commands: wishes.takeCommands,
			changes: 'a new directory among the restore points',
			undo: 'remove that directory',
			expected: expected.save,
			downtime: 0,
			parameters: {},
		},
		{
			id: 'prove',
			kind: 'prove',
			phase: 'Back up',
			...proofOf(wishes.level),
			commands: wishes.proveCommands,
			undo: 'nothing to undo',
			expected: wishes.level === 'read back' ? expected.save : expected.prove,
			downtime: 0,
			parameters: { level: wishes.level },
		},
	];
}

function proofOf(level: AskedLevel): Pick<Step, 'title' | 'changes'> {
	switch (level) {
		case 'read back':
			return { title: 'read it back, load nothing', changes: 'nothing: its files are read' };
		case 'data':
		case 'full':
			return {
				title: 'prove it by restoring it elsewhere',
				changes: 'nothing: a throw-away container without network, removed afterwards',
			};
		default:
			return level satisfies never;
	}
}
