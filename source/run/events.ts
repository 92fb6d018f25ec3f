import type { Finding } from '../checks/finding.ts';
import type { NotifyEvent } from '../notify/target.ts';
import type { Plan } from '../plan/plan.ts';
import type { ReleaseNotes } from '../releases/changelog.ts';
import type { Hop } from '../releases/hops.ts';
import type { FactLine } from '../survey/facts.ts';
import type { Answer, Gate } from './gates.ts';

/** The stations of a run, in the order the header shows them. */
export const phases = [
	'Survey',
	'Checklist',
	'Notes',
	'Plan',
	'Back up',
	'Upgrade',
	'Verify',
	'Report',
] as const;
/** `Ways back` can follow any station. */
export type Phase = (typeof phases)[number] | 'Ways back';

export type Purpose = 'check' | 'upgrade' | 'rollback' | 'backup';

/** How far long work has come. */
export type Progress = {
	/** Id of the step it belongs to. */
	readonly step: string;
	/** What is being counted, e.g. `dump of specivo`; the same label takes the place of the one before. */
	readonly label: string;
	/** What it is at just now, e.g. which signals are still open. */
	readonly note?: string;
	readonly done: number;
	/** Undefined while the whole is not known. */
	readonly total?: number;
	readonly unit: 'bytes' | 'items' | 'seconds';
	/** Units a second over the last seconds; undefined until it can be told. */
	readonly rate?: number;
	/** Milliseconds left at this rate; undefined until it can be told. */
	readonly left?: number;
};

/** What holds a step up, and what the operator may do about it. */
export type Notice = {
	/** A sentence each. */
	readonly text: readonly string[];
	/** Commands that he may run; Lockkeeper does not. As pasted into a shell. */
	readonly commands: readonly string[];
	/** What they do, and that they are his to run: stands before them. */
	readonly commandsDo: string;
	/** False: it is over. */
	readonly open: boolean;
};

/** What it costs to leave the run where it stands now. */
export type LeavingCost = {
	/** One sentence, e.g. `nothing: the old version serves, no file was changed`. */
	readonly text: string;
	/** What a way back would take, milliseconds; 0 when nothing has to be undone. */
	readonly milliseconds: number;
};

export type StackState =
	/** The version before the run, or before the newest of its hops, serves with its data. */
	| 'old version'
	/** The new version serves and was verified. */
	| 'new version'
	/** The new version was started and did not pass; a way back is open. */
	| 'failed'
	/** Between the two: a gate or a step is open. */
	| 'in between'
	/** Not looked at. */
	| 'unknown';

/** How a run ended; the last line of `--json`. */
export type Result = {
	readonly exit: 0 | 1 | 2 | 3 | 4 | 5 | 130;
	readonly state: StackState;
	/** What happened, what state the stack is in, what to do next: a sentence each. */
	readonly text: readonly string[];
	/** True when the run can be gone on with: it is interrupted, not over. */
	readonly interrupted?: true;
};

/** Written to the journal, flushed to disk before what it announces. */
export type JournalEvent =
	| {
			readonly type: 'run';
			readonly run: string;
			readonly purpose: Purpose;
			readonly app: string;
			readonly stack: string;
			readonly directory: string;
			readonly lockkeeper: string;
			readonly practice: boolean;
			/** Maintenance window, if one is set. */
			readonly window?: { readonly from: string; readonly to: string };
	  }
	| { readonly type: 'versions'; readonly from?: string; readonly to?: string }
	/** One of several hops begins: `number` counts from 1. A run of a single hop has no such event. */
	| { readonly type: 'hop'; readonly number: number; readonly hops: readonly Hop[] }
	| { readonly type: 'phase'; readonly phase: Phase }
	| { readonly type: 'fact'; readonly fact: FactLine }
	| { readonly type: 'finding'; readonly finding: Finding }
	| { readonly type: 'notes'; readonly notes: ReleaseNotes }
	| { readonly type: 'plan'; readonly plan: Plan }
	| { readonly type: 'gate'; readonly gate: Gate }
	| { readonly type: 'answer'; readonly gate: string; readonly answer: Answer; readonly by: string }
	| { readonly type: 'step begins'; readonly step: string; readonly commands: readonly string[] }
	| {
			readonly type: 'step ends';
			readonly step: string;
			readonly outcome: 'done' | 'failed' | 'skipped';
			/** What was found or made, a sentence; on failure the reason. */
			readonly detail: string;
			/** Milliseconds. */
			readonly took: number;
			/** Facts that later steps and the ways back need, e.g. the restore point's path. */
			readonly outputs?: Readonly<Record<string, string>>;
			/** It did not fail: the operator wished for something else. */
			readonly wished?: true;
	  }
	/** What a step must know again when it is interrupted, e.g. what ran before it stopped the app; before it acts. */
	| { readonly type: 'step notes'; readonly step: string; readonly outputs: Readonly<Record<string, string>> }
	/** The run was interrupted, and is open again. */
	| {
			readonly type: 'resumed';
			/** When the journal was last written before, ISO 8601. */
			readonly interruptedAt: string;
			/** Where it was, a sentence. */
			readonly where: string;
			/** Of the Lockkeeper that goes on. */
			readonly lockkeeper: string;
	  }
	/** Something that the operator should know while a step goes on. */
	| ({ readonly type: 'notice'; readonly step: string } & Notice)
	/** Somebody was told of something, or could not be: told beside the run, which never waits for it but at its end. */
	| {
			readonly type: 'notification';
			readonly event: NotifyEvent;
			/** What it was sent to; of an address no more than may be shown. */
			readonly target: string;
			/** Names what was told of within the run: a target is told of it once. */
			readonly about: string;
			readonly outcome: 'sent' | 'failed';
			/** Why it failed, a clause; empty when it was sent. */
			readonly reason: string;
	  }
	| { readonly type: 'leaving'; readonly cost: LeavingCost }
	/** Time from which the front's log panes follow the named services. */
	| { readonly type: 'follow'; readonly services: readonly string[]; readonly files: readonly string[] }
	| { readonly type: 'report'; readonly markdown: string; readonly file: string }
	| { readonly type: 'result'; readonly result: Result };

/** Shown and forgotten: never in the journal. Logs are kept whole in their own files. */
export type PassingEvent =
	| { readonly type: 'progress'; readonly progress: Progress }
	| { readonly type: 'log'; readonly service: string; readonly lines: readonly string[] };

/** An event with what the journal adds. */
export type Stamped<E> = E & {
	/** Counts from 1 within a run; passing events carry that of the journal event before them. */
	readonly sequence: number;
	/** ISO 8601 with time zone Z. */
	readonly at: string;
};

export type RunEvent = Stamped<JournalEvent | PassingEvent>;
