// Touches the world: looks at the stack and the host, all probes side by side.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Engine } from '../docker/engine.ts';
import { diskSpace } from '../host/disk-space.ts';
import { pinOf } from '../pins/pin-of.ts';
import { resolvedInWords } from '../releases/floating-tag.ts';
import { isExactVersion } from '../releases/versions.ts';
import { appRepositories, tagOf } from '../runbook/detect.ts';
import { formatBytes } from '../text/bytes.ts';
import { backupPlace } from './backup-place.ts';
import { serviceEnvFiles } from './compose-file.ts';
import { dataPlaces, measure, probeMounts } from './data.ts';
import { probeDatabases } from './database-facts.ts';
import type {
	DataFact,
	DiskFact,
	EnvironmentFact,
	FactLine,
	Facts,
	Probe,
	SchemaFact,
	ServiceFact,
	VersionFact,
} from './facts.ts';
import type { Stack } from './identify.ts';
import { probeOffHost } from './off-host.ts';
import { probe } from './probe.ts';
import { describeReleases, readReleases } from './read-releases.ts';
import { readRunningTags, resolveRunning } from './running-tags.ts';
import { readCheckoutHead, readCurrentSchema, readImageHead, revisionService } from './schema/revision.ts';
import { shapeInWords } from './schema/shape-changes.ts';
import { listContainers, mountsOf, probeServices } from './services.ts';
import { probeSqliteFiles } from './sqlite-files.ts';
import { namesWithValue } from './variables.ts';

export type SurveyOptions = {
	readonly now: Date;
	/** Called as each line becomes known. */
	readonly onFact: (fact: FactLine) => void;
	readonly signal?: AbortSignal;
	/** True when only what a restore point holds is asked for: no registry, no place for copies, nothing of what an image knows. */
	readonly forBackup?: boolean;
};

/** Finds out everything that checks and plans decide on. A probe that fails is a problem in the facts, not a throw. */
export async function survey(stack: Stack, options: SurveyOptions): Promise<Facts> {
	const { engine, project, config, runbook, engineFact } = stack;
	const { onFact, signal } = options;
	onFact({
		id: 'engine',
		label: 'Engine',
		value: engine.service
			? withoutEngine(engine.service)
			: `Docker ${engineFact.version}, Compose ${engineFact.composeVersion}, ${engineFact.architecture}`,
	});
	if (stack.variant) {
		const { name, because } = stack.variant;
		onFact({ id: 'runbook', label: 'Runbook', value: `${runbook.app}, ${name}: ${because}` });
	}
	onFact({ id: 'stack', label: 'Stack', value: `${stack.name} in ${stack.directory}` });

	const services = show(
		onFact,
		'services',
		'Services',
		() => probeServices(engine, project, config, appRepositories(runbook), signal),
		describeServices,
	);
	const known = services.then((answer) => (answer.ok ? answer.value : []));
	const version = known.then((found) => {
		const fact = versionFact(stack, found);
		onFact({ id: 'version', label: 'Version', value: describeVersion(fact) });
		return fact;
	});
	const releasesFound = options.forBackup
		? notAsked
		: show(onFact, 'releases', 'Releases', () => readReleases(stack, signal), describeReleases);
	const versionResolved = Promise.all([version, known, releasesFound]).then(
		async ([fact, found, listed]): Promise<VersionFact> => {
			const resolved = options.forBackup ? undefined : await resolveRunning(stack, found, listed, signal);
			if (!resolved) return fact;
			onFact({ id: 'version', label: 'Version', value: describeVersion({ ...fact, resolved }) });
			return { ...fact, resolved };
		},
	);
	const places = dataPlaces(stack);
	const mounted = probe(async () => {
		const found = mountsOf(await listContainers(engine, project, signal));
		// A volume of the platform's is none of this host's.
		return engine.service?.is === 'managed'
			? found.map((mount) => ({ ...mount, exists: true, empty: false }))
			: probeMounts(found);
	});
	const [
		serviceFacts,
		versionFound,
		schema,
		data,
		disks,
		mounts,
		sqlite,
		releases,
		offHost,
		databases,
		tags,
	] = await Promise.all([
		services,
		versionResolved,
		show(
			onFact,
			'schema',
			'Schema revision',
			async () => readSchema(stack, options.forBackup ? [] : await known, signal),
			describeSchema,
		),
		Promise.all(
			places.map((place, index) =>
				show(
					onFact,
					`data ${index}`,
					index === 0 ? 'Data' : '',
					() => measure(stack, place, signal),
					describeData,
				),
			),
		),
		probeDisks(stack, onFact),
		mounted,
		probeSqliteFiles(engine, places, signal),
		releasesFound,
		options.forBackup ? ({ is: 'not asked' } as const) : probeOffHost(stack, onFact, signal),
		options.forBackup || engine.service
			? undefined
			: probe(async () => {
					const found = await mounted;
					return probeDatabases(stack, await known, found.ok ? found.value : [], signal);
				}),
		options.forBackup ? undefined : known.then((found) => readRunningTags(stack, found, signal)),
	]);
	if (!serviceFacts.ok) throw new Error(serviceFacts.problem);
	return {
		at: options.now.toISOString(),
		app: runbook.app,
		runbook,
		stack: stack.name,
		directory: stack.directory,
		envFiles: project.envFiles,
		...(stack.checkout ? { serviceEnvFiles: linkable(stack) } : {}),
		composeFile: stack.composeFile,
		...(engine.service ? { service: engine.service } : {}),
		configDigest: stack.configDigest,
		engine: engineFact,
		services: serviceFacts.value,
		version: versionFound,
		schema,
		data,
		disks,
		environment: environmentFact(stack),
		mounts: mounts.ok ? mounts.value : [],
		sqlite,
		...(databases?.ok ? { databases: databases.value } : {}),
		backupPlace: backupPlace(stack),
		offHost,
		...(tags ? { tags } : {}),
		releases,
		changelog: notesOfNoTarget,
	};
}

