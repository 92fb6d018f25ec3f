// Touches the world: measures what would be saved.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { answered } from '../host/answered.ts';
import { OperatorError } from '../host/errors.ts';
import { canRun } from '../host/programs.ts';
import { treeSize } from '../host/tree-size.ts';
import { type DataPlace, kindOf } from '../restore-points/data-kinds.ts';
import { mariadbSize } from '../restore-points/mariadb/size.ts';
import type { ExternalServer } from '../restore-points/postgres/external-server.ts';
import type { DatabasePlace } from '../restore-points/postgres/part.ts';
import { obstacle } from '../restore-points/script/obstacle.ts';
import { newestOutput } from '../restore-points/script/size.ts';
import { managedOf } from '../restore-points/snapshot/service-of.ts';
import { volumeAt } from '../restore-points/snapshot/take.ts';
import { sqliteSize } from '../restore-points/sqlite/size.ts';
import { volumeSize } from '../restore-points/volume/size.ts';
import type { DataEntry, ScriptEntry } from '../runbook/schema.ts';
import { askDatabase, demandFittingPrograms } from './ask-database.ts';
import { externalDatabase } from './external-database.ts';
import type { DataFact, MountFact } from './facts.ts';
import type { Stack } from './identify.ts';

import { resolveText, type Variables } from './variables.ts';

/** Where the stack's data is. @throws OperatorError when a variable of the runbook has no value */
export function dataPlaces(stack: Stack): readonly DataPlace[] {
	return stack.runbook.data.map((entry) => dataPlace(stack, entry));
}

/** Database servers outside of the stack, by the name that their parts carry. */
export function externalServers(stack: Stack): (name: string) => ExternalServer | undefined {
	const places = dataPlaces(stack).flatMap((place) =>
		place.kind === 'postgres' && place.external ? [place.external] : [],
	);
	return (name) => places.find((server) => server.name === name);
}

/** The first database that holds a schema we can ask for: PostgreSQL or SQLite; undefined when the runbook names none. */
export function schemaPlace(stack: Stack): Extract<DataPlace, { kind: 'postgres' | 'sqlite' }> | undefined {
	return dataPlaces(stack).find((place) => place.kind === 'postgres' || place.kind === 'sqlite');
}

/** The first PostgreSQL database, whose server tells what it does; undefined when the runbook names none. */
export function schemaDatabase(stack: Stack): DatabasePlace | undefined {
	return dataPlaces(stack).find((candidate) => candidate.kind === 'postgres');
}

function dataPlace(stack: Stack, entry: DataEntry): DataPlace {
	if ('postgres' in entry) {
		if ('url' in entry.postgres) {
			const variables = serviceVariables(stack, entry.postgres.usedBy);
			return { kind: 'postgres', ...externalDatabase(entry.postgres, stack.config, variables) };
		}
		const { service, user, database } = entry.postgres;
		const variables = serviceVariables(stack, service);
		return { kind: 'postgres', service, user: value(user, variables), database: value(database, variables) };
	}
	if ('mariadb' in entry) {
		const { service, user, database, password } = entry.mariadb;
		const variables = serviceVariables(stack, service);
		return {
			kind: 'mariadb',
			service,
			user: value(user, variables),
			database: value(database, variables),
			...(password === undefined ? {} : { passwordVariable: password.slice(1) }),
		};
	}
	if ('sqlite' in entry) {
		const path = value(entry.sqlite.path, stack.variables);
		const { volume, keptOpen } = entry.sqlite;
		const kept = keptOpen ? { keptOpen } : {};
		return volume === undefined
			? { kind: 'sqlite', path: resolve(stack.directory, path), ...kept }
			: { kind: 'sqlite', path, volume: volumeOf(stack, volume), ...kept };
	}
	if ('volume' in entry) return volumePlace(stack, entry.volume);
	if ('snapshot' in entry) return { kind: 'snapshot', path: entry.snapshot.path, managed: managedOf(stack) };
	if ('script' in entry) return scriptPlace(stack, entry.script);
	if ('directory' in entry) {
		const path = value(entry.directory.path, stack.variables);
		return {
			kind: 'directory',
			path: isAbsolute(path) ? path : resolve(stack.directory, path),
			except: entry.directory.except,
		};
	}
	return {
		kind: 'files',
		paths: entry.files.map((name) => join(stack.directory, name)).filter((path) => existsSync(path)),
	};
}

function scriptPlace(stack: Stack, { run, writes, needs }: ScriptEntry): DataPlace {
	const { directory, variables } = stack;
	const skipped = obstacle(
		{ ...needs, program: run[0] ?? '' },
		(program) => canRun(program, directory),
		(name) => Boolean(variables(name)),
	);
	return {
		kind: 'script',
		run,
		writes: resolve(directory, value(writes, variables)),
		variables: needs.variables,
		environment: () => Object.fromEntries(needs.variables.map((name) => [name, variables(name) ?? ''])),
		...(skipped === undefined ? {} : { skipped }),
	};
}

/** @throws OperatorError when the Compose file has no volume of this key */
function volumeOf({ config }: Stack, key: string): { key: string; name: string } {
	const found = config.volumes[key];
	if (found) return { key, name: found.name };
	throw new OperatorError(
		`The runbook names the volume ${key}; the Compose file has ${Object.keys(config.volumes).join(', ') || 'no volumes'}.`,
		{ exit: 2, advice: ['Nothing was changed.', 'Correct the name in the runbook.'] },
	);
}

