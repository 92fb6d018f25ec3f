import { shownBuild } from '../host-service/shown.ts';
import type { Command } from './command.ts';
import type { Engine } from './engine.ts';
import { shownWithout } from './without-engine.ts';

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
	...(engine.service ? { shown: shownWithout(engine.service, rest) } : {}),
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
/** Id of the running container of a service. */
export const containerIdOf = (engine: Engine, project: ComposeProject, service: string) =>
	compose(engine, project, 'ps', '--quiet', service);
export const pull = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'pull', ...services);
/**
 * Recreates the named services where they changed and starts what they need. Without names, Compose 2.26
 * recreates their dependents as well, a proxy in front among them (tried). Waiting is Lockkeeper's own
 * (docker/compose#10596).
 */
export const up = (
	engine: Engine,
	project: ComposeProject,
	services: readonly string[],
	options: readonly '--no-build'[] = [],
) => compose(engine, project, 'up', '--detach', ...options, ...services);

/** A Compose file beside the stack's own, with what lies over it. */
export type OtherFiles = {
	/** Name of the stack's project. */
	readonly name: string;
	/** What paths in the files are relative to. */
	readonly directory: string;
	readonly files: readonly string[];
};

const composeOther = (
	engine: Engine,
	project: ComposeProject,
	{ name, directory, files }: OtherFiles,
	...rest: readonly string[]
) =>
	compose(
		engine,
		project,
		...['--project-name', name, '--project-directory', directory],
		...files.flatMap((file) => ['--file', file]),
		...rest,
	);

/** As `config`, of other files. */
export const configOf = (engine: Engine, project: ComposeProject, other: OtherFiles) =>
	composeOther(engine, project, other, 'config', '--format', 'json');
/** Builds every image that other files build. */
export const buildOf = (engine: Engine, project: ComposeProject, other: OtherFiles) =>
	composeOther(engine, project, other, 'build');
export const stop = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'stop', ...services);
export const start = (engine: Engine, project: ComposeProject, services: readonly string[]) =>
	compose(engine, project, 'start', ...services);
/** Runs a program in a service's container, never with a TTY: one would add carriage returns to a dump. */
export const execute = (engine: Engine, project: ComposeProject, service: string, argv: readonly string[]) =>
	compose(engine, project, 'exec', '-T', service, ...argv);

/** Copies a file or directory of this host to a path of a service's container that is not there yet. */
export const copyInto = (
	engine: Engine,
	project: ComposeProject,
	source: string,
	service: string,
	path: string,
) => compose(engine, project, 'cp', source, `${service}:${path}`);

/** Containers as JSON, by id or name. */
export const inspectContainers = (engine: Engine, ids: readonly string[]) =>
	docker(engine, 'container', 'inspect', ...ids);
/** Ids of the images on this host, the newest first, each once for each name it has. */
export const listImageIds = (engine: Engine) => docker(engine, 'image', 'ls', '--quiet', '--no-trunc');
/** Images as JSON, by reference or id. */
export const inspectImages = (engine: Engine, references: readonly string[]): Command => ({
	...docker(engine, 'image', 'inspect', ...references),
	...(engine.service?.is === 'host'
		? { shown: shownBuild(engine.service, references[0]?.split(':').at(-1) ?? '') }
		: {}),
});
/** Pulls one image, by tag or digest. */
export const pullImage = (engine: Engine, reference: string) => docker(engine, 'pull', reference);
/** What the registry has under a reference, asked with this client's own login; it knows nothing of mirrors. */
export const inspectManifest = (engine: Engine, reference: string) =>
	docker(engine, 'manifest', 'inspect', reference);
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
/** A container that serves one purpose of ours and is removed afterwards. */
export type ThrowAway = {
	readonly image: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly name?: string;
	readonly environment?: Readonly<Record<string, string>>;
	/** Directories of the host or names of volumes, and where the container finds them. */
	readonly mounts?: readonly {
		readonly source: string;
		readonly target: string;
		readonly readOnly: boolean;
	}[];
	/** Paths that get a volume of their own, removed with the container. */
	readonly volumes?: readonly string[];
	/** Container whose volumes this one gets as well. */
	readonly volumesFrom?: string;
	/** Paths that lie in memory, and how many bytes each may take. */
	readonly memory?: readonly { readonly path: string; readonly bytes: number }[];
	/** Container whose network this one shares: it reaches what listens there on 127.0.0.1. */
	readonly networkOf?: string;
	/** Network of the engine, by name. Without either: none. */
	readonly network?: string;
	/** Names it knows besides, `name:address`. */
	readonly hosts?: readonly string[];
	/** Program in place of the image's own. */
	readonly entrypoint?: string;
	/** `user:group` in place of the image's own. */
	readonly user?: string;
};

