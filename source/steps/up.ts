// Touches the world: recreates the app's containers.
import { setTimeout as sleep } from 'node:timers/promises';
import { tagOf } from '../runbook/detect.ts';
import { schemaDatabase } from '../survey/data.ts';
import { listContainers } from '../survey/services.ts';
import { inWords } from '../text/list.ts';
import { startUp } from './start-up.ts';
import type { StepContext, StepKindModule } from './step.ts';

/**
 * Starts `up --detach` and ends as soon as the migrating service runs from the new image: `up` itself may go
 * on for as long as a dependent waits for that service's health, and its end is one of the signals waited for.
 */
export const up: StepKindModule = {
	interruptible: false,
	async act(context, step) {
		const { stack, facts, follow, signal } = context;
		const names = facts.services.filter((service) => service.app).map((service) => service.name);
		const began = new Date();
		const restarts = String(await restartsOf(context));
		const { service, external } = schemaDatabase(stack);
		follow([stack.runbook.migrations.service, ...(external ? [] : [service])]);
		let ended = false;
		const command = startUp(context).finally(() => {
			ended = true;
		});
		command.catch(() => undefined);
		while (!ended) {
			if ((await this.look?.(context, step))?.done) break;
			await sleep(400, undefined, { signal }).catch(() => undefined);
		}
		// An `up` that failed before it recreated anything is this step's failure.
		if (ended && !(await this.look?.(context, step))?.done) await command;
		return {
			detail: `${inWords(names)} are being recreated`,
			outputs: { began: began.toISOString(), restarts },
		};
	},
	async look(context, step) {
		const { service } = context.stack.runbook.migrations;
		const container = await migratingContainer(context);
		const tag = container ? tagOf(container.Config.Image) : undefined;
		const started = container !== undefined && container.State.Status !== 'created';
		return {
			done: started && tag === step.parameters.version,
			evidence: `${service} runs ${tag ?? 'nothing'}`,
		};
	},
};

const migratingContainer = async ({ stack, signal }: StepContext) =>
	(await listContainers(stack.engine, stack.project, signal)).find(
		({ service }) => service === stack.runbook.migrations.service,
	)?.container;

/** Restarts of a container that stays the same: those before this start must not count against it. */
async function restartsOf(context: StepContext): Promise<number> {
	return (await migratingContainer(context))?.RestartCount ?? 0;
}
