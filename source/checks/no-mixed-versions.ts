import { parseImageName } from '../releases/image-name.ts';
import type { ServiceFact } from '../survey/facts.ts';
import { defineCheck } from './check.ts';
import { composeCommand } from './shown.ts';

export const noMixedVersions = defineCheck('no-mixed-versions', 'One version', ({ facts }) => {
	const running = Object.entries(facts.version.running);
	const evidence = running.map(([service, tag]) => `${service} ${tag}`).join(', ');
	const command = composeCommand(facts, 'images');
	if (running.length === 0) return { outcome: 'skip', evidence: 'no service of the app runs', command };
	const apply = composeCommand(facts, 'up', '--detach');
	if (new Set(running.map(([, tag]) => tag)).size > 1) {
		return {
			outcome: 'fail',
			evidence,
			command,
			advice: `An upgrade or a way back stopped halfway. Bring all of them to the pinned version with ${apply}, then check again.`,
		};
	}
	const split = splitImage(facts.services.filter(({ app }) => app));
	if (split) {
		return {
			outcome: 'warn',
			evidence: `${evidence}; yet ${split}: the tag was moved between two pulls`,
			command,
			advice: `Bring all of them to one image with ${apply}, or go on: the upgrade replaces all of them.`,
		};
	}
	return { outcome: 'pass', evidence, command };
});

/** Two services of one repository and tag with different images, or undefined. */
function splitImage(services: readonly ServiceFact[]): string | undefined {
	const seen = new Map<string, ServiceFact>();
	for (const service of services) {
		if (!service.imageId || !service.runningImage) continue;
		const { host = '', repository, tag = '' } = parseImageName(service.runningImage);
		const key = `${host}/${repository}:${tag}`;
		const other = seen.get(key);
		if (other && other.imageId !== service.imageId)
			return `${other.name} and ${service.name} have different images`;
		seen.set(key, service);
	}
	return undefined;
}
