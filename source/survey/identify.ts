// Touches the world: reads the stack's files and asks Compose what they mean.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import type { ComposeProject } from '../docker/arguments.ts';
import * as docker from '../docker/arguments.ts';
import { CommandError } from '../docker/command-error.ts';
import type { Engine } from '../docker/engine.ts';
import { run } from '../docker/run.ts';
import { type Checkout, readCheckout } from '../git/checkout.ts';
import { OperatorError } from '../host/errors.ts';
import { linkedVersion } from '../host-service/builds.ts';
import { hostEngine } from '../host-service/host-engine.ts';
import { appIn } from '../managed/configuration.ts';
import { managedEngine } from '../managed/managed-engine.ts';
import { chooseRunbook } from '../runbook/choose.ts';
import { repositoriesAmong, repositoryOf, tagOf } from '../runbook/detect.ts';
import { builtInRunbooks } from '../runbook/load.ts';
import type { Runbook } from '../runbook/schema.ts';
import { readSettings, type StackSettings } from '../runbook/settings.ts';
import type { Services, Variant } from '../runbook/variants.ts';
import {
	asCheckedOut,
	builtImages,
	type ComposeConfig,
	parseComposeConfig,
	unknownVersion,
} from './compose-config.ts';
import { findComposeFile } from './compose-file.ts';
import { probeEngine } from './engine.ts';
import { envFileProblem, readVariables } from './env-file.ts';
import type { EngineFact, Probe } from './facts.ts';
import { probe } from './probe.ts';
import { findStackFile } from './stack-file.ts';
import { type Variables, variablesOf } from './variables.ts';

/** A stack whose app is known: what everything later starts from. */
export type Stack = {
	readonly engine: Engine;
	readonly engineFact: EngineFact;
	readonly project: ComposeProject;
	/** The Compose project's name. */
	readonly name: string;
	readonly directory: string;
	/** Of an app without containers, its lockkeeper.yaml. */
	readonly composeFile: string;
	readonly config: ComposeConfig;
	/** sha256 of Compose file and env files together. */
	readonly configDigest: string;
	readonly runbook: Runbook;
	/** Which shape of the app it is, where the runbook tells several apart. */
	readonly variant?: Variant;
	/** What is checked out, where the version is a checkout's. */
	readonly checkout?: Probe<Checkout>;
	readonly settings: StackSettings;
	readonly variables: Variables;
	/** Of all env files, later ones have won. */
	readonly envVariables: Readonly<Record<string, string>>;
	/** Restore points of this stack. */
	readonly backups: string;
};

/** The images of a version that the stack's services would run, each once. */
export function appImages({ runbook, config }: Pick<Stack, 'runbook' | 'config'>, version: string) {
	const images = Object.values(config.services).map(({ image }) => image);
	return repositoriesAmong(runbook, images).map((repository) => `${repository}:${version}`);
}

/** The version that the stack's files pin now. */
export function pinnedIn({
	envVariables,
	runbook,
	config,
	checkout,
	engine,
}: Pick<Stack, 'envVariables' | 'runbook' | 'config' | 'checkout' | 'engine'>): string {
	const { pin } = runbook.version;
	if ('git' in pin) return (checkout?.ok ? checkout.value.version : undefined) ?? unknownVersion;
	if ('link' in pin)
		return (engine.service?.is === 'host' && linkedVersion(engine.service)) || unknownVersion;
	if ('image' in pin) return versionIn(config);
	if ('env' in pin) return envVariables[pin.env] ?? 'nothing';
	const tags = new Set(pin.tags.map((service) => tagOf(config.services[service]?.image ?? '') ?? 'a digest'));
	return [...tags].join(' and ');
}

/**
 * Looks at a directory until its app is known; writes nothing.
 * @throws OperatorError for each bad input: no Compose file, no engine, no right, Compose v1, no fitting runbook
 */
