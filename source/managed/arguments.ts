import type { Command } from '../docker/command.ts';
import type { ManagedService } from './managed-service.ts';

/** Words as flyctl's own help has them; none of them was tried on the platform itself. */
const fly = ({ program, directory, app }: ManagedService, ...words: readonly string[]): Command => ({
	argv: [...program, ...words, '--app', app],
	cwd: directory,
});

/** Machines as JSON. */
export const listMachines = (service: ManagedService) => fly(service, 'machine', 'list', '--json');
/** Replaces the machine's image by the one that the configuration names. */
export const deploy = (service: ManagedService) =>
	fly(service, 'deploy', '--config', service.config, '--ha=false', '--yes');
export const stopMachine = (service: ManagedService, machine: string) =>
	fly(service, 'machine', 'stop', machine);
export const startMachine = (service: ManagedService, machine: string) =>
	fly(service, 'machine', 'start', machine);
/** Gives a stopped machine another image, and leaves it stopped. */
export const updateMachine = (service: ManagedService, machine: string, image: string) =>
	fly(service, 'machine', 'update', machine, '--image', image, '--skip-start', '--yes');
/** Another machine like this one, on a volume that is there; it starts. */
export const cloneMachine = (
	service: ManagedService,
	machine: string,
	volume: string,
	path: string,
	region: string,
) => fly(service, 'machine', 'clone', machine, '--region', region, '--attach-volume', `${volume}:${path}`);
/** Its volume stays. */
export const destroyMachine = (service: ManagedService, machine: string) =>
	fly(service, 'machine', 'destroy', machine, '--force');
export const followLogs = (service: ManagedService) => fly(service, 'logs');
/** Volumes as JSON. */
export const listVolumes = (service: ManagedService) => fly(service, 'volumes', 'list', '--json');
export const createVolume = (
	service: ManagedService,
	{ name, snapshot, region }: { readonly name: string; readonly snapshot: string; readonly region: string },
) =>
	fly(
		service,
		...['volumes', 'create', name, '--snapshot-id', snapshot, '--region', region, '--yes', '--json'],
	);
export const destroyVolume = (service: ManagedService, volume: string) =>
	fly(service, 'volumes', 'destroy', volume, '--yes');
export const createSnapshot = (service: ManagedService, volume: string) =>
	fly(service, 'volumes', 'snapshots', 'create', volume);
/** Snapshots as JSON. */
export const listSnapshots = (service: ManagedService, volume: string) =>
	fly(service, 'volumes', 'snapshots', 'list', volume, '--json');
