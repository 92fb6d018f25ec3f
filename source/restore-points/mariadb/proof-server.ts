// Touches the world: starts throw-away MariaDB and MySQL servers.
import { removeContainer, runThrowAway } from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import type { RestorePointContext } from '../context.ts';
import { throwAwayLabels } from '../throw-away.ts';
import { createThrowAway, waitForAnswers } from '../throw-away-server.ts';
import { client, throwAwayServer } from './arguments.ts';
import { type RunningServer, serverIn } from './open-server.ts';
import { onlyLine, query } from './server.ts';

const deadline = 60_000;
/** Where all images have the data; without memory there, the image makes a volume of its own. */
const dataPlace = '/var/lib/mysql';

/** A throw-away server of the same image, without network and without a password. */
export type ProofServer = RunningServer & { readonly remove: () => Promise<void> };

/** What a throw-away server is made of. */
export type ProofWishes = {
	/** By id. */
	readonly image: string;
	readonly name: string;
	readonly lowerCaseNames: number;
	/** Bytes of memory its data may lie in; without it they lie on a volume of its own. */
	readonly memory?: number;
};

/**
 * Starts it and waits until it answers.
 * @throws OperatorError when it cannot start; it is then removed
 */
export async function startProofServer(
	context: RestorePointContext,
	wishes: ProofWishes,
): Promise<ProofServer> {
	const container = await createThrowAway(context, startCommand(context, wishes), wishes.image, 3 * deadline);
	const remove = async () => {
		await run(context.engine, removeContainer(context.engine, container), { deadline });
	};
	try {
		const server = await serverIn(context, container, 'root');
		await waitForAnswers(context, container, () => demandNetwork(context, server));
		return { ...server, remove };
	} catch (error) {
		await remove().catch(() => {});
		throw error;
	}
}

export const startCommand = (
	context: Pick<RestorePointContext, 'engine' | 'project' | 'run'>,
	{ image, name, memory, lowerCaseNames }: ProofWishes,
): Command =>
	runThrowAway(
		context.engine,
		{
			image,
			name,
			labels: throwAwayLabels(context),
			environment: { MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: '1', MYSQL_ALLOW_EMPTY_PASSWORD: '1' },
			...(memory === undefined ? { volumes: [dataPlace] } : { memory: [{ path: dataPlace, bytes: memory }] }),
		},
		throwAwayServer(lowerCaseNames),
	);

/** The image's first, temporary server listens on the socket only, and says so. */
async function demandNetwork(context: RestorePointContext, server: RunningServer): Promise<void> {
	const statement = 'SELECT @@skip_networking;';
	if (onlyLine(await query(context, server, undefined, statement), statement) === '0') return;
	throw new CommandError(server.command(client(server.programs.client, server.user)), {
		stderr: 'the server is not the last one yet',
		isCanceled: false,
		exitCode: 1,
	});
}
