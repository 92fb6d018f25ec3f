// Touches the world: looks at a stack from outside, with docker, psql, HTTP and the disk.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { parseJournal } from '../../source/run/journal.ts';
import { isAlive, readLock } from '../../source/run/lock.ts';
import type { ServiceState, WorldState } from './judge.ts';

/** Where a stack is. */
export type Place = {
	/** The stack's directory. */
	readonly directory: string;
	/** Compose project. */
	readonly project: string;
	/** Selects the engine: variables over this process's own. */
	readonly environment: Readonly<Record<string, string>>;
};

/** Runs docker in the stack's directory. @throws Error with what it said when it fails */
export async function docker(place: Place, words: readonly string[], input?: string): Promise<string> {
	const { stdout } = await execa('docker', [...words], {
		cwd: place.directory,
		env: place.environment,
		timeout: 60_000,
		...(input === undefined ? { stdin: 'ignore' as const } : { input }),
	});
	return stdout;
}

export const compose = (place: Place, words: readonly string[], input?: string) =>
	docker(place, ['compose', '--env-file', '.env', '--env-file', '.env.local', ...words], input);

/** Rows of a query in the stack's database, columns with `|` between them. */
export const ask = (place: Place, sql: string) =>
	compose(
		place,
		[
			...['exec', '-T', 'db', 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1'],
			...['-U', 'specivo', '-d', 'specivo'],
		],
		sql,
	);

export async function look(place: Place): Promise<WorldState> {
	const environment = await readFile(path.join(place.directory, '.env'), 'utf8');
	const [services, answers, data, files] = await Promise.all([
		servicesOf(place),
		answersOf(/^SPECIVO_PORT=(\d+)$/m.exec(environment)?.[1] ?? ''),
		dataOf(place),
		filesOf(place.directory),
	]);
	return {
		pinned: /^SPECIVO_VERSION=(.*)$/m.exec(environment)?.[1] ?? '',
		...{ services, answers, ...data, files },
	};
}

type Inspected = {
	Id: string;
	Config: { Image: string; Labels: Record<string, string> };
	State: { Status: string; Health?: { Status: string } };
};

async function inspected(place: Place): Promise<readonly Inspected[]> {
	const label = `label=com.docker.compose.project=${place.project}`;
	const ids = (await docker(place, ['ps', '--all', '--quiet', '--filter', label]))
		.split('\n')
		.filter(Boolean);
	if (ids.length === 0) return [];
	// One may go between the two calls: then the next look sees it.
	return JSON.parse(await docker(place, ['container', 'inspect', ...ids]));
}

/** Each service's container, stopped ones included. */
export async function servicesOf(place: Place): Promise<Record<string, ServiceState>> {
	const found = await inspected(place).catch(() => []);
	return Object.fromEntries(
		found.map(({ Config, State }) => [
			Config.Labels['com.docker.compose.service'] ?? '',
			{ image: Config.Image, state: State.Status, health: State.Health?.Status ?? 'none' },
		]),
	);
}

/** Id of each service's container. */
export async function containerIds(place: Place): Promise<Record<string, string>> {
	return Object.fromEntries(
		(await inspected(place)).map(({ Id, Config }) => [Config.Labels['com.docker.compose.service'] ?? '', Id]),
	);
}

async function answersOf(port: string): Promise<string> {
	const get = (where: string) =>
		fetch(`http://127.0.0.1:${port}${where}`, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
	try {
		const start = await get('/');
		await start.arrayBuffer();
		const health: unknown = await (await get('/health/')).json();
		return `${start.status}, ${(health as { status?: string }).status}`;
	} catch (error) {
		return `none: ${(error as Error).message}`;
	}
}

async function dataOf(place: Place): Promise<Pick<WorldState, 'tables' | 'revision'>> {
	try {
		const listed = await ask(
			place,
			"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
		);
		const checksum = (name: string) =>
			`SELECT '${name}', (SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), '')) FROM (SELECT t::text AS line FROM ${name} t) lines)`;
		const names = listed.split('\n').filter(Boolean);
		const sums = await ask(place, `${names.map(checksum).join(' UNION ALL ')} ORDER BY 1`);
		const tables = Object.fromEntries(sums.split('\n').map((line) => line.split('|') as [string, string]));
		return { tables, revision: (await ask(place, 'SELECT version_num FROM alembic_version')).trim() };
	} catch {
		return { tables: undefined, revision: undefined };
	}
}

/** Left out are what services write all the time, and what Lockkeeper keeps beside. */
const notData = /^(?:postgresql|redis|logs|\.lockkeeper-[^/]*)(?:\/|$)/;

async function filesOf(directory: string): Promise<Record<string, string>> {
	const files: Record<string, string> = {};
	const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
	const data = path.join(directory, 'specivo-data');
	for (const entry of await entriesBelow(data)) {
		const relative = path.relative(data, entry);
		if (!notData.test(relative)) files[relative] = digest(await readFile(entry));
	}
	for (const name of ['.env.local', 'docker-compose.yml'])
		files[name] = digest(await readFile(path.join(directory, name)));
	const environment = await readFile(path.join(directory, '.env'), 'utf8');
	files['.env'] = digest(environment.replace(/^SPECIVO_VERSION=.*$/m, 'SPECIVO_VERSION='));
	return files;
}

async function entriesBelow(directory: string): Promise<readonly string[]> {
	const found: string[] = [];
	for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
		const full = path.join(directory, entry.name);
		if (entry.isDirectory() && !(entry.name === 'postgresql' || entry.name === 'redis'))
			found.push(...(await entriesBelow(full)));
		else if (entry.isFile()) found.push(full);
	}
	return found;
}

/** Events of each run's journal, oldest first. */
export async function journals(directory: string) {
	const runs = path.join(directory, '.lockkeeper', 'runs');
	const names = (await readdir(runs).catch(() => [])).sort();
	return Promise.all(
		names.map(async (name) => {
			const text = await readFile(path.join(runs, name, 'journal.jsonl'), 'utf8').catch(() => '');
			return { name, ...parseJournal(text) };
		}),
	);
}

/** What no case may leave behind, a clause each: throw-away containers, a lock of the living, a part of a restore point, a damaged journal. */
export async function leftovers(place: Place): Promise<readonly string[]> {
	const state = path.join(place.directory, '.lockkeeper');
	const found: string[] = [];
	const proofs = await docker(place, [
		'ps',
		'--all',
		'--quiet',
		'--filter',
		`label=lockkeeper.directory=${place.directory}`,
	]);
	if (proofs.trim()) found.push(`throw-away container ${proofs.trim().replaceAll('\n', ', ')}`);
	const holder = readLock(state);
	if (holder && isAlive(holder)) found.push(`lock of the living process ${holder.pid}`);
	for (const point of await pointsIn(path.join(state, 'backups')))
		if (!point.whole) found.push(`part of a restore point ${point.name}`);
	for (const { name, damaged } of await journals(place.directory))
		if (damaged.length > 0) found.push(`journal ${name} damaged in line ${damaged.join(', ')}`);
	return found;
}

async function pointsIn(backups: string): Promise<readonly { name: string; whole: boolean }[]> {
	const points: { name: string; whole: boolean }[] = [];
	for (const stack of await readdir(backups).catch(() => [])) {
		for (const name of await readdir(path.join(backups, stack)).catch(() => [])) {
			const manifest = await readFile(path.join(backups, stack, name, 'manifest.json')).catch(
				() => undefined,
			);
			points.push({ name, whole: manifest !== undefined && !name.startsWith('.') });
		}
	}
	return points;
}
