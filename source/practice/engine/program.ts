import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PracticeFault } from '../faults.ts';
import type { PracticeImage } from '../images.ts';
import type { DatabaseServer } from '../postgres/server.ts';
import type { Call } from './call.ts';

/** What the main process of a container does while it runs. */
export type RunningProgram = {
	/** Settles with its exit code. */
	readonly exited: Promise<number>;
	/** Asks it to end. */
	readonly stop: () => void;
	/** What its health check would find now. */
	readonly healthy: () => Promise<boolean>;
	/** Of a database server, once it accepts connections. */
	readonly database?: () => DatabaseServer | undefined;
	/** Of an application, once it listens. */
	readonly http?: () => ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
};

/** What a program finds in its container. */
export type ProgramContext = {
	readonly image: PracticeImage;
	/** Entry point and arguments. */
	readonly argv: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	/** Directory on the host that is mounted there. */
	readonly mounted: (target: string) => string | undefined;
	readonly ports: readonly { readonly address: string; readonly port: number }[];
	/** What runs now under a service's name on the same network. */
	readonly neighbour: (service: string) => RunningProgram | undefined;
	readonly log: (text: string, stream?: 'stdout' | 'stderr') => void;
	readonly place: PracticePlace;
};

/** What all containers of one practice stack share. */
export type PracticePlace = {
	/** Directory of the stand-in engine's own files. */
	readonly directory: string;
	readonly fault: PracticeFault | undefined;
	/** Seconds a slow migration takes. */
	readonly slowSeconds: number;
};

/** Starts the main process of an image. */
export type StartProgram = (context: ProgramContext) => RunningProgram;
/** Runs another program of the image beside it; undefined when the image has no such program. */
export type ExecuteProgram = (
	context: ProgramContext,
	running: RunningProgram | undefined,
	call: Call,
) => Promise<number> | undefined;
