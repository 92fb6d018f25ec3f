// Touches the world: asks the platform's command-line tool.
import { execa } from 'execa';
import { z } from 'zod';
import type { Command } from '../docker/command.ts';
import { toShell } from '../docker/command.ts';
import * as fly from './arguments.ts';
import type { ManagedService } from './managed-service.ts';

const machineSchema = z.object({
	id: z.string(),
	state: z.string(),
	region: z.string().default(''),
	created_at: z.string().default(''),
	updated_at: z.string().default(''),
	image_ref: z
		.object({ repository: z.string(), tag: z.string().default(''), digest: z.string().nullish() })
		.nullish(),
	config: z
		.object({
			mounts: z
				.array(z.object({ volume: z.string(), path: z.string(), name: z.string().default('') }))
				.nullish(),
		})
		.nullish(),
	checks: z.array(z.object({ status: z.string() })).nullish(),
});

export type Machine = z.infer<typeof machineSchema>;

const volumeSchema = z.object({
	id: z.string(),
	name: z.string(),
	state: z.string().default(''),
	region: z.string(),
	size_gb: z.number().default(0),
	attached_machine_id: z.string().nullish(),
	/** Days. */
	snapshot_retention: z.number().nullish(),
});

export type Volume = z.infer<typeof volumeSchema>;

const snapshotSchema = z.object({
	id: z.string(),
	status: z.string().default(''),
	created_at: z.string().default(''),
});

export type Snapshot = z.infer<typeof snapshotSchema>;

/** Milliseconds for a question, and for what changes something. */
const asking = 60_000;
const acting = 15 * 60_000;

/** Those that are not being destroyed, the oldest first. @throws Error with what the tool said */
export async function machines(service: ManagedService, signal?: AbortSignal): Promise<readonly Machine[]> {
	const all = await ask(fly.listMachines(service), z.array(machineSchema), signal);
	return all
		.filter(({ state }) => !['destroying', 'destroyed'].includes(state))
		.toSorted((one, other) => (one.created_at < other.created_at ? -1 : 1));
}

export const volumes = (service: ManagedService, signal?: AbortSignal) =>
	ask(fly.listVolumes(service), z.array(volumeSchema), signal);

export const snapshots = (service: ManagedService, volume: string, signal?: AbortSignal) =>
	ask(fly.listSnapshots(service, volume), z.array(snapshotSchema).nullable(), signal).then(
		(found) => found ?? [],
	);

export const createVolume = async (
	service: ManagedService,
	wanted: Parameters<typeof fly.createVolume>[1],
	signal?: AbortSignal,
) => volumeSchema.parse(JSON.parse(await act(fly.createVolume(service, wanted), signal)));

/** Runs what changes something. @returns what it printed @throws Error with what the tool said */
export const act = (command: Command, signal?: AbortSignal) => call(command, acting, signal);

async function ask<T>(command: Command, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
	const said = await call(command, asking, signal);
	try {
		return schema.parse(JSON.parse(said));
	} catch (error) {
		throw new Error(
			`${toShell(command)} printed something else than expected: ${(error as Error).message.split('\n')[0]}`,
		);
	}
}

async function call(command: Command, deadline: number, signal?: AbortSignal): Promise<string> {
	const [program = '', ...rest] = command.argv;
	const { stdout, stderr, failed, exitCode, timedOut, code } = await execa(program, rest, {
		...(command.cwd ? { cwd: command.cwd } : {}),
		stdin: 'ignore',
		reject: false,
		timeout: deadline,
		...(signal ? { cancelSignal: signal } : {}),
	});
	signal?.throwIfAborted();
	if (!failed) return stdout;
	const how =
		exitCode === undefined
			? timedOut
				? `did not end within ${deadline / 1000} s`
				: `could not be run (${code})`
			: `ended with exit code ${exitCode}`;
	const said = stderr.trim().split('\n').slice(-3).join(' ');
	throw new Error(`${toShell(command)} ${how}${said ? `: ${said}` : ''}`);
}
