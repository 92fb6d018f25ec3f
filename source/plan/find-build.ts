import { quote } from '../docker/command.ts';
import { buildOf } from '../host-service/build-of.ts';
import type { Facts } from '../survey/facts.ts';
import type { Step } from './plan.ts';

/** Sees that a version's build is here, of an app that runs without containers. */
export function findBuildStep({ service }: Facts, version: string, phase: Step['phase']): Step {
	return {
		id: 'find-build',
		kind: 'find-build',
		phase,
		title: `find the build of ${version}`,
		commands: service?.is === 'host' ? [`ls -d ${quote(buildOf(service, version))}`] : [],
		changes: 'nothing: it looks',
		undo: 'nothing to undo',
		expected: 500,
		downtime: 0,
		parameters: { version },
	};
}
