// Touches the world: what a test wants to know about a running Specivo stack.

import type { CommandResult } from '../docker.ts';
import { docker } from '../docker.ts';
import type { SpecivoStack } from './stack.ts';

export type ContainerFact = {
	id: string;
	/** As the Compose file names it, such as `specivo/specivo:0.1.9`. */
	image: string;
	/** Digest of the image the container was made from. */
	imageId: string;
	state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
	/** `none` for a service without a health check. */
	health: 'none' | 'starting' | 'healthy' | 'unhealthy';
	exitCode: number;
	/** How often the engine restarted it by itself. */
	restarts: number;
	environment: Record<string, string>;
};

type Inspected = {
	Id: string;
	Image: string;
	RestartCount: number;
	Config: { Image: string; Env: string[]; Labels: Record<string, string> };
	State: { Status: ContainerFact['state']; ExitCode: number; Health?: { Status: ContainerFact['health'] } };
};

/** Every container of the project by the name of its service, stopped ones included. */
export async function containers(project: string): Promise<Record<string, ContainerFact>> {
	const ids = await docker([
		'ps',
		'--all',
		'--quiet',
		'--filter',
		`label=com.docker.compose.project=${project}`,
	]);
	if (ids.trim() === '') {
		return {};
	}

	const inspected = JSON.parse(await docker(['inspect', ...ids.trim().split('\n')])) as Inspected[];
	return Object.fromEntries(
		inspected.map((container) => [
			container.Config.Labels['com.docker.compose.service'] ?? '',
			containerFact(container),
		]),
	);
}

function containerFact({ Id, Image, RestartCount, Config, State }: Inspected): ContainerFact {
	return {
		id: Id,
		image: Config.Image,
		imageId: Image,
		state: State.Status,
		health: State.Health?.Status ?? 'none',
		exitCode: State.ExitCode,
		restarts: RestartCount,
		environment: Object.fromEntries(
			Config.Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
		),
	};
}

/** Rows of each table, counted. */
export async function rowCounts(stack: SpecivoStack): Promise<Record<string, number>> {
	const counts = await perTable(stack, (name) => `SELECT count(*) FROM ${name}`);
	return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]));
}

/** MD5 of each table's rows as text, in the order of their bytes. */
export async function tableChecksums(stack: SpecivoStack): Promise<Record<string, string>> {
	return perTable(
		stack,
		(name) =>
			`SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), '')) FROM (SELECT t::text AS line FROM ${name} t) lines`,
	);
}

/** `alembic current`, run in the api's container as the guide says. */
export async function alembicCurrent(stack: SpecivoStack): Promise<CommandResult> {
	return stack.tryCompose(['exec', '-T', 'api', 'alembic', 'current']);
}

/** The revision as the database has it; works while the api is down. */
export async function schemaRevision(stack: SpecivoStack): Promise<string> {
	return stack.sql('SELECT version_num FROM alembic_version');
}

/** Answers for one path through the proxy; redirects are not followed. */
export async function httpAnswer(
	stack: SpecivoStack,
	address = '/',
): Promise<{ status: number; location: string | null; body: string }> {
	const response = await fetch(new URL(address, stack.url), {
		redirect: 'manual',
		signal: AbortSignal.timeout(10_000),
	});
	return { status: response.status, location: response.headers.get('location'), body: await response.text() };
}

async function perTable(
	stack: SpecivoStack,
	query: (quotedName: string) => string,
): Promise<Record<string, string>> {
	const listed = await stack.sql(
		"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
	);
	const names = listed.split('\n').filter((name) => name !== '');
	const union = names.map((name) => `SELECT '${name}', (${query(name)})::text`).join(' UNION ALL ');
	const lines = names.length === 0 ? [] : (await stack.sql(`${union} ORDER BY 1`)).split('\n');
	return Object.fromEntries(lines.map((line) => line.split('|') as [string, string]));
}