const withoutEngine = (service: NonNullable<Engine['service']>) =>
	service.is === 'host'
		? `none: ${service.service} runs on this host without containers`
		: `none: ${service.service} runs on a machine of ${service.app}, led by ${service.program.join(' ')}`;

/** Notes are those on the way to a version, see `withTarget`. */
const notesOfNoTarget = { ok: false, problem: 'no version was asked for' } as const;
const notAsked = { ok: false, problem: 'no registry was asked' } as const;

/** Shows a line at once, and again when its probe has answered. */
async function show<T>(
	onFact: (fact: FactLine) => void,
	id: string,
	label: string,
	ask: () => Promise<T>,
	describe: (value: T) => string,
): Promise<Probe<T>> {
	onFact({ id, label });
	const answer = await probe(ask);
	onFact(answer.ok ? { id, label, value: describe(answer.value) } : { id, label, problem: answer.problem });
	return answer;
}

const describeServices = (services: readonly ServiceFact[]) =>
	services.map((service) => `${service.name} ${service.state}`).join(', ');

function describeVersion(version: VersionFact): string {
	if (version.current) return `${version.current} (${version.pinPlace})`;
	const running = Object.entries(version.running).map(([service, tag]) => `${service} ${tag}`);
	const [tag, ...others] = new Set(Object.values(version.running));
	if (tag === undefined) return 'no service of the app is running';
	return others.length > 0
		? `not one version: ${running.join(', ')}`
		: `${tag}${resolvedInWords(version.resolved)}`;
}

const describeSchema = (schema: SchemaFact) =>
	schema.shape
		? `none is kept; ${shapeInWords(schema.shape)}`
		: `${schema.current ?? 'none'}${schema.head === undefined ? '' : schema.head === schema.current ? ', the newest of this version' : `; this version knows ${schema.head}`}`;

function describeData({ kind, label, bytes, exists, skipped }: DataFact): string {
	if (skipped !== undefined) return `${label}: will not be run, ${skipped}`;
	if (!exists) return `${label}: not there`;
	if (kind !== 'script') return `${label}: ${formatBytes(bytes)}`;
	return `${label}: will be run${bytes > 0 ? `; the newest file it wrote has ${formatBytes(bytes)}` : ''}`;
}

