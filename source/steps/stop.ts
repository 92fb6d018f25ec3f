// Touches the world: stops the app's containers.
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { listContainers } from '../survey/services.ts';
import { inWords } from '../text/list.ts';
import type { StepContext, StepKindModule } from './step.ts';

/** Ten seconds that Compose gives each container, and room. Milliseconds. */
const deadline = 120_000;

const appNames = ({ facts }: StepContext) =>
	facts.services.filter((service) => service.app).map((service) => service.name);

/** Stops what writes, so that a swap finds nothing open. */
export const stop: StepKindModule = {
	interruptible: false,
	async act(context) {
		const names = appNames(context);
		await run(context.stack.engine, docker.stop(context.stack.engine, context.stack.project, names), {
			deadline,
		});
		return { detail: `${inWords(names)} stopped` };
	},
	async look(context) {
		const names = appNames(context);
		const containers = await listContainers(context.stack.engine, context.stack.project);
		const running = containers
			.filter(
				({ service, container }) =>
					names.includes(service) && ['running', 'restarting', 'paused'].includes(container.State.Status),
			)
			.map(({ service }) => service);
		return {
			done: running.length === 0,
			evidence: running.length === 0 ? 'none of them runs' : `${inWords(running)} still run`,
		};
	},
};
