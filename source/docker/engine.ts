import type { Hurry } from '../host/watch-call.ts';
import type { HostService } from '../host-service/host-service.ts';
import type { ManagedService } from '../managed/managed-service.ts';

/** Which engine all calls go to: the executable, what selects the engine, and the environment it gets. */
export type Engine = {
	/** The docker command-line program, a name on PATH or a path. */
	readonly executable: string;
	/** Options before every subcommand, e.g. `['--context', 'nas']` or `['--host', 'ssh://nas']`. */
	readonly options: readonly string[];
	/** Variables laid over the process's own environment for every call. */
	readonly environment: Readonly<Record<string, string>>;
	/** Set for an app without containers here: then the executable speaks for it. */
	readonly service?: HostService | ManagedService;
	/** When its calls that contain a text count as hung, in place of what each says. Tests alone set it. */
	readonly hurry?: Hurry & { readonly when: string };
};

/** The engine that a plain `docker` on PATH reaches. */
export const defaultEngine: Engine = { executable: 'docker', options: [], environment: {} };