/** The version the app's services run, and where the Compose file takes it from. */
export function versionFact(
	stack: Pick<Stack, 'runbook' | 'config' | 'envVariables' | 'composeFile' | 'checkout'>,
	services: readonly ServiceFact[],
): VersionFact {
	const app = services.filter((service) => service.app);
	const running = Object.fromEntries(
		app.flatMap((service) =>
			service.runningImage ? [[service.name, tagOf(service.runningImage) ?? 'a digest']] : [],
		),
	);
	const tags = [...new Set(Object.values(running))];
	const [only] = tags;
	const pinned = pinnedTag(stack, app);
	return {
		...(pinned === undefined ? {} : { pinned }),
		running,
		...(tags.length === 1 && only && isExactVersion(only) ? { current: only } : {}),
		pinPlace: pinOf(stack.runbook, stack.composeFile).place,
		...(stack.checkout ? { checkout: stack.checkout } : {}),
	};
}

/** Undefined when it stands nowhere, or differs between services. */
function pinnedTag(
	{ runbook: { version }, envVariables, checkout }: Pick<Stack, 'runbook' | 'envVariables' | 'checkout'>,
	app: readonly ServiceFact[],
): string | undefined {
	const { pin } = version;
	if ('git' in pin) return checkout?.ok ? checkout.value.version : undefined;
	if ('link' in pin || 'image' in pin) return versionOfApp(app);
	if ('env' in pin) return app[0] && pin.env in envVariables ? tagOf(app[0].image) : undefined;
	const tags = new Set(app.filter(({ name }) => pin.tags.includes(name)).map(({ image }) => tagOf(image)));
	return tags.size === 1 ? [...tags][0] : undefined;
}

/** Of an app without containers, what its link leads to or its configuration names. */
function versionOfApp([first]: readonly ServiceFact[]): string | undefined {
	const version = first && tagOf(first.image);
	return version !== undefined && isExactVersion(version) ? version : undefined;
}

/** @param services those whose image may be asked what it knows */
async function readSchema(
	stack: Stack,
	services: readonly ServiceFact[],
	signal?: AbortSignal,
): Promise<SchemaFact> {
	const asked = revisionService(stack.runbook);
	const image = services.find((service) => service.name === asked)?.imageId;
	const [current, head] = await Promise.all([
		readCurrentSchema(stack, signal),
		image
			? readImageHead(stack, image, signal)
			: readCheckoutHead(stack, 'HEAD', signal).catch(() => undefined),
	]);
	return { ...current, ...(head === undefined ? {} : { head }) };
}

async function probeDisks(
	stack: Stack,
	onFact: (fact: FactLine) => void,
): Promise<readonly Probe<DiskFact>[]> {
	const asked: readonly [DiskFact['purpose'], string][] = [
		['restore points', stack.backups],
		['stack', stack.directory],
		['images', stack.engineFact.rootDirectory],
	];
	onFact({ id: 'disk', label: 'Disk' });
	const disks = await Promise.all(
		asked.map(([purpose, path]) =>
			probe<DiskFact>(async () => {
				const { device, freeBytes, totalBytes } = await diskSpace(path);
				return { path, purpose, device, freeBytes, totalBytes };
			}),
		),
	);
	const lines = disks.flatMap((disk) =>
		disk.ok ? [`${formatBytes(disk.value.freeBytes)} free for ${disk.value.purpose}`] : [],
	);
	onFact({ id: 'disk', label: 'Disk', value: lines.join(', ') });
	return disks;
}

function environmentFact(stack: Stack): EnvironmentFact {
	return {
		files: stack.runbook.compose.envFiles.map((name) => ({
			name,
			exists: existsSync(join(stack.directory, name)),
		})),
		missing: stack.runbook.required.filter((name) => !stack.variables(name)),
		defaulted: stack.runbook.required.filter((name) => stack.variables(name) && !stack.envVariables[name]),
		names: namesWithValue([
			stack.envVariables,
			...Object.values(stack.config.services).map(({ environment }) => environment),
		]),
	};
}

const linkable = ({ composeFile, directory }: Stack) =>
	serviceEnvFiles(composeFile).filter((name) => !isAbsolute(name) && existsSync(join(directory, name)));
