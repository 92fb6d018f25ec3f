import * as docker from '../docker/arguments.ts';
import { toShell } from '../docker/command.ts';
import type { Engine } from '../docker/engine.ts';
import type { Facts } from '../survey/facts.ts';
import type { Step } from './plan.ts';

/** Milliseconds that one is expected to take of which nobody says it. */
const unknown = 60_000;

/** What the runbook offers once the new version is verified: each with a gate of its own, and none stands on another. */
export const optionalSteps = (facts: Facts, engine: Engine): readonly Step[] =>
	facts.runbook.after.optional.flatMap(({ title, when, command, takes }, index): readonly Step[] => {
		if (!command) return [];
		const project = { directory: facts.directory, envFiles: facts.envFiles };
		const { service, run } = command;
		return [
			{
				id: `optional-${index + 1}`,
				kind: 'optional',
				phase: 'Verify',
				title: `optional: ${title}`,
				commands: [toShell(docker.execute(engine, project, service, run))],
				changes: `what this program of ${service} changes: Lockkeeper does not know it`,
				undo: 'none of its own; the restore point is of before the upgrade',
				expected: takes === undefined ? unknown : takes * 1000,
				downtime: 0,
				gate: 'confirm',
				parameters: {
					...{ service, run: JSON.stringify(run), does: title },
					look: toShell(docker.processes(engine, project, service)),
					...(when === undefined ? {} : { when }),
					...(takes === undefined ? {} : { takes: String(takes * 1000) }),
				},
			},
		];
	});
