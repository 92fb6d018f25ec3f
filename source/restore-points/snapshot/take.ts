// Touches the world: has the platform take a snapshot.
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../../host/errors.ts';
import * as fly from '../../managed/arguments.ts';
import type { ManagedService } from '../../managed/managed-service.ts';
import { act, machines, snapshots, type Volume, volumes } from '../../managed/platform.ts';
import type { TakeContext } from '../data-kind.ts';
import type { SnapshotPart, SnapshotPlace } from './part.ts';

/** Milliseconds between two looks, and until it counts as stuck. */
const pause = 1000;
const longest = 30 * 60_000;

/** The volume that the app's machine has at a path; undefined when there is none. @throws OperatorError when it has several, Error with what the tool said */
export async function volumeAt(
	service: ManagedService,
	path: string,
	signal?: AbortSignal,
): Promise<Volume | undefined> {
	const [machine, ...others] = await machines(service, signal);
	if (others.length > 0)
		throw new OperatorError(
			`Expected one machine of ${service.app}, found ${others.length + 1}: each has data of its own.`,
			{ exit: 3, advice: ['Nothing of the app was changed.', 'See: fly machine list'] },
		);
	const mount = (machine?.config?.mounts ?? []).find((one) => one.path === path);
	return mount && (await volumes(service, signal)).find(({ id }) => id === mount.volume);
}

/** A snapshot is as of one moment: what the app writes meanwhile tears nothing. @throws OperatorError, Error */
export async function takeSnapshot(
	context: TakeContext,
	{ path, managed }: SnapshotPlace,
): Promise<SnapshotPart> {
	const { signal, onProgress } = context;
	const volume = await volumeAt(managed, path, signal);
	if (!volume)
		throw new OperatorError(`Expected a volume at ${path} in the machine of ${managed.app}, found none.`, {
			exit: 3,
			advice: ['Correct the path in the runbook, or see: fly machine list --json'],
		});
	const before = new Set((await snapshots(managed, volume.id, signal)).map(({ id }) => id));
	await act(fly.createSnapshot(managed, volume.id), signal);
	const began = performance.now();
	for (;;) {
		const found = (await snapshots(managed, volume.id, signal)).find(({ id }) => !before.has(id));
		// Some answers name no status.
		if (found && ['created', ''].includes(found.status))
			return {
				...{ kind: 'snapshot', artifacts: [], path, app: managed.app, snapshot: found.id },
				volume: { id: volume.id, name: volume.name, region: volume.region },
				...(volume.snapshot_retention ? { keptFor: volume.snapshot_retention } : {}),
			};
		const waited = performance.now() - began;
		if (waited > longest)
			throw new OperatorError(
				`The snapshot of ${volume.id} was not ready within ${longest / 60_000} minutes.`,
				{
					exit: 3,
					advice: ['Nothing of the app was changed. See: fly volumes snapshots list'],
				},
			);
		onProgress({
			...{ label: `snapshot of ${volume.id}`, unit: 'seconds', done: Math.round(waited / 1000) },
		});
		await sleep(pause, undefined, signal ? { signal } : {});
	}
}
