import type { ComposeProject } from '../docker/arguments.ts';
import type { Engine } from '../docker/engine.ts';
import type { Progress } from '../run/events.ts';
import type { ExternalServer } from './postgres/external-server.ts';
import type { Copies } from './postgres/live-files.ts';

/** What every act on restore points carries. */
export type RestorePointContext = {
	readonly engine: Engine;
	readonly project: ComposeProject;
	/** Id of the run; our database sessions and throw-away containers are named after it. */
	readonly run: string;
	readonly signal?: AbortSignal;
	/** Database servers outside of the stack, by the name that their parts carry. */
	readonly servers?: (name: string) => ExternalServer | undefined;
	/** Services whose servers a way back restores from the copy of their files, and where the live ones lie. */
	readonly copies?: Copies | undefined;
	readonly onProgress: (progress: Omit<Progress, 'step'>) => void;
};
