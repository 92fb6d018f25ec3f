import type { Runbook } from './schema.ts';

/** Services that are stopped while their data is saved, each once. */
export const stoppedServices = ({ data }: Pick<Runbook, 'data'>): readonly string[] => [
	...new Set(data.flatMap((entry) => ('volume' in entry ? (entry.volume.stopped ?? []) : []))),
];