function volumePlace(
	stack: Stack,
	{ name: key, except, stopped }: Extract<DataEntry, { volume: unknown }>['volume'],
): DataPlace {
	const services = Object.entries(stack.config.services);
	const users = services.flatMap(([service, { volumes }]) =>
		volumes
			.filter(({ type, source }) => type === 'volume' && source === key)
			.map(({ target }) => ({ service, target })),
	);
	const mine = ([service]: (typeof services)[number]) => users.some((user) => user.service === service);
	const images = [...services.filter(mine), ...services].flatMap(([, { image }]) => image ?? []);
	return {
		...{ kind: 'volume', ...volumeOf(stack, key), except, users, images: [...new Set(images)] },
		...(stopped ? { stopped: true } : {}),
	};
}

/** What the service's container gets wins over what stands in the env files. */
function serviceVariables(stack: Stack, service: string): Variables {
	const environment = stack.config.services[service]?.environment ?? {};
	return (name) => environment[name]?.toString() ?? stack.variables(name);
}

function value(text: string, variables: Variables): string {
	const resolved = resolveText(text, variables);
	if (resolved.missing.length === 0) return resolved.text;
	throw new OperatorError(
		`Expected a value for ${resolved.missing.join(', ')}, found none in the shell, the env files or the Compose file.`,
		{
			exit: 3,
			advice: ['Nothing was changed.', 'Set it in .env and try again.'],
		},
	);
}

/** Measures one data place. */
export async function measure(stack: Stack, place: DataPlace, signal?: AbortSignal): Promise<DataFact> {
	switch (place.kind) {
		case 'postgres': {
			const { database } = place;
			// The planner's own estimate of rows: counting them all would slow a large database down.
			const question =
				"SELECT pg_database_size(current_database()), coalesce(sum(greatest(c.reltuples, 0))::bigint, 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema');";
			if (place.external) await demandFittingPrograms(stack.engine, stack.project, place, signal);
			const answer = await askDatabase(stack.engine, stack.project, place, question, signal);
			const [bytes, rows] = answer.split('|').map(Number);
			return {
				id: `database ${database}`,
				kind: 'postgres',
				label: kindOf(place).label(place),
				bytes: bytes ?? 0,
				items: rows ?? 0,
				exists: true,
			};
		}
		case 'mariadb': {
			const label = kindOf(place).label(place);
			const { bytes, rows } = await mariadbSize({ ...stack, signal }, place);
			return { id: label, kind: 'mariadb', label, bytes, items: rows, exists: true };
		}
		case 'directory': {
			const label = `directory ${place.path}`;
			if (!existsSync(place.path))
				return { id: label, kind: 'directory', label, path: place.path, bytes: 0, items: 0, exists: false };
			const { bytes, entries } = await treeSize(place.path, place.except);
			return { id: label, kind: 'directory', label, path: place.path, bytes, items: entries, exists: true };
		}
		case 'sqlite': {
			const { bytes, file } = await sqliteSize({ engine: stack.engine, signal }, place);
			const label = kindOf(place).label(place);
			const exists = bytes !== undefined;
			const path = file === undefined ? {} : { path: file };
			return { id: label, kind: 'sqlite', label, ...path, bytes: bytes ?? 0, items: exists ? 1 : 0, exists };
		}
		case 'volume': {
			const label = kindOf(place).label(place);
			const size = await volumeSize(
				{ engine: stack.engine, project: stack.project, run: 'survey', signal },
				place,
			);
			return {
				id: label,
				kind: 'volume',
				label,
				bytes: size?.bytes ?? 0,
				items: size?.entries ?? 0,
				exists: size !== undefined,
			};
		}
		case 'script': {
			const label = kindOf(place).label(place);
			const { skipped } = place;
			if (skipped !== undefined)
				return { id: label, kind: 'script', label, bytes: 0, items: 0, exists: true, skipped };
			const bytes = await newestOutput(place.writes, stack.backups);
			return { id: label, kind: 'script', label, path: place.writes, bytes, items: 1, exists: true };
		}
		case 'snapshot': {
			const label = kindOf(place).label(place);
			const volume = await volumeAt(place.managed, place.path, signal);
			const bytes = (volume?.size_gb ?? 0) * 1024 ** 3;
			return { id: label, kind: 'snapshot', label, bytes, items: 1, exists: volume !== undefined };
		}
		case 'files': {
			const sizes = await Promise.all(place.paths.map(async (path) => (await stat(path)).size));
			return {
				id: 'configuration files',
				kind: 'files',
				label: 'configuration files',
				bytes: sizes.reduce((sum, size) => sum + size, 0),
				items: sizes.length,
				exists: sizes.length > 0,
			};
		}
		default:
			return place satisfies never;
	}
}

/** Looks at each mount's place on the host: data that is not there would be missed only after the restart. */
export async function probeMounts(
	mounts: readonly Pick<MountFact, 'service' | 'source' | 'target'>[],
): Promise<readonly MountFact[]> {
	return Promise.all(
		mounts.map(async (mount) => {
			const found = await answered(
				mount.source,
				stat(mount.source).catch(() => undefined),
			);
			const empty = found?.isDirectory()
				? await readdir(mount.source).then(
						(names) => names.length === 0,
						() => false,
					)
				: found?.size === 0;
			return { ...mount, exists: found !== undefined, empty: empty ?? false };
		}),
	);
}
