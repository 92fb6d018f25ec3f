// Touches the world: starts `docker compose up` in the background of a plan.
import * as docker from '../docker/arguments.ts';
import type { Command } from '../docker/command.ts';
import { runLines } from '../docker/run.ts';
import { standstill } from '../host/watch-call.ts';
import { upOptions } from '../plan/upgrade.ts';
import { dependsOn } from '../survey/compose-config.ts';
import { removeHalfMade } from './half-made.ts';
import type { StepContext } from './step.ts';

/**
 * Brings the app's services up; goes on until the command or the plan ends, and is found under `up` meanwhile.
 * @param watched true once others watch the start: `up` itself then says nothing for as long as a migration takes
 */
export function startUp(
	{ stack, facts, outputs, background, planEnds }: StepContext,
	watched: () => boolean,
): Promise<void> {
	const sign = () => (watched() ? performance.now() : 0);
	const command = removeHalfMade(stack, planEnds).then(async () => {
		for (const each of upCommands({ stack, facts, outputs }))
			await runLines(stack.engine, each, {
				stall: { after: standstill, sign },
				signal: planEnds,
				onLine: () => {},
			});
	});
	// Whoever waits for the start looks at how it ended; until then a failure is not unhandled.
	command.catch(() => undefined);
	background.set('up', command);
	return command;
}

/**
 * Brings up the app's services; after an interruption then what depends on them and has ended meanwhile. Not in one: Compose
 * would recreate that with them (seen with 2.26).
 */
export function upCommands({
	stack,
	facts,
	outputs,
}: Pick<StepContext, 'stack' | 'facts' | 'outputs'>): readonly Command[] {
	const { engine, project, config } = stack;
	const app = facts.services.filter((service) => service.app).map((service) => service.name);
	// Another version's Compose file may have more of them.
	const services = [...new Set([...app, ...namedIn(outputs['pin.services'])])];
	const also = (facts.fallen ?? []).filter((name) => dependsOn(config, name, app));
	return [
		docker.up(engine, project, services, upOptions(facts.runbook)),
		...(also.length > 0 ? [docker.start(engine, project, also)] : []),
	];
}

const namedIn = (services: string | undefined) => (services ? services.split(' ') : []);
