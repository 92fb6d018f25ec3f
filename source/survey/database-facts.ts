// Touches the world: asks the engine, the data directories and the servers what the stack's databases are of.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { inspectImages } from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { readFileOfTag } from '../git/file-of-tag.ts';
import { answered } from '../host/answered.ts';
import { readYaml } from '../runbook/yaml-file.ts';
import { askDatabase } from './ask-database.ts';
import { dataPlaces } from './data.ts';
import {
	type ChangedCollation,
	changedCollations,
	collationQuestion,
	madeBy,
	releaseOfFile,
	releaseOfImage,
} from './database-release.ts';
import type { DatabaseFact, Facts, MountFact, ServiceFact } from './facts.ts';
import type { Stack } from './identify.ts';
import { probe } from './probe.ts';

/** The oldest PostgreSQL that remembers what its text was sorted by. */
const remembersCollation = 15;

const imageSchema = z.object({ Config: z.object({ Env: z.array(z.string()).nullish() }).nullish() });

type Told = NonNullable<DatabaseFact['there']>;

/** Where images keep a database, and mount nothing else. */
const dataPath = /^\/(var\/lib\/(postgresql|mysql)|bitnami)(\/|$)/;

/** Servers that services of the stack run. What cannot be told is left out: a blind spot is no finding. */
export async function probeDatabases(
	stack: Stack,
	services: readonly ServiceFact[],
	mounts: readonly Pick<MountFact, 'service' | 'source' | 'target'>[],
	signal?: AbortSignal,
): Promise<readonly DatabaseFact[]> {
	const places = dataPlaces(stack).flatMap((place) =>
		place.kind === 'mariadb' || (place.kind === 'postgres' && !place.external) ? [place] : [],
	);
	return Promise.all(
		places.map(async (place): Promise<DatabaseFact> => {
			const { service, user, database } = place;
			const { image = '', runningImage, imageId } = services.find(({ name }) => name === service) ?? {};
			const [environment, configured] = await Promise.all(
				[imageId, image].map((reference) => environmentOf(stack, reference, signal)),
			);
			const own = mounts.filter((mount) => mount.service === service);
			const files = await releaseOfFiles(own, environment ?? []);
			const release = releaseOfImage(image, configured);
			const running = runningImage === undefined ? undefined : releaseOfImage(runningImage, environment);
			const there = madeBy<Told>(files, running && { ...running, toldBy: 'the image that runs' });
			const asked = place.kind === 'postgres' && Number(running?.major) >= remembersCollation;
			return {
				...{ service, user, database, image },
				...(runningImage === undefined ? {} : { runningImage }),
				...(there ? { there: { product: there.product, major: there.major, toldBy: there.toldBy } } : {}),
				...(release ? { release } : {}),
				...dataAt(stack, service, files?.target ?? own.find(({ target }) => dataPath.test(target))?.target),
				collations: asked ? await askCollations(stack, place, signal) : [],
			};
		}),
	);
}

/** Undefined when the image is not on this host. */
async function environmentOf(
	{ engine }: Stack,
	reference: string | undefined,
	signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
	if (!reference) return undefined;
	try {
		const { stdout } = await run(engine, inspectImages(engine, [reference]), { deadline: 20_000, signal });
		return z.array(imageSchema).parse(JSON.parse(stdout))[0]?.Config?.Env ?? [];
	} catch {
		return undefined;
	}
}

/** The file in which a server says what its data is of, in the directories that are mounted: they may be another user's. */
async function releaseOfFiles(
	mounts: readonly Pick<MountFact, 'source' | 'target'>[],
	environment: readonly string[],
): Promise<(Told & { readonly target: string }) | undefined> {
	const data = environment.find((entry) => entry.startsWith('PGDATA='))?.slice('PGDATA='.length);
	for (const { source, target } of mounts) {
		const way = data === undefined ? '' : relative(target, data);
		const inside = way === '' || way.startsWith('..') || isAbsolute(way) ? [] : [way];
		for (const directory of [...inside, ''])
			for (const name of ['PG_VERSION', 'mariadb_upgrade_info', 'mysql_upgrade_info']) {
				const path = join(source, directory, name);
				const text = await answered(path, readFile(path, 'utf8')).catch(() => '');
				const found = releaseOfFile(name, text);
				if (found) return { ...found, toldBy: name, target };
			}
	}
	return undefined;
}

/** Where the Compose file says that a service's data is. */
function dataAt({ config }: Stack, service: string, target: string | undefined): Pick<DatabaseFact, 'data'> {
	const found = config.services[service]?.volumes.find((volume) => volume.target === target);
	if (found?.source === undefined) return {};
	return { data: found.type === 'volume' ? { volume: found.source } : { directory: found.source } };
}

const askCollations = (
	{ engine, project }: Stack,
	place: Parameters<typeof askDatabase>[2],
	signal?: AbortSignal,
): Promise<readonly ChangedCollation[]> =>
	askDatabase(engine, project, place, collationQuestion, signal).then(changedCollations, () => []);

/** The vendor's own Compose file may bring another database; a tag that cannot be read is another check's business. */
export async function withDatabasesOf(stack: Stack, facts: Facts, target: string): Promise<Facts> {
	const { pin } = stack.runbook.version;
	const { databases = [] } = facts;
	if (!('git' in pin) || databases.length === 0) return facts;
	const found = await probe(() => withImagesOfTag(stack, databases, `${pin.prefix}${target}`));
	return found.ok ? { ...facts, databases: found.value } : facts;
}

/** The same with the images that the Compose file of a checkout's tag names for them. @throws OperatorError */
export async function withImagesOfTag(
	stack: Stack,
	databases: readonly DatabaseFact[],
	tag: string,
): Promise<readonly DatabaseFact[]> {
	const file = relative(stack.directory, stack.composeFile);
	const { value } = readYaml(await readFileOfTag(stack.directory, tag, file), `${file} of ${tag}`);
	const services = (value as { services?: Record<string, { image?: unknown } | null> } | null)?.services;
	return databases.map((fact) => {
		const said = services?.[fact.service]?.image;
		if (typeof said !== 'string') return fact;
		const image = resolved(said, (name) => process.env[name] || stack.envVariables[name]);
		// Of the image that stays more is known than its tag.
		const release = image === fact.image ? fact.release : releaseOfImage(image);
		return { ...fact, ofTarget: { image, tag, ...(release ? { release } : {}) } };
	});
}

/** As Compose resolves `$NAME`, `${NAME}` and `${NAME:-default}`. */
const resolved = (text: string, variables: (name: string) => string | undefined) =>
	text.replaceAll(
		/\$\{(\w+)(?::?-([^}]*))?[^}]*\}|\$(\w+)/g,
		(_whole, braced?: string, fallback = '', bare?: string) => variables(braced ?? bare ?? '') ?? fallback,
	);
