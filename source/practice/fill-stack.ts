// Touches the world: brings the practice stack up with its data.
import { demandService, inOrder } from './compose/order.ts';
import { readProject } from './compose/project.ts';
import { type Call, CallFailure } from './engine/call.ts';
import { createContainer } from './engine/create-container.ts';
import { type StandInEngine, serviceLabel } from './engine/engine.ts';
import { route } from './engine/route.ts';
import { practiceProject, seededAttachments } from './files.ts';
import { makePattern } from './services/postgres.ts';
import { seedStatements } from './services/seed.ts';
import type { WorldOptions } from './world.ts';

/** Images that are here from the beginning, beside the application's. */
const others = ['pgvector/pgvector:pg18', 'redis:7-alpine', 'nginx:1-alpine'];

/** @throws Error with what a call said, when the stack does not come up */
export async function fillStack(
	engine: StandInEngine,
	options: WorldOptions,
	onProgress: (text: string) => void,
): Promise<void> {
	const versions = options.again ?? [options.version];
	for (const reference of [...others, ...versions.map((version) => `specivo/specivo:${version}`)])
		engine.keep(reference);
	if (options.again) return startAgain(engine, options);
	onProgress('Making a PostgreSQL cluster');
	await makePattern(options.directory);
	onProgress(`Starting six services of version ${options.version}`);
	await docker(engine, options, ['up', '--detach', 'api']);
	await untilHealthy(engine);
	onProgress(`Filling the database with about ${options.rows} rows`);
	await seed(engine, options);
	await docker(engine, options, ['up', '--detach']);
}

/** As after a restart of the host: every container starts by itself, in whatever state the data is. */
async function startAgain(engine: StandInEngine, options: WorldOptions): Promise<void> {
	const call = callIn(options, [], async () => {});
	const project = readProject(call, envFiles);
	engine.networks.add(`${project.name}_default`);
	for (const name of inOrder(project, Object.keys(project.services)))
		(await createContainer(engine, project, name, demandService(project, name))).start();
}

async function seed(engine: StandInEngine, options: WorldOptions): Promise<void> {
	const server = engine.ofProject(practiceProject).get('db')?.running?.database?.();
	if (!server) throw new Error('the practice database did not start');
	const session = await server.connect({ database: 'specivo', user: 'specivo', application: 'seed' });
	for (const statement of seedStatements(options.rows, seededAttachments())) {
		const { error } = await server.execute(session, statement);
		if (error) throw new Error(`${error.message}, in: ${statement}`);
	}
	await server.disconnect(session);
}

async function untilHealthy(engine: StandInEngine): Promise<void> {
	for (let attempt = 0; attempt < 2400; attempt++) {
		const api = [...engine.containers].find(({ plan }) => plan.labels[serviceLabel] === 'api');
		if (api?.health === 'healthy') return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error('the practice api did not become healthy within two minutes');
}

async function docker(engine: StandInEngine, options: WorldOptions, argv: readonly string[]): Promise<void> {
	let said = '';
	const collect = async (text: string | Uint8Array) => {
		said += Buffer.from(text).toString();
	};
	const words = ['compose', ...envFiles.flatMap((file) => ['--env-file', file]), ...argv];
	const code = await route(engine, callIn(options, words, collect));
	if (code !== 0) throw new CallFailure(code, said);
}

const envFiles = ['.env', '.env.local'];

const callIn = (
	{ stackDirectory }: WorldOptions,
	argv: readonly string[],
	collect: Call['stdout'],
): Call => ({
	argv,
	cwd: stackDirectory,
	environment: {},
	stdin: (async function* () {})(),
	stdout: collect,
	stderr: collect,
	signal: new AbortController().signal,
});
