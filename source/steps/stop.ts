// Touches the world: stops the app's containers.
import { inWords } from '../text/list.ts';
import { runningAmong, stopServices } from './running-services.ts';
import type { Look, StepContext, StepKindModule } from './step.ts';

const appNames = ({ facts }: StepContext) =>
	facts.services.filter((service) => service.app).map((service) => service.name);

/** Stops what writes, so that a swap finds nothing open; `ran` names what ran before, a line each. */
export const stop: StepKindModule = {
	interruptible: false,
	holds: { until: 'up', look: noneRuns },
	async act(context) {
		const names = appNames(context);
		// Noted before: after a kill in the middle, what has stopped already no longer tells.
		const noted = context.outputs['stop.ran'];
		const ran =
			noted === undefined ? await runningAmong(context.stack, names) : noted.split('\n').filter(Boolean);
		if (noted === undefined) context.note({ ran: ran.join('\n') });
		await stopServices(context.stack, names);
		return { detail: `${inWords(names)} stopped`, outputs: { ran: ran.join('\n') } };
	},
	look: noneRuns,
};

async function noneRuns(context: StepContext): Promise<Look> {
	const running = await runningAmong(context.stack, appNames(context));
	return {
		done: running.length === 0,
		evidence: running.length === 0 ? 'none of them runs' : `${inWords(running)} still run`,
	};
}