export async function identify(directory: string, engine: Engine, signal?: AbortSignal): Promise<Stack> {
	const path = resolve(directory);
	const found = findStackFile(path);
	if (found.is === 'own') return identifyWithout(path, found.path, signal);
	const composeFile = found.path;
	const said = readSettings(path, composeFile);
	const { settings } = said;
	// Compose reads files without the engine; what is wrong with the engine is told first.
	const reading = firstConfig(engine, path, signal);
	reading.catch(() => {});
	const engineFact = await probeEngine(engine, signal);
	const first = await reading;
	const { runbook: chosen, variant } = chooseRunbook(path, said, servicesIn(first));
	const project = { directory: path, envFiles: existing(path, chosen.compose.envFiles) };
	const envVariables = readEnvFiles(project);
	const { pin } = chosen.version;
	const [read, checkout] = await Promise.all([
		readConfig(engine, project, signal),
		'git' in pin ? probe(() => readCheckout(path, pin.prefix, signal)) : undefined,
	]);
	const config = checkout ? asCheckedOut(read, checkout.ok ? checkout.value.version : undefined) : read;
	const runbook = checkout ? builtBy(chosen, config) : chosen;
	return stackOf({
		engine,
		engineFact,
		project,
		name: config.name,
		directory: path,
		composeFile,
		config,
		runbook,
		...(variant ? { variant } : {}),
		...(checkout ? { checkout } : {}),
		settings,
		envVariables,
	});
}

/** Of an app on the platform: what its configuration names. */
const versionIn = ({ services }: ComposeConfig) =>
	tagOf(Object.values(services)[0]?.image ?? '') ?? unknownVersion;

/** An app without containers here. @throws OperatorError as `identify` does */
async function identifyWithout(directory: string, file: string, signal?: AbortSignal): Promise<Stack> {
	const said = readSettings(directory, undefined);
	const { runbook, variant } = chooseRunbook(directory, said, {});
	const engine = engineWithout(directory, runbook);
	// Without a way to run it, the Compose file is what is missing.
	if (!engine) return findComposeFile(directory) as never;
	const project = { directory, envFiles: existing(directory, runbook.compose.envFiles) };
	const [engineFact, config] = await Promise.all([
		probeEngine(engine, signal),
		readConfig(engine, project, signal),
	]);
	return stackOf({
		...{ engine, engineFact, project, name: config.name, directory, composeFile: file, config },
		runbook: toldBy(runbook, engine),
		...(variant ? { variant } : {}),
		settings: said.settings,
		envVariables: { ...platformVariables(engine), ...readEnvFiles(project) },
	});
}

function engineWithout(directory: string, { host, managed, version: { pin } }: Runbook): Engine | undefined {
	const common = { project: basename(directory), directory };
	if (host && 'link' in pin)
		return hostEngine({ is: 'host', ...common, ...host, link: pin.link, builds: pin.builds });
	if (!managed || !('image' in pin)) return undefined;
	const file = join(directory, managed.config);
	const app = existsSync(file) ? appIn(readFileSync(file, 'utf8')) : undefined;
	if (app === undefined)
		throw new OperatorError(`Expected ${file} with a line that names the app, app = "…", found none.`, {
			exit: 2,
			advice: ['Nothing was changed.', 'Bring it from the platform: fly config save'],
		});
	return managedEngine({ is: 'managed', ...common, ...managed, app, image: pin.image });
}

/** On a host it is the build that tells the version, in the place of an image. */
const toldBy = (runbook: Runbook, { service }: Engine): Runbook =>
	service?.is === 'host'
		? { ...runbook, version: { ...runbook.version, images: [service.service] } }
		: runbook;

/** What a runbook may name beside the variables of env files. */
const platformVariables = ({ service }: Engine): Readonly<Record<string, string>> =>
	service?.is === 'managed' ? { FLY_APP: service.app } : {};

