// Touches the world: starts `docker compose up` in the background of a plan.
import * as docker from '../docker/arguments.ts';
import { runLines } from '../docker/run.ts';
import { findProcesses, untilEnded } from '../host/processes.ts';
import type { StepContext } from './step.ts';

/** `up` waits for the health of what others depend on, and a migration may be long. Milliseconds. */
const deadline = 6 * 3600 * 1000;

/** Brings the app's services up; goes on until the command or the plan ends, and is found under `up` meanwhile. */
export function startUp(context: StepContext): Promise<void> {
	return inBackground(context, runUp(context));
}

/**
 * After a kill: the `up` of the run that was killed may go on without it. Once that has ended, another one starts what
 * it did not come to; what is in order it leaves alone.
 */
export function goOnWithUp(context: StepContext): Promise<void> {
	const { argv, cwd } = upCommand(context);
	const left = findProcesses(argv.slice(1), cwd ?? '');
	return inBackground(
		context,
		untilEnded(left, context.planEnds).then(() => runUp(context)),
	);
}

function inBackground({ background }: StepContext, command: Promise<void>): Promise<void> {
	// Whoever waits for the start looks at how it ended; until then a failure is not unhandled.
	command.catch(() => undefined);
	background.set('up', command);
	return command;
}

const runUp = (context: StepContext) =>
	runLines(context.stack.engine, upCommand(context), {
		deadline,
		signal: context.planEnds,
		onLine: () => {},
	});

const upCommand = ({ stack, facts }: StepContext) =>
	docker.up(
		stack.engine,
		stack.project,
		facts.services.filter((service) => service.app).map((service) => service.name),
	);
