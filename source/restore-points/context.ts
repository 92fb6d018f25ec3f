import type { ComposeProject } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import type { Progress } from '../run/events.ts';

/** What every act on restore points carries. */
export type RestorePointContext = {
	readonly engine: Engine;
	readonly project: ComposeProject;
	/** Id of the run; our database sessions and throw-away containers are named after it. */
	readonly run: string;
	readonly signal?: AbortSignal;
	readonly onProgress: (progress: Omit<Progress, 'step'>) => void;
};
