import { toShell } from '../../docker/command.ts';
import * as fly from '../../managed/arguments.ts';
import type { ManagedService } from '../../managed/managed-service.ts';
import { snapshots } from '../../managed/platform.ts';
import type { DataKind } from '../data-kind.ts';
import type { SnapshotPart, SnapshotPlace } from './part.ts';
import { demandReady, keptOf, removeBeside, removeKept, restoreBeside, swap } from './restore.ts';
import { managedOf } from './service-of.ts';
import { takeSnapshot } from './take.ts';

/** A snapshot of a volume on the platform. It is never read from here: nothing of it is proven. */
export const snapshotKind: DataKind<SnapshotPlace, SnapshotPart> = {
	label: (what) => `volume at ${what.path}`,
	take: takeSnapshot,
	async prove(context, part) {
		const found = (await snapshots(managedOf(context), part.volume.id, context.signal)).some(
			({ id }) => id === part.snapshot,
		);
		if (!found) throw new Error(`the platform has no snapshot ${part.snapshot} any more`);
		return {
			took: 0,
			detail: `snapshot ${part.snapshot} is on the platform; what is in it cannot be read from here`,
			part,
		};
	},
	restoreBeside: (context, _point, part, at) => restoreBeside(context, part, at),
	removeBeside: (context, _part, at) => removeBeside(context, at),
	demandReady,
	swap,
	kept: (context, _part, at) => keptOf(context, at),
	removeKept: (context, _part, at) => removeKept(context, at),
	describe: ({ volume, snapshot, app }) => [
		`snapshot ${snapshot} of volume ${volume.id} (${volume.name}, ${volume.region}) of ${app}`,
	],
	warnings: ({ snapshot, keptFor }) => [
		`Snapshot ${snapshot} lies on the platform alone${keptFor ? `, which removes it after ${keptFor} days` : ''}.`,
	],
	async export(_, { snapshot, volume }) {
		return {
			text: [
				`Snapshot ${snapshot} of volume ${volume.id} stays on the platform: nothing of it can be exported.`,
			],
			commands: [],
		};
	},
	shown: {
		take: (_, { managed }) => [toShell(fly.createSnapshot(managed, 'VOLUME'))],
		prove: (_, { managed }) => [toShell(fly.listSnapshots(managed, 'VOLUME'))],
		restore: (where, _path, { volume, snapshot }) => [
			toShell(fly.createVolume(serviceOf(where), { name: volume.name, snapshot, region: volume.region })),
		],
		swap: (where, { path, volume }) => {
			const service = serviceOf(where);
			return [
				toShell(fly.updateMachine(service, 'MACHINE', `${service.image}:VERSION`)),
				toShell(fly.cloneMachine(service, 'MACHINE', 'VOLUME', path, volume.region)),
				toShell(fly.destroyMachine(service, 'MACHINE')),
			];
		},
	},
};

const serviceOf = (where: Parameters<typeof managedOf>[0]): ManagedService => managedOf(where);
