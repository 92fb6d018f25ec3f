/** What runs an app: a container, a process of this host, or a machine of the platform. */
export type Unit = 'container' | 'process' | 'machine';

/** What brings one up, for a sentence. */
export const starterOf = (unit: Unit): string =>
	({ container: 'docker compose up', process: 'the start program', machine: 'the deployment' })[unit];

export function unitOf(service: { readonly is: 'host' | 'managed' } | undefined): Unit {
	if (service === undefined) return 'container';
	return service.is === 'host' ? 'process' : 'machine';
}
