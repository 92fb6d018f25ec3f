import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as docker from '../../source/docker/arguments.ts';
import type { Command } from '../../source/docker/command.ts';
import { CommandError } from '../../source/docker/command-error.ts';
import { run } from '../../source/docker/run.ts';
import type { PracticeStack } from '../../source/practice/open-practice-stack.ts';

/** Services whose image the version decides. */
export const appServices = ['api', 'celery-worker', 'celery-beat'];

type Container = {
	Id: string;
	Name: string;
	State: { Status: string; ExitCode: number; Health?: { Status: string } };
	RestartCount: number;
	Config: { Image: string; Labels: Record<string, string> };
};

/** Calls of Lockkeeper's own builders on a practice stack. */
export function onStack(stack: PracticeStack) {
	const { engine } = stack;
	const project = { directory: stack.directory, envFiles: ['.env', '.env.local'] };
	const call = async (command: Command, input?: string) =>
		(await run(engine, command, { deadline: 60_000, ...(input === undefined ? {} : { input }) })).stdout;
	const psql = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', 'specivo', '-d'];
	return {
		engine,
		project,
		call,
		/** The error of a call that is expected to fail. */
		async refused(command: Command, input?: string): Promise<CommandError> {
			try {
				await call(command, input);
			} catch (error) {
				if (error instanceof CommandError) return error;
				throw error;
			}
			throw new Error(`expected a failure of: ${command.argv.join(' ')}`);
		},
		sql: (statement: string, database = 'specivo') =>
			call(docker.execute(engine, project, 'db', [...psql, database]), statement),
		psql: (database: string) => docker.execute(engine, project, 'db', [...psql, database]),
		async containers(): Promise<Record<string, Container>> {
			const ids = (await call(docker.containerIds(engine, project))).split('\n');
			const found: Container[] = JSON.parse(await call(docker.inspectContainers(engine, ids)));
			return Object.fromEntries(found.map((one) => [one.Config.Labels['com.docker.compose.service'], one]));
		},
		pin(version: string) {
			const file = join(stack.directory, '.env');
			writeFileSync(
				file,
				readFileSync(file, 'utf8').replace(/^SPECIVO_VERSION=.*$/m, `SPECIVO_VERSION=${version}`),
			);
		},
		async get(path: string) {
			const port = /^SPECIVO_PORT=(\d+)$/m.exec(readFileSync(join(stack.directory, '.env'), 'utf8'))?.[1];
			const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
			return { status: response.status, body: await response.text() };
		},
	};
}
