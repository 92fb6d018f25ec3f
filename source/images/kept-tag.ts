import { repositoryOf, tagOf } from '../runbook/detect.ts';

/** Lockkeeper's own local tag for an image, so that a registry outage or a prune cannot cut the way back. */
export const keptTag = (reference: string) =>
	`lockkeeper-kept/${repositoryOf(reference).replaceAll(/[/:.]+/g, '-')}:${tagOf(reference) ?? 'digest'}`;
