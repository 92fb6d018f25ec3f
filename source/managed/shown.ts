import * as fly from './arguments.ts';
import type { ManagedService } from './managed-service.ts';

/** What a Compose call comes to on the platform: what the operator is shown. @param words after `docker compose` */
export function shownOnPlatform(service: ManagedService, [act = '']: readonly string[]): readonly string[] {
	const machine = 'MACHINE';
	switch (act) {
		case 'stop':
			return fly.stopMachine(service, machine).argv;
		case 'start':
			return fly.startMachine(service, machine).argv;
		case 'up':
			return fly.deploy(service).argv;
		case 'logs':
			return fly.followLogs(service).argv;
		case 'config':
			return ['grep', '-n', 'image', service.config];
		default:
			return fly.listMachines(service).argv;
	}
}
