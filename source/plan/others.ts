import type { Facts, ServiceFact } from '../survey/facts.ts';

const isDown = ({ state }: ServiceFact) => state === 'exited' || state === 'missing';

/** Services beside the app's that run, or ran when an interrupted run began. */
export const othersOf = ({ services, fallen = [] }: Facts): readonly string[] =>
	services
		.filter(
			(service) => !service.app && !service.oneShot && (!isDown(service) || fallen.includes(service.name)),
		)
		.map(({ name }) => name);

/** Those of the services that do not run now. */
export const fallenOf = ({ services }: Facts, names: readonly string[]): readonly string[] =>
	services.filter((service) => names.includes(service.name) && isDown(service)).map(({ name }) => name);
