// Touches the world: makes a volume from a snapshot, and has the app's machine run on it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../host/errors.ts';
import * as fly from '../../managed/arguments.ts';
import { tagIn } from '../../managed/configuration.ts';
import { act, createVolume, type Machine, machines, volumes } from '../../managed/platform.ts';
import type { RestorePointContext } from '../context.ts';
import type { KeptPart, SwapTimes } from '../data-kind.ts';
import { readNotes, writeNotes } from './notes.ts';
import type { SnapshotPart } from './part.ts';
import { managedOf } from './service-of.ts';

type Context = Pick<RestorePointContext, 'engine' | 'project' | 'signal'>;

/** A new volume beside the one in use; made before, it is found. */
export async function restoreBeside(
	context: Context,
	part: SnapshotPart,
	at: Date,
): Promise<{ readonly took: number; readonly made: readonly string[] }> {
	const began = performance.now();
	const service = managedOf(context);
	const { directory } = context.project;
	const all = await volumes(service, context.signal);
	const notes = readNotes(directory, at) ?? { before: all.map(({ id }) => id) };
	writeNotes(directory, at, notes);
	// What a killed run made it could not note.
	const there = all.find(({ id, name }) =>
		notes.made ? id === notes.made : name === part.volume.name && !notes.before.includes(id),
	);
	const { name, region } = part.volume;
	const { id } =
		there ?? (await createVolume(service, { name, region, snapshot: part.snapshot }, context.signal));
	writeNotes(directory, at, { ...notes, made: id });
	return { took: performance.now() - began, made: [`volume ${id} of snapshot ${part.snapshot}`] };
}

/** @returns what was removed, by name */
export async function removeBeside(context: Context, at: Date): Promise<readonly string[]> {
	const service = managedOf(context);
	const notes = readNotes(context.project.directory, at);
	const found = (await volumes(service)).find(({ id }) => id === notes?.made);
	if (!found || found.attached_machine_id) return [];
	await act(fly.destroyVolume(service, found.id));
	return [`volume ${found.id}`];
}

/** @throws OperatorError when the swap could not be made */
export async function demandReady(context: Context, part: SnapshotPart, times: SwapTimes): Promise<void> {
	const service = managedOf(context);
	const target = targetOf(context, times);
	const all = await volumes(service);
	const running = (await machines(service)).find(
		(machine) => machine.state !== 'stopped' && volumeOf(machine, part.path) !== target,
	);
	const problem = !all.some(({ id }) => id === target)
		? `found no volume ${target}`
		: running
			? `found machine ${running.id} ${running.state}`
			: undefined;
	if (problem)
		throw new OperatorError(`Expected the app stopped and volume ${target} there, ${problem}.`, {
			exit: 3,
			advice: ['Nothing was moved.', 'See: fly machine list; fly volumes list'],
		});
}

/**
 * Another machine like this one, of the configured image, on the other volume; then the old machine goes and its volume
 * stays. The image comes first: a machine starts as soon as it is made, and the newer version would migrate the data.
 */
export async function swap(
	context: Context,
	part: SnapshotPart,
	times: SwapTimes,
): Promise<readonly string[]> {
	const service = managedOf(context);
	const { directory } = context.project;
	const target = targetOf(context, times);
	const all = await machines(service);
	const others = all.filter((machine) => volumeOf(machine, part.path) !== target);
	const [old] = others;
	const oldVolume = old && volumeOf(old, part.path);
	const notes = readNotes(directory, times.at) ?? { before: [] };
	const kept = notes.kept ?? oldVolume;
	if (kept !== undefined) writeNotes(directory, times.at, { ...notes, kept });
	if (old && !all.some((machine) => volumeOf(machine, part.path) === target)) {
		const version = tagIn(readFileSync(join(directory, service.config), 'utf8'), service.image);
		if (version === undefined)
			throw new OperatorError(`Expected ${service.image} with one tag in ${service.config}, found none.`, {
				exit: 3,
				advice: ['Nothing was moved.'],
			});
		await act(fly.updateMachine(service, old.id, `${service.image}:${version}`));
		await act(fly.cloneMachine(service, old.id, target, part.path, part.volume.region));
	}
	for (const { id } of others) await act(fly.destroyMachine(service, id));
	return kept === undefined ? [] : [`volume ${kept}`];
}

/** What that swap has left. */
export async function keptOf(context: Context, at: Date): Promise<KeptPart> {
	const kept = readNotes(context.project.directory, at)?.kept;
	const found = (await volumes(managedOf(context))).find(({ id }) => id === kept);
	return { name: `volume ${kept ?? 'of before'}`, isThere: found !== undefined };
}

export async function removeKept(context: Context, at: Date): Promise<void> {
	const service = managedOf(context);
	const kept = readNotes(context.project.directory, at)?.kept;
	const found = (await volumes(service)).find(({ id }) => id === kept);
	if (found && !found.attached_machine_id) await act(fly.destroyVolume(service, found.id));
}

/** The volume that comes in. @throws Error when nothing was noted */
function targetOf({ project }: Context, { at, undoes }: SwapTimes): string {
	const target = undoes ? readNotes(project.directory, undoes)?.kept : readNotes(project.directory, at)?.made;
	if (target === undefined) throw new Error('no volume was noted that could come in');
	return target;
}

const volumeOf = ({ config }: Machine, path: string) =>
	(config?.mounts ?? []).find((mount) => mount.path === path)?.volume;
