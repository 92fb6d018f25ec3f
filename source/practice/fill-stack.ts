// Touches the world: brings the practice stack up with its data.
import { CallFailure } from './engine/call.ts';
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
	for (const reference of [...others, `specivo/specivo:${options.version}`]) engine.keep(reference);
	onProgress('Making a PostgreSQL cluster');
	await makePattern(options.directory);
	onProgress(`Starting six services of version ${options.version}`);
	await docker(engine, options, ['up', '--detach', 'api']);
	await untilHealthy(engine);
	onProgress(`Filling the database with about ${options.rows} rows`);
	await seed(engine, options);
	await docker(engine, options, ['up', '--detach']);
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

async function docker(
	engine: StandInEngine,
	{ stackDirectory }: WorldOptions,
	argv: readonly string[],
): Promise<void> {
	let said = '';
	const collect = async (text: string | Uint8Array) => {
		said += Buffer.from(text).toString();
	};
	const code = await route(engine, {
		argv: ['compose', '--env-file', '.env', '--env-file', '.env.local', ...argv],
		cwd: stackDirectory,
		environment: {},
		stdin: (async function* () {})(),
		stdout: collect,
		stderr: collect,
		signal: new AbortController().signal,
	});
	if (code !== 0) throw new CallFailure(code, said);
}
