import type { Position } from '../plan/leaving.ts';
import { filesAddedTo } from '../plan/new-variables.ts';
import type { Plan } from '../plan/plan.ts';
import { restoreTakes } from '../plan/way-words.ts';
import { leftStopped } from '../steps/while-stopped.ts';
import type { Facts } from '../survey/facts.ts';
import type { Done } from './execute.ts';

/** Where an upgrade stands after the steps so far. */
export function positionOf(facts: Facts, plan: Plan): (done: Done) => Position {
	const revision = facts.schema.ok ? facts.schema.value.current : undefined;
	const startTakes = plan.steps.find((step) => step.id === 'wait')?.expected ?? 0;
	return ({ begun, ended, outputs }) => {
		const head = outputs['pull.head'] ?? outputs['build.head'];
		const takenAt = outputs['restore-point.takenAt'];
		return {
			from: plan.from,
			to: plan.to,
			pinned: begun.has('pin'),
			restarted: begun.has('up'),
			verified: ended.has('verify'),
			schemaMoves: head === undefined ? undefined : head !== revision,
			...(takenAt
				? {
						restore: { takenAt, takes: restoreTakes(Number(outputs['prove.restoreTakes'] ?? 0), startTakes) },
					}
				: {}),
			stopped: leftStopped(outputs),
			added: filesAddedTo(plan, { begun, ended }, outputs),
			startTakes,
		};
	};
}
