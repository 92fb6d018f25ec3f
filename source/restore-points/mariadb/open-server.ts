// Touches the world: finds the container that runs a database server, its programs and its password.
import { containerIdOf, executeIn, inspectContainers } from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import { canPack, type ProgramPlace } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { parsePrograms } from './answers.ts';
import { findPrograms, passwordVariable } from './arguments.ts';
import type { MariadbPlace } from './part.ts';
import { type MariadbServer, query } from './server.ts';

type Context = Pick<RestorePointContext, 'engine' | 'project' | 'signal'>;

/** A server in its container. */
export type RunningServer = MariadbServer & { readonly container: string };

const deadline = 60_000;

/**
 * Opens the server of a service, and asks it once.
 * @throws OperatorError when the service runs no container, has no password or refuses it; CommandError
 */
export async function openServer(
	context: Context,
	place: Omit<MariadbPlace, 'database'>,
): Promise<RunningServer> {
	const { stdout } = await run(
		context.engine,
		containerIdOf(context.engine, context.project, place.service),
		{
			deadline,
			signal: context.signal,
		},
	);
	const [container] = stdout.split('\n').filter(Boolean);
	if (!container)
		throw new OperatorError(`Expected a running container of service ${place.service}, found none.`, {
			exit: 3,
			advice: ['Nothing was changed. Start the service, then try again.'],
		});
	const password = await passwordIn(context, container, place);
	const server = await serverIn(context, container, place.user, password);
	await demandEntry(context, server, place);
	return server;
}

/** The server in this container; nothing is asked of it yet. */
export async function serverIn(
	context: Context,
	container: string,
	user: string,
	password?: string,
): Promise<RunningServer> {
	const command: ProgramPlace['command'] = (argv) =>
		executeIn(context.engine, container, argv, password === undefined ? [] : [passwordVariable]);
	const { stdout } = await run(context.engine, executeIn(context.engine, container, findPrograms), {
		deadline,
		signal: context.signal,
	});
	const programs = parsePrograms(stdout.split('\n'));
	if (!programs)
		throw new OperatorError(
			`Expected mariadb and mariadb-dump, or mysql and mysqldump, in the database's container, found: ${stdout.trim().replaceAll('\n', ', ') || 'none'}.`,
			{ exit: 3, advice: ['Use an image of the database that has its client programs.'] },
		);
	return {
		container,
		user,
		programs,
		command,
		packs: await canPack(context, command),
		...(password === undefined ? {} : { environment: { [passwordVariable]: password } }),
	};
}

/** Read from the container alone: what Compose gave it, whatever stands in the env files now. */
async function passwordIn(
	context: Context,
	container: string,
	{ service, passwordVariable: name }: Omit<MariadbPlace, 'database'>,
): Promise<string | undefined> {
	if (name === undefined) return undefined;
	const { stdout } = await run(context.engine, inspectContainers(context.engine, [container]), {
		deadline,
		signal: context.signal,
	});
	const [found] = JSON.parse(stdout) as { Config: { Env: readonly string[] | null } }[];
	const variable = (wanted: string) =>
		found?.Config.Env?.find((entry) => entry.startsWith(`${wanted}=`))?.slice(wanted.length + 1);
	const value = variable(name);
	if (value) return value;
	const file = variable(`${name}_FILE`);
	if (!file)
		throw new OperatorError(
			`Expected the password in ${name} or ${name}_FILE of service ${service}, found neither in its container.`,
			{ exit: 3, advice: ['Name the variable that the Compose file gives to this service in the runbook.'] },
		);
	const { stdout: secret } = await run(context.engine, executeIn(context.engine, container, ['cat', file]), {
		deadline,
		signal: context.signal,
	});
	return secret;
}

/** Access denied, for a user, for a user to a database. */
const refused = /ERROR (1045|1044|1698) /;

async function demandEntry(
	context: Context,
	server: RunningServer,
	{ service, user, passwordVariable: name }: Omit<MariadbPlace, 'database'>,
): Promise<void> {
	try {
		await query(context, server, undefined, 'SELECT 1;');
	} catch (error) {
		if (!(error instanceof CommandError) || !refused.test(error.stderr)) throw error;
		throw new OperatorError(
			`The database server of service ${service} refuses user ${user}${name ? ` with the password in ${name}` : ', who has no password in the runbook'}: ${error.stderr.split('\n').find((line) => refused.test(line))}`,
			{
				exit: 3,
				advice: [
					'Nothing was changed. See that user and password are those the server was made with: its image reads them at the first start only.',
				],
				cause: error,
			},
		);
	}
}
