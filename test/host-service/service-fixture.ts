import process from 'node:process';
import type { HostService } from '../../source/host-service/host-service.ts';

/** An app without containers whose programs do nothing. @param changes replace whole keys */
export const serviceFixture = (changes: Partial<HostService> = {}): HostService => ({
	is: 'host',
	project: 'signage',
	directory: '/srv/signage',
	service: 'app',
	link: 'current',
	builds: './builds/app-',
	pid: [process.execPath, '-p', '0'],
	stop: ['systemctl', 'stop', 'app'],
	start: ['systemctl', 'start', 'my app'],
	log: 'app.log',
	...changes,
});
