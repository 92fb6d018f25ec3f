import type { Finding } from '../../checks/finding.ts';
import type { Hop } from '../../releases/hops.ts';
import type { FactLine } from '../../survey/facts.ts';
import type { Purpose, Result } from '../events.ts';
import type { Answer, Gate, GateItem } from '../gates.ts';

/** Something that a run did or was asked, in the order of its journal. Times are ISO 8601. */
export type Entry =
	| {
			readonly is: 'plan';
			readonly at: string;
			readonly purpose: Purpose;
			readonly from: string;
			readonly to: string;
			readonly steps: number;
	  }
	| ({ readonly is: 'hop'; readonly at: string; readonly number: number; readonly of: number } & Hop)
	| {
			readonly is: 'step';
			readonly at: string;
			readonly step: string;
			readonly title: string;
			/** `begun`: nothing tells that it ended. */
			readonly outcome: 'done' | 'failed' | 'skipped' | 'begun';
			readonly detail: string;
			/** Milliseconds; absent while nothing tells that it ended. */
			readonly took?: number;
	  }
	| {
			readonly is: 'gate';
			readonly at: string;
			readonly gate: string;
			readonly kind: Gate['kind'];
			readonly title: string;
			/** Absent when nobody answered. */
			readonly answer?: Answer;
			readonly by?: string;
			readonly answeredAt?: string;
	  }
	| { readonly is: 'notice'; readonly at: string; readonly step: string; readonly text: readonly string[] }
	| {
			readonly is: 'resumed';
			readonly at: string;
			readonly interruptedAt: string;
			readonly where: string;
			readonly lockkeeper: string;
	  }
	| ({ readonly is: 'result'; readonly at: string } & Result);

/** A way back as it was offered. */
export type WayOffered = Pick<GateItem, 'id' | 'label' | 'unavailable' | 'recommended'> & {
	readonly chosen: boolean;
};

/** What can be read of a run's journal. Times are ISO 8601. */
export type RunHistory = {
	readonly run: string;
	/** Undefined when the journal does not tell. */
	readonly purpose?: Purpose;
	/** In a word: the purpose, or `undo`. */
	readonly story: string;
	readonly app?: string;
	readonly stack?: string;
	readonly directory?: string;
	readonly practice: boolean;
	/** Versions of Lockkeeper that wrote it, in order. */
	readonly lockkeepers: readonly string[];
	readonly began?: string;
	/** When the last event was. */
	readonly last?: string;
	readonly from?: string;
	/** Of several hops, where the last one leads to. */
	readonly to?: string;
	readonly result?: Result;
	/** True while nothing tells that it ended. */
	readonly unended: boolean;
	/** A step that changes the stack was begun; `changed`: in the newest of its hops. */
	readonly everChanged: boolean;
	readonly changed: boolean;
	/** Where it was when the journal ends, a clause. */
	readonly where: string;
	/** Milliseconds of the steps. */
	readonly stepsTook: number;
	/** Milliseconds for which the app did not answer, of each hop that tells. */
	readonly downtime: readonly number[];
	readonly facts: readonly FactLine[];
	/** The newest of each check; of each hop. */
	readonly findings: readonly (Finding & { readonly hop: number })[];
	readonly entries: readonly Entry[];
	/** Entries beyond those that are held. */
	readonly leftOut: number;
	readonly waysBack: readonly {
		readonly at: string;
		readonly title: string;
		readonly ways: readonly WayOffered[];
	}[];
	/** Paths: taken by this run, and gone back to. */
	readonly restorePoints: readonly { readonly path: string; readonly use: 'taken' | 'gone back to' }[];
	/** Names of what a way back has kept. */
	readonly kept: readonly string[];
	/** Files that hold the logs of services whole. */
	readonly logs: readonly { readonly service: string; readonly file: string }[];
	readonly report?: string;
	/** Numbers of damaged lines, from 1, the first ones; `damagedLines`: how many. */
	readonly damaged: readonly number[];
	readonly damagedLines: number;
	/** Why the journal cannot be read, a clause. */
	readonly problem?: string;
};