const throwAwayOptions = (options: ThrowAway): readonly string[] => [
	...[
		'--pull',
		'never',
		'--network',
		options.networkOf === undefined ? (options.network ?? 'none') : `container:${options.networkOf}`,
	],
	...(options.hosts ?? []).flatMap((entry) => ['--add-host', entry]),
	...(options.name === undefined ? [] : ['--name', options.name]),
	...Object.entries(options.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
	...Object.entries(options.environment ?? {}).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
	...(options.mounts ?? []).flatMap(({ source, target, readOnly }) => [
		'--mount',
		// The source must be there: a bind mount that is not fails, and a volume would be made.
		`type=${source.startsWith('/') ? 'bind' : 'volume'},${csv(`source=${source}`)},${csv(`target=${target}`)}${readOnly ? ',readonly' : ''}`,
	]),
	...(options.volumes ?? []).flatMap((path) => ['--volume', path]),
	...(options.volumesFrom === undefined ? [] : ['--volumes-from', options.volumesFrom]),
	...(options.memory ?? []).flatMap(({ path, bytes }) => ['--tmpfs', `${path}:rw,exec,size=${bytes}`]),
	...(options.user === undefined ? [] : ['--user', options.user]),
	...(options.entrypoint === undefined ? [] : ['--entrypoint', options.entrypoint]),
	options.image,
];

/** `--mount` reads its value as one line of comma-separated values. */
const csv = (field: string) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** Starts a throw-away container of an image that is already here in the background. */
export const runThrowAway = (engine: Engine, options: ThrowAway, argv: readonly string[] = []) =>
	docker(engine, 'run', '--detach', ...throwAwayOptions(options), ...argv);
/** Runs one to its end and removes it. */
export const runThrowAwayOnce = (engine: Engine, options: ThrowAway, argv: readonly string[] = []) =>
	docker(engine, 'run', '--rm', ...throwAwayOptions(options), ...argv);
/** Makes a container of an image that is already here, and does not start it: nothing of the image runs. */
export const createThrowAway = (engine: Engine, options: ThrowAway, argv: readonly string[] = []) =>
	docker(engine, 'create', ...throwAwayOptions(options), ...argv);
/** A path of a container, running or not, as a tar archive on stdout; links are followed. */
export const copyOut = (engine: Engine, container: string, path: string) =>
	docker(engine, 'cp', '--follow-link', `${container}:${path}`, '-');
/** @param variables names that the program gets from the caller's environment: a value never stands here */
export const executeIn = (
	engine: Engine,
	container: string,
	argv: readonly string[],
	variables: readonly string[] = [],
) =>
	docker(
		engine,
		'exec',
		'--interactive',
		...variables.flatMap((name) => ['--env', name]),
		container,
		...argv,
	);
/** Connects a container to one more network. */
export const connectNetwork = (engine: Engine, network: string, container: string) =>
	docker(engine, 'network', 'connect', network, container);
/** Removes a container with the anonymous volumes it made, running or not. */
export const removeContainer = (engine: Engine, container: string) =>
	docker(engine, 'rm', '--force', '--volumes', container);
/** Only when it does not run; its volumes stay. */
export const removeUnused = (engine: Engine, container: string) => docker(engine, 'rm', container);
/** Prints a container's exit code once it has ended. */
export const waitForContainer = (engine: Engine, container: string) => docker(engine, 'wait', container);
/** Ids of containers that carry a label, running or not. @param label `key` or `key=value` */
export const containersWithLabel = (engine: Engine, label: string) =>
	docker(engine, 'ps', '--all', '--quiet', '--filter', `label=${label}`);
/** Ids of running containers that mount a volume. */
export const containersOfVolume = (engine: Engine, volume: string) =>
	docker(engine, 'ps', '--quiet', '--filter', `volume=${volume}`);
/** A volume as JSON. */
export const inspectVolume = (engine: Engine, volume: string) => docker(engine, 'volume', 'inspect', volume);
/** What this client calls its engine, and the address it reaches it by, as JSON. */
export const currentContext = (engine: Engine) => docker(engine, 'context', 'inspect');
/** A service's log as it grows, for people. */
export const serviceLog = (engine: Engine, project: ComposeProject, service: string) =>
	compose(engine, project, 'logs', '--follow', service);
/** Programs that run in a service's container, for people. */
export const processes = (engine: Engine, project: ComposeProject, service: string) =>
	compose(engine, project, 'top', service);
/** A table of the project's containers, for people. */
export const containerTable = (engine: Engine, project: ComposeProject) =>
	compose(engine, project, 'ps', '--all');
