// Touches the world: the application's containers: the api with its entry point, the worker, the beat.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, CallFailure } from '../engine/call.ts';
import type { ExecuteProgram, ProgramContext, RunningProgram, StartProgram } from '../engine/program.ts';
import { AlembicFailure, describeCurrent, upgrade } from './alembic.ts';
import { ApplicationDatabase } from './application-database.ts';
import { answerRequest, readHealth } from './application-http.ts';
import { startCelery } from './celery.ts';
import { mainProcess, untilStopped } from './main-process.ts';
import { defaultData } from './seed.ts';

/** The image's entry point runs the api; without it, the command is celery's. */
export const startApplication: StartProgram = (context) =>
	context.argv[0] === '/app/entrypoint.sh' ? startApi(context) : startCelery(context);

export const executeApplication: ExecuteProgram = (context, _running, call) => {
	const [program = '', ...rest] = call.argv;
	if (program === 'alembic') return alembic(context, call);
	if (/^python3?$/.test(program) && rest[0] === '-c' && /version\(['"]specivo['"]\)/.test(rest[1] ?? ''))
		return call.stdout(`${context.image.release?.version}\n`).then(() => 0);
	return undefined;
};

function startApi(context: ProgramContext): RunningProgram {
	const { log } = context;
	const database = databaseOf(context);
	let listening = false;
	const main = mainProcess(
		async (signal) => {
			// Whatever it waits for in the database, it is not waited for when it has to end.
			signal.addEventListener('abort', () => void database.close());
			try {
				await prepare(context, database, signal);
				listening = true;
				await untilStopped(signal);
				log('INFO:     Shutting down', 'stderr');
				await sleep(200);
				return 0;
			} finally {
				listening = false;
				await database.close();
			}
		},
		(error) => {
			log(error.message, 'stderr');
			return error instanceof AlembicFailure ? error.exitCode : 1;
		},
	);
	const exited = main.exited;
	return {
		exited,
		stop: main.stop,
		healthy: async () => listening && (await readHealth(context, database)).status === 200,
		http: () =>
			listening ? (request, response) => answerRequest(context, database, request, response) : undefined,
	};
}

/** The entry point, line by line as the real one (systems, Specivo). */
async function prepare(
	context: ProgramContext,
	database: ApplicationDatabase,
	signal: AbortSignal,
): Promise<void> {
	const { log, place } = context;
	log('Waiting for database...');
	await waitForDatabase(database, signal);
	log('Running database migrations...');
	const migrations = context.image.release?.migrations ?? [];
	// Python starts, alembic is loaded: as long as that, nothing happens.
	await sleep(300, undefined, { signal });
	await upgrade(database, migrations, {
		log: (line) => log(line, 'stderr'),
		signal,
		slowSeconds: place.slowSeconds,
	});
	log('Seeding default data...');
	for (const statement of defaultData) await database.rows(statement);
	log('Starting Specivo...');
	await sleep(300, undefined, { signal });
	log('INFO:     Started server process [1]', 'stderr');
	log('INFO:     Waiting for application startup.', 'stderr');
	log('INFO:     Application startup complete.', 'stderr');
	log('INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)', 'stderr');
}

async function waitForDatabase(database: ApplicationDatabase, signal: AbortSignal): Promise<void> {
	for (let attempt = 0; attempt < 30; attempt++) {
		if (await database.reaches()) return;
		await sleep(2000, undefined, { signal });
	}
	throw new Error('Database not available after 60 s');
}

async function alembic(context: ProgramContext, call: Call): Promise<number> {
	const migrations = context.image.release?.migrations ?? [];
	switch (call.argv[1]) {
		case 'heads':
			await call.stdout(`${migrations.at(-1)?.revision} (head)\n`);
			return 0;
		case 'current': {
			const database = databaseOf(context);
			try {
				await call.stderr(
					'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.\nINFO  [alembic.runtime.migration] Will assume transactional DDL.\n',
				);
				await call.stdout(await describeCurrent(database, migrations));
				return 0;
			} catch (error) {
				const code = error instanceof AlembicFailure ? error.exitCode : 1;
				throw new CallFailure(code, (error as Error).message);
			} finally {
				await database.close();
			}
		}
		default:
			throw new CallFailure(
				2,
				`alembic: error: the practice stack knows 'current' and 'heads', not '${call.argv[1] ?? ''}'`,
			);
	}
}

const databaseOf = ({ environment, neighbour }: ProgramContext) =>
	new ApplicationDatabase(
		environment.DATABASE_URL ?? 'postgresql+psycopg://specivo:specivo@db:5432/specivo',
		(host) => neighbour(host)?.database?.(),
	);