/** With what follows from the rest. */
function stackOf(known: Omit<Stack, 'configDigest' | 'variables' | 'backups'>): Stack {
	const { engine, project, directory: path, composeFile, config, settings, envVariables } = known;
	return {
		...known,
		configDigest: configDigest(composeFile, project),
		variables: variablesOf(
			{ ...process.env, ...engine.environment },
			envVariables,
			readFileSync(composeFile, 'utf8'),
		),
		backups: join(
			settings.backups ? resolve(path, settings.backups) : join(stateDirectory(path), 'backups'),
			config.name,
		),
	};
}

/** The runbook with what only the stack can tell: the images that carry the version are those that are built. */
const builtBy = (runbook: Runbook, config: ComposeConfig): Runbook => ({
	...runbook,
	version: { ...runbook.version, images: builtImages(config).map(repositoryOf) },
});

const servicesIn = ({ services }: ComposeConfig): Services =>
	Object.fromEntries(
		Object.entries(services).map(([name, { image, build, environment }]) => [
			name,
			{ image, builds: build !== undefined, environment },
		]),
	);

/** The Compose file before its runbook is known. @throws OperatorError with what to mend */
async function firstConfig(engine: Engine, directory: string, signal?: AbortSignal): Promise<ComposeConfig> {
	try {
		return await readConfig(engine, { directory, envFiles: existing(directory, ['.env']) }, signal);
	} catch (error) {
		// Compose reads those that services name as well, and does not say which one it cannot make out (tried).
		const names = Object.values(builtInRunbooks()).flatMap((runbook) => runbook.compose.envFiles);
		readEnvFiles({ directory, envFiles: existing(directory, [...new Set(['.env', ...names])]) });
		throw error;
	}
}

/** Where runs, lock and, unless told otherwise, restore points of a stack are kept. */
export const stateDirectory = (directory: string) => join(directory, '.lockkeeper');

/** sha256 over the files that decide what `up` does: an edit between survey and act shows. */
export function configDigest(composeFile: string, project: ComposeProject): string {
	const hash = createHash('sha256');
	for (const file of [composeFile, ...project.envFiles.map((name) => join(project.directory, name))])
		hash.update(readFileSync(file)).update('\0');
	return hash.digest('hex');
}

/** @throws OperatorError with what Compose said */
export async function readConfig(
	engine: Engine,
	project: ComposeProject,
	signal?: AbortSignal,
): Promise<ComposeConfig> {
	try {
		return parseComposeConfig(
			(await run(engine, docker.config(engine, project), { deadline: 30_000, signal })).stdout,
		);
	} catch (error) {
		if (!(error instanceof CommandError)) throw error;
		if (error.timedOut)
			throw new OperatorError(error.message, {
				exit: 3,
				advice: ['Nothing was changed.', ...error.advice],
				cause: error,
			});
		throw new OperatorError(`Compose cannot read this stack's files: ${error.stderr}`, {
			exit: 2,
			advice: ['Nothing was changed.', `Mend what Compose names, then see that this works: ${error.command}`],
			cause: error,
		});
	}
}

const existing = (directory: string, names: readonly string[]) =>
	names.filter((name) => existsSync(join(directory, name)));

function readEnvFiles(project: ComposeProject): Record<string, string> {
	const merged: Record<string, string> = {};
	for (const name of project.envFiles) {
		const file = join(project.directory, name);
		let bytes: Buffer;
		try {
			bytes = readFileSync(file);
		} catch (error) {
			throw new OperatorError(`${file} cannot be read: ${(error as Error).message}`, {
				exit: 3,
				advice: ['Nothing was changed.', `Run Lockkeeper as a user who may read ${name}.`],
				cause: error,
			});
		}
		const problem = envFileProblem(bytes);
		if (problem) {
			throw new OperatorError(`${file}: ${problem}`, {
				exit: 3,
				advice: ['Nothing was changed.', `Mend ${name} and try again.`],
			});
		}
		Object.assign(merged, readVariables(bytes.toString('utf8')));
	}
	return merged;
}
