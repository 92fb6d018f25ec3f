import type { MountFact } from '../survey/facts.ts';

type Mount = Pick<MountFact, 'service' | 'source' | 'target'>;

/**
 * What the containers do not have any more of what they had before, a clause each. An app that lost its data starts empty, and
 * every answer of it looks well.
 * @param declared whether the Compose file names a mount there: what an image makes by itself has no name to keep
 */
export function mountProblems(
	before: readonly Mount[],
	now: readonly Mount[],
	declared: (service: string, target: string) => boolean,
): readonly string[] {
	return before
		.filter(({ service, target }) => declared(service, target))
		.flatMap(({ service, source, target }) => {
			const here = now.find((mount) => mount.service === service && mount.target === target);
			if (here?.source === source) return [];
			if (here) return [`${service} has ${here.source} at ${target}, it had ${source}`];
			const elsewhere = now.find((mount) => mount.service === service && mount.source === source);
			return [
				elsewhere
					? `${service} has ${source} at ${elsewhere.target}, it had it at ${target}`
					: `${service} has ${source} no longer, which it had at ${target}`,
			];
		});
}
