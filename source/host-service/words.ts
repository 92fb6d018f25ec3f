import type { HostService } from './host-service.ts';

/** What runs an app: a container, or a process of this host. */
export const unitOf = (service: HostService | undefined): 'container' | 'process' =>
	service ? 'process' : 'container';
