// Touches the world: starts and removes throw-away database servers.
import { setTimeout as sleep } from 'node:timers/promises';
import {
	containersWithLabel,
	executeIn,
	followLog,
	inspectContainers,
	removeContainer,
	runThrowAway,
} from '../docker/arguments.ts';
import type { Command } from '../docker/command.ts';
import { CommandError } from '../docker/command-error.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { RestorePointContext } from './context.ts';
import type { Manifest } from './manifest.ts';
import { pgIsReady, throwAwayServer } from './postgres-arguments.ts';
import { query, serverOfContainer } from './postgres-server.ts';

/** Carries the run's id. */
export const proofLabel = 'lockkeeper.proof';
/** Carries the stack's directory: leftovers of a killed run are found by it, and those of other stacks are not. */
const directoryLabel = 'lockkeeper.directory';

const short = { deadline: 60_000 };
/** Milliseconds a server may take to be ready. */
const patience = 180_000;

/** A throw-away server of the same image, without network, its data on a volume of its own. */
export type ProofContainer = { readonly id: string; readonly remove: () => Promise<void> };

/**
 * Starts it and waits until it answers.
 * @throws OperatorError when it cannot start; it is then removed
 */
export async function startProofContainer(
	context: RestorePointContext,
	entry: Manifest['databases'][number],
	image: string,
	name: string,
): Promise<ProofContainer> {
	const id = await create(context, startCommand(context, entry, image, name), image);
	const remove = async () => {
		await run(context.engine, removeContainer(context.engine, id), short);
	};
	try {
		await waitUntilReady(context, id, entry.user);
		return { id, remove };
	} catch (error) {
		await remove().catch(() => {});
		throw error;
	}
}

/** Removes what a killed run of this stack left behind; containers of others are not touched. @returns how many */
export async function removeLeftoverProofs(context: RestorePointContext): Promise<number> {
	return removeWithLabel(context, `${directoryLabel}=${context.project.directory}`);
}

async function removeWithLabel({ engine }: RestorePointContext, label: string): Promise<number> {
	const { stdout } = await run(engine, containersWithLabel(engine, label), short);
	const ids = stdout.split('\n').filter(Boolean);
	for (const id of ids) await run(engine, removeContainer(engine, id), short);
	return ids.length;
}

export function startCommand(
	context: Pick<RestorePointContext, 'engine' | 'project' | 'run'>,
	entry: Manifest['databases'][number],
	image: string,
	name: string,
): Command {
	const command = runThrowAway(context.engine, {
		name,
		image,
		labels: { [proofLabel]: context.run, [directoryLabel]: context.project.directory },
		environment: { POSTGRES_USER: entry.user, POSTGRES_HOST_AUTH_METHOD: 'trust' },
	});
	return { ...command, argv: [...command.argv, ...throwAwayServer(entry.preload ?? '')] };
}

async function create(context: RestorePointContext, command: Command, image: string): Promise<string> {
	try {
		const { stdout } = await run(context.engine, command, { deadline: patience, signal: context.signal });
		const id = stdout.trim().split('\n').at(-1);
		if (id) return id;
		throw new Error('docker run printed no container id');
	} catch (error) {
		// Stopped in the middle, docker may have made it all the same; its name could be somebody else's.
		await removeWithLabel(context, `${proofLabel}=${context.run}`).catch(() => {});
		throw notStarted(`no container of ${image} could be started: ${(error as Error).message}`, error);
	}
}

async function waitUntilReady(context: RestorePointContext, id: string, user: string): Promise<void> {
	const end = performance.now() + patience;
	const server = serverOfContainer(context, id, user);
	let inARow = 0;
	for (let pause = 100; ; pause = Math.min(pause * 1.5, 2000)) {
		context.signal?.throwIfAborted();
		const ready = await answers(async () => {
			await run(context.engine, executeIn(context.engine, id, pgIsReady(user)), {
				...short,
				signal: context.signal,
			});
			await query(context, server, 'postgres', 'SELECT 1;');
		});
		inARow = ready ? inARow + 1 : 0;
		// Once could still be the first, temporary server of the image.
		if (inARow === 2) return;
		await demandRunning(context, id);
		if (performance.now() > end)
			throw notStarted(`its throw-away database server was not ready after ${patience / 1000} seconds`);
		await sleep(ready ? 50 : pause);
	}
}

async function answers(ask: () => Promise<void>): Promise<boolean> {
	try {
		await ask();
		return true;
	} catch (error) {
		if (error instanceof CommandError) return false;
		throw error;
	}
}

async function demandRunning(context: RestorePointContext, id: string): Promise<void> {
	const { stdout } = await run(context.engine, inspectContainers(context.engine, [id]), short);
	const [found] = JSON.parse(stdout) as {
		State: { Running: boolean; ExitCode: number; OOMKilled?: boolean };
	}[];
	if (!found || found.State.Running) return;
	const log = await run(context.engine, followLog(context.engine, id), short).catch(() => ({
		stdout: '',
		stderr: '',
	}));
	const words = `${log.stdout}\n${log.stderr}`.trim().split('\n').slice(-3).join(' / ');
	throw notStarted(
		found.State.OOMKilled
			? 'its throw-away database server was ended: the host has too little memory'
			: `its throw-away database server ended with exit code ${found.State.ExitCode}: ${words}`,
	);
}

const notStarted = (reason: string, cause?: unknown) =>
	new OperatorError(`The restore point was not proven: ${reason}.`, {
		exit: 3,
		advice: ['The restore point is complete, only not proven. Mend the cause and prove it again.'],
		cause,
	});
