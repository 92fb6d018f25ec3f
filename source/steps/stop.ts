// Touches the world: stops the app's containers.
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { graceOf } from '../survey/compose-config.ts';
import { listContainers } from '../survey/services.ts';
import { inWords } from '../text/list.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

/** Milliseconds that the engine may take beyond what the containers get. */
const room = 110_000;

const appNames = ({ facts }: StepContext) =>
	facts.services.filter((service) => service.app).map((service) => service.name);

/** Stops what writes, so that a swap finds nothing open; `ran` names what ran before, a line each. */
export const stop: StepKindModule = {
	interruptible: false,
	holds: { until: 'up', look: noneRuns },
	async act(context) {
		const names = appNames(context);
		const { engine, project, config } = context.stack;
		// Noted before: after a kill in the middle, what has stopped already no longer tells.
		const noted = context.outputs['stop.ran'];
		const ran = noted === undefined ? await runningAmong(context, names) : noted.split('\n').filter(Boolean);
		if (noted === undefined) context.note({ ran: ran.join('\n') });
		const grace = Math.max(0, ...names.map((name) => graceOf(config, name)));
		await run(engine, docker.stop(engine, project, names), { deadline: grace + room });
		return { detail: `${inWords(names)} stopped`, outputs: { ran: ran.join('\n') } };
	},
	look: noneRuns,
};

async function noneRuns(context: StepContext): Promise<Look> {
	const running = await runningAmong(context, appNames(context));
	return {
		done: running.length === 0,
		evidence: running.length === 0 ? 'none of them runs' : `${inWords(running)} still run`,
	};
}

async function runningAmong({ stack }: StepContext, names: readonly string[]): Promise<readonly string[]> {
	const containers = await listContainers(stack.engine, stack.project);
	return containers
		.filter(
			({ service, container }) =>
				names.includes(service) && ['running', 'restarting', 'paused'].includes(container.State.Status),
		)
		.map(({ service }) => service);
}
