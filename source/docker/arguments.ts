import type { Command } from './command.ts';
import type { Engine } from './engine.ts';

/** What every Compose call of one stack carries. */
export type ComposeProject = {
	/** Absolute path of the stack's directory, the working directory of every call. */
	readonly directory: string;
	/** Env files that exist, relative to the directory, in the order Compose reads them; later ones win. */
	readonly envFiles: readonly string[];
};

const docker = (engine: Engine, ...rest: readonly string[]): Command => ({
	argv: [engine.executable, ...engine.options, ...rest],
});

const compose = (engine: Engine, project: ComposeProject, ...rest: readonly string[]): Command => ({
	argv: [
		engine.executable,
		...engine.options,
		'compose',
		...project.envFiles.flatMap((file) => ['--env-file', file]),
		...rest,
	],
	cwd: project.directory,
});

/** Client and server versions as JSON. */
export const version = (engine: Engine) => docker(engine, 'version', '--format', '{{json .}}');
/** The engine's settings as JSON: mirrors, architecture, root directory. */
export const info = (engine: Engine) => docker(engine, 'info', '--format', '{{json .}}');
export const composeVersion = (engine: Engine) => docker(engine, 'compose', 'version', '--short');

/** The Compose file as Compose itself resolves it, as JSON. */
export const config = (engine: Engine, project: ComposeProject) =>
	compose(engine, project, 'config', '--format', 'json');
/** Ids of all containers of the project, stopped ones included, one a line. */
export const containerIds = (engine: Engine, project: ComposeProject) =>
	compose(engine, project, 'ps', '--all', '--quiet');
export const pull = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'pull', ...services);
/**
 * Recreates the named services where they changed and starts what they need. Without names, Compose 2.26
 * recreates their dependents as well, a proxy in front among them (tried). Waiting is Lockkeeper's own
 * (docker/compose#10596).
 */
export const up = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'up', '--detach', ...services);
export const stop = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'stop', ...services);
export const start = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'start', ...services);
/** Runs a program in a service's container, never with a TTY: one would add carriage returns to a dump. */
export const execute = (engine: Engine, project: ComposeProject, service: string, argv: readonly string[]) =>
	compose(engine, project, 'exec', '-T', service, ...argv);

/** Containers as JSON, by id or name. */
export const inspectContainers = (engine: Engine, ids: readonly string[]) =>
	docker(engine, 'container', 'inspect', ...ids);
/** Images as JSON, by reference or id. */
export const inspectImages = (engine: Engine, references: readonly string[]) =>
	docker(engine, 'image', 'inspect', ...references);
export const tagImage = (engine: Engine, image: string, reference: string) =>
	docker(engine, 'image', 'tag', image, reference);
/** Follows one container's log, each line with its time. @param since RFC 3339 time; without it, from the start. */
export const followLog = (engine: Engine, container: string, since?: string) =>
	docker(engine, 'logs', '--follow', '--timestamps', ...(since ? ['--since', since] : []), container);
/** Runs a program of an image that is already here, without network, and removes the container. */
export const runOnce = (engine: Engine, image: string, entrypoint: string, argv: readonly string[]) =>
	docker(
		engine,
		'run',
		'--rm',
		'--pull',
		'never',
		'--network',
		'none',
		'--entrypoint',
		entrypoint,
		image,
		...argv,
	);
/** Starts a throw-away container of an image that is already here, without network, in the background. */
export const runThrowAway = (
	engine: Engine,
	options: {
		name: string;
		image: string;
		labels: Readonly<Record<string, string>>;
		environment: Readonly<Record<string, string>>;
	},
) =>
	docker(
		engine,
		'run',
		'--detach',
		'--pull',
		'never',
		'--network',
		'none',
		'--name',
		options.name,
		...Object.entries(options.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
		...Object.entries(options.environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
		options.image,
	);
export const executeIn = (engine: Engine, container: string, argv: readonly string[]) =>
	docker(engine, 'exec', '--interactive', container, ...argv);
/** Removes a container with the anonymous volumes it made, running or not. */
export const removeContainer = (engine: Engine, container: string) =>
	docker(engine, 'rm', '--force', '--volumes', container);
/** Ids of containers that carry a label, running or not. @param label `key` or `key=value` */
export const containersWithLabel = (engine: Engine, label: string) =>
	docker(engine, 'ps', '--all', '--quiet', '--filter', `label=${label}`);
/** A service's log as it grows, for people. */
export const serviceLog = (engine: Engine, project: ComposeProject, service: string) =>
	compose(engine, project, 'logs', '--follow', service);
/** A table of the project's containers, for people. */
export const containerTable = (engine: Engine, project: ComposeProject) =>
	compose(engine, project, 'ps', '--all');
