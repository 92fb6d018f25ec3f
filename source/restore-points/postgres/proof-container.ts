// Touches the world: starts throw-away database servers.
import {
	executeIn,
	removeContainer,
	runThrowAway,
	type ThrowAway,
	waitForContainer,
} from '../../docker/arguments.ts';
import type { Command } from '../../docker/command.ts';
import { run } from '../../docker/run.ts';
import { streamDeadline } from '../artifact/container-program.ts';
import type { RestorePointContext } from '../context.ts';
import { throwAwayLabels } from '../throw-away.ts';
import { createThrowAway, lastWords, notStarted, waitForAnswers } from '../throw-away-server.ts';
import { pgIsReady, throwAwayServer } from './arguments.ts';
import { type RunningServer, serverIn } from './open-server.ts';
import { query } from './server.ts';
import type { ProofRoom } from './unpack-dump.ts';

const short = { deadline: 60_000 };
/** Where a throw-away server has its data: a volume of its own, or memory. */
const dataPlace = '/lockkeeper';
/** Where a dump is unpacked, in memory of its own: it cannot take the data's. */
export const dumpPlace = '/lockkeeper-dump';

/** A throw-away server of the same image, without network. */
export type ProofServer = RunningServer & { readonly remove: () => Promise<void> };

/** What a throw-away server is made of. */
export type ProofWishes = {
	/** By id. */
	readonly image: string;
	readonly name: string;
	readonly user: string;
	/** Libraries it has to load at its start. */
	readonly preload: string;
	readonly room?: ProofRoom;
	/** A physical copy to start from, an absolute path; it is copied first and stays as it is. */
	readonly copyOf?: string;
	/** Done in the container while the server in it starts. */
	readonly meanwhile?: (container: RunningServer) => Promise<void>;
};

/**
 * Starts it and waits until it answers.
 * @throws OperatorError when it cannot start; it is then removed
 */
export async function startProofServer(
	context: RestorePointContext,
	wishes: ProofWishes,
): Promise<ProofServer> {
	const containers: string[] = [];
	const remove = async () => {
		for (const id of containers) await run(context.engine, removeContainer(context.engine, id), short);
	};
	try {
		if (wishes.copyOf !== undefined) await fill(context, wishes, wishes.copyOf, containers);
		const container = await createThrowAway(
			context,
			startCommand(context, wishes, containers[0]),
			wishes.image,
			short.deadline * 3,
		);
		containers.unshift(container);
		const ready = waitUntilReady(context, container, wishes.user);
		const prepared = serverIn(context, container, wishes.user).then(async (server) => {
			await wishes.meanwhile?.(server);
			return server;
		});
		const [server] = await Promise.all([prepared, ready]);
		return { ...server, remove };
	} catch (error) {
		await remove().catch(() => {});
		throw error;
	}
}

export function startCommand(
	context: Pick<RestorePointContext, 'engine' | 'project' | 'run'>,
	wishes: ProofWishes,
	volumesFrom?: string,
): Command {
	const throwAway: ThrowAway = {
		image: wishes.image,
		name: wishes.name,
		labels: throwAwayLabels(context),
		environment: {
			POSTGRES_USER: wishes.user,
			POSTGRES_HOST_AUTH_METHOD: 'trust',
			PGDATA: `${dataPlace}/data`,
		},
		...(volumesFrom !== undefined
			? { volumesFrom }
			: wishes.room?.data === undefined
				? { volumes: [dataPlace] }
				: { memory: memoryOf(wishes.room.data, wishes.room.dump) }),
	};
	return runThrowAway(context.engine, throwAway, throwAwayServer(wishes.preload));
}

const memoryOf = (data: number, dump: number | undefined) => [
	{ path: dataPlace, bytes: data },
	...(dump === undefined ? [] : [{ path: dumpPlace, bytes: dump }]),
];

/** Copies a physical copy into a volume of its own. @param made gets the container that holds the volume, at once */
async function fill(
	context: RestorePointContext,
	wishes: ProofWishes,
	copyOf: string,
	made: string[],
): Promise<void> {
	const throwAway: ThrowAway = {
		image: wishes.image,
		name: `${wishes.name}-data`,
		labels: throwAwayLabels(context),
		volumes: [dataPlace],
		mounts: [{ source: copyOf, target: '/lockkeeper-copy', readOnly: true }],
		entrypoint: 'cp',
	};
	const command = runThrowAway(context.engine, throwAway, ['-a', '/lockkeeper-copy', `${dataPlace}/data`]);
	const id = await createThrowAway(context, command, wishes.image, short.deadline);
	made.push(id);
	const options = { deadline: streamDeadline, signal: context.signal };
	const { stdout } = await run(context.engine, waitForContainer(context.engine, id), options);
	if (stdout.trim() === '0') return;
	throw notStarted(`its physical copy could not be copied: ${await lastWords(context, id)}`);
}

async function waitUntilReady(context: RestorePointContext, id: string, user: string): Promise<void> {
	const server = { user, command: (argv: readonly string[]) => executeIn(context.engine, id, argv) };
	const ask = async () => {
		await run(context.engine, executeIn(context.engine, id, pgIsReady(user)), {
			deadline: 60_000,
			signal: context.signal,
		});
		await query(context, server, 'postgres', 'SELECT 1;');
	};
	// Once could still be the first, temporary server of the image.
	await waitForAnswers(context, id, ask, 2);
}
