import { quote } from '../docker/command.ts';
import { buildOf } from './build-of.ts';
import type { HostService } from './host-service.ts';

/** What a Compose call comes to where the app runs without containers: what the operator is shown. @param words after `docker compose` */
export function shownOnHost(service: HostService, words: readonly string[]): readonly string[] {
	const [act = ''] = words;
	switch (act) {
		case 'stop':
			return service.stop;
		case 'start':
			return service.start;
		case 'up':
			return ['sh', '-c', `${shell(service.stop)}; ${shell(service.start)}`];
		case 'logs':
			return ['tail', '-F', service.log];
		case 'config':
		case 'images':
			return ['readlink', service.link];
		default:
			return service.pid;
	}
}

/** By which an operator sees that a build is there. */
export const shownBuild = (service: HostService, version: string): readonly string[] => [
	'ls',
	'-d',
	buildOf(service, version),
];

const shell = (argv: readonly string[]) => argv.map(quote).join(' ');
