// Touches the world: starts a container of ours with PostgreSQL's programs, for a server outside of the stack.
import {
	connectNetwork,
	executeIn,
	inspectImages,
	removeContainer,
	runThrowAway,
	type ThrowAway,
} from '../../docker/arguments.ts';
import { CommandError } from '../../docker/command-error.ts';
import { run } from '../../docker/run.ts';
import { OperatorError } from '../../host/errors.ts';
import type { RestorePointContext } from '../context.ts';
import { removeProofsOfRun, throwAwayLabels } from '../throw-away.ts';
import { type ExternalServer, libpqEnvironment, passwordLine } from './external-server.ts';
import { type RunningServer, serverIn } from './open-server.ts';

const short = 60_000;
/** In memory: the password is never on a disk, in an argument list or in what `docker inspect` shows. */
const secrets = '/lockkeeper-client';

/** Programs that reach an external server; to be closed. */
export type Client = RunningServer & { readonly imageId: string; readonly close: () => Promise<void> };

/**
 * Starts the client in the networks of the app, so that the server's name means what it means there.
 * @throws OperatorError when its image is not here or it cannot be started; nothing of it stays
 */
export async function openClient(
	context: RestorePointContext,
	server: ExternalServer,
	user: string,
): Promise<Client> {
	const imageId = await imageIdOf(context, server);
	const options = { deadline: short, signal: context.signal };
	const [network, ...others] = server.networks;
	const throwAway: ThrowAway = {
		image: imageId,
		labels: throwAwayLabels(context),
		network,
		hosts: server.hosts,
		environment: { ...libpqEnvironment(server), PGPASSFILE: `${secrets}/pgpass` },
		memory: [{ path: secrets, bytes: 64 * 1024 }],
		entrypoint: 'sleep',
	};
	try {
		const started = await run(context.engine, runThrowAway(context.engine, throwAway, ['86400']), options);
		const id = started.stdout.trim().split('\n').at(-1)?.slice(0, 12) ?? '';
		for (const name of others) await run(context.engine, connectNetwork(context.engine, name, id), options);
		const password = server.password();
		if (password !== undefined)
			await run(
				context.engine,
				executeIn(context.engine, id, ['sh', '-c', 'umask 077 && cat > "$PGPASSFILE"']),
				{ ...options, input: passwordLine(password) },
			);
		const running = await serverIn(context, id, user);
		return {
			...running,
			imageId,
			close: async () => {
				await run(context.engine, removeContainer(context.engine, id), { deadline: short });
			},
		};
	} catch (error) {
		// Stopped in the middle, docker may have made it all the same.
		await removeProofsOfRun(context).catch(() => {});
		if (!(error instanceof CommandError)) throw error;
		throw new OperatorError(
			`No container with PostgreSQL’s programs could be started for ${server.name}: ${error.message}`,
			{ exit: 3, advice: ['Nothing was changed.'], cause: error },
		);
	}
}

async function imageIdOf(context: RestorePointContext, { image, name }: ExternalServer): Promise<string> {
	const found = await run(context.engine, inspectImages(context.engine, [image]), {
		deadline: short,
		signal: context.signal,
	}).catch((error: unknown) => {
		if (error instanceof CommandError && !error.timedOut && !context.signal?.aborted) return undefined;
		throw error;
	});
	const [{ Id } = { Id: undefined }] = found ? (JSON.parse(found.stdout) as { Id?: string }[]) : [];
	if (Id) return Id;
	throw new OperatorError(
		`Expected the image ${image} on this host, for the programs that reach ${name}, found none.`,
		{ exit: 3, advice: ['Nothing was changed.', `Fetch it: docker pull ${image}`] },
	);
}
