import type { ShownCommand } from '../docker/command.ts';
import type { AskedLevel } from '../restore-points/proof-levels.ts';
import type { DataFact, Facts } from '../survey/facts.ts';
import { inWords } from '../text/list.ts';
import type { ExpectedDurations } from './durations.ts';
import type { Step } from './plan.ts';

/** How a restore point is taken and how far it is proven. */
export type SaveWishes = {
	/** The pipelines by which an operator would take the same restore point, and prove it. */
	readonly takeCommands: readonly ShownCommand[];
	readonly proveCommands: readonly ShownCommand[];
	readonly level: AskedLevel;
	/** Services that are stopped while their data is saved; none for most apps. */
	readonly stops?: readonly string[] | undefined;
	/** Where the restore point is copied to; undefined when no place off this host is wanted. */
	readonly ship?: ShipWishes | undefined;
};

export type ShipWishes = {
	/** As `parseOffHost` reads it. */
	readonly target: string;
	readonly command: ShownCommand;
};

/** Kinds that a proof loads elsewhere; of archives every entry is read. */
const loaded: ReadonlySet<DataFact['kind']> = new Set(['postgres', 'mariadb', 'sqlite']);

/** Of these a server is needed to load what was saved. */
const servers: ReadonlySet<DataFact['kind']> = new Set(['postgres', 'mariadb']);

/** The steps that save the data, prove what was saved and copy it off the host; an upgrade begins with them, a backup is them. */
export function saveSteps(
	facts: Pick<Facts, 'data'>,
	expected: Pick<ExpectedDurations, 'save' | 'prove' | 'ship' | 'start'>,
	wishes: SaveWishes,
): readonly Step[] {
	// What could not be looked at may be one.
	const loads = facts.data.some((data) => !data.ok || loaded.has(data.value.kind));
	const byServer = facts.data.some((data) => !data.ok || servers.has(data.value.kind));
	return [
		{
			id: 'restore-point',
			kind: 'restore-point',
			phase: 'Back up',
			title: 'save database, data and configuration',
			commands: wishes.takeCommands,
			...savingOf(wishes.stops ?? [], expected),
			undo: 'remove that directory',
			expected: expected.save,
			parameters: {},
		},
		{
			id: 'prove',
			kind: 'prove',
			phase: 'Back up',
			...proofOf(loads ? wishes.level : 'read back', byServer),
			commands: wishes.proveCommands,
			undo: 'nothing to undo',
			expected: wishes.level === 'read back' ? expected.save : expected.prove,
			downtime: 0,
			parameters: { level: wishes.level },
		},
		...(wishes.ship ? [shipStep(wishes.ship, expected.ship)] : []),
	];
}

/** A database that nobody can dump is saved while it stands still. */
function savingOf(
	stops: readonly string[],
	{ save, start }: Pick<ExpectedDurations, 'save' | 'start'>,
): Pick<Step, 'changes' | 'downtime' | 'gate'> {
	const made = 'a new directory among the restore points';
	if (stops.length === 0) return { changes: made, downtime: 0 };
	return {
		changes: `${inWords(stops)} ${stops.length === 1 ? 'stops' : 'stop'} while the data is read, and ${stops.length === 1 ? 'starts' : 'start'} again; ${made}`,
		downtime: save + start,
		gate: 'confirm',
	};
}

/** An upgrade may go on with the only copy on this host, when the operator says so. */
export const withoutCopy: NonNullable<Step['without']> = {
	question: 'Go on without a copy off this host?',
	text: 'No copy of the restore point off this host is known.',
};

function shipStep({ target, command }: ShipWishes, expected: number): Step {
	return {
		id: 'ship',
		kind: 'ship',
		phase: 'Back up',
		title: 'copy it off this host',
		commands: [command],
		changes: `a new directory at ${target}`,
		undo: 'remove that directory',
		expected,
		downtime: 0,
		parameters: { target },
	};
}

function proofOf(level: AskedLevel, byServer: boolean): Pick<Step, 'title' | 'changes'> {
	switch (level) {
		case 'read back':
			return { title: 'read it back, load nothing', changes: 'nothing: its files are read' };
		case 'data':
		case 'full':
			return {
				title: 'prove it by restoring it elsewhere',
				changes: byServer
					? 'nothing: a throw-away container without network, removed afterwards'
					: 'nothing: a copy beside the restore point, removed afterwards',
			};
		default:
			return level satisfies never;
	}
}
