// Touches the world: keeps services stopped for as long as their data is read.
import { setTimeout as sleep } from 'node:timers/promises';
import * as docker from '../docker/arguments.ts';
import { run } from '../docker/run.ts';
import { OperatorError } from '../host/errors.ts';
import type { Stack } from '../survey/identify.ts';
import { listContainers, serviceState } from '../survey/services.ts';
import { inWords } from '../text/list.ts';
import { runningAmong, stopServices } from './running-services.ts';
import type { StepContext } from './step.ts';

/** Milliseconds until a service has to be up again, and between two looks. */
const patience = 300_000;
const pause = 500;

/** Output that names them while they are stopped, a line each; empty once they run again. After a kill nothing else tells. */
const stopped = 'stopped';

/** Output that names those which were stopped, and run again. */
const restarted = 'restarted';

/** Services that stood still while their data was read, and run again, by the outputs of a run. */
export const startedAgain = (outputs: Readonly<Record<string, string>>): readonly string[] =>
	(outputs[`restore-point.${restarted}`] ?? '').split('\n').filter(Boolean);

/** Services that a step has stopped and not started again, by the outputs of its run. */
export const leftStopped = (outputs: Readonly<Record<string, string>>): readonly string[] =>
	(outputs[`restore-point.${stopped}`] ?? '').split('\n').filter(Boolean);

/**
 * Stops those of the services that run, and starts them again whatever comes of the work: also when the operator wants to stop.
 * @throws OperatorError when they do not come up again; what the work threw
 */
export async function whileStopped<T>(
	{ stack, signal, note, outputs }: Pick<StepContext, 'stack' | 'signal' | 'note' | 'outputs'>,
	services: readonly string[],
	work: () => Promise<T>,
): Promise<T> {
	if (services.length === 0) return work();
	const before = leftStopped(outputs);
	const ran = before.length > 0 ? before : await runningAmong(stack, services, signal);
	if (ran.length === 0) return work();
	note({ [stopped]: ran.join('\n') });
	let failure: { readonly error: unknown } | undefined;
	let result: T | undefined;
	try {
		await stopServices(stack, ran);
		result = await work();
	} catch (error) {
		failure = { error };
	}
	await bringBack(stack, ran);
	note({ [stopped]: '', [restarted]: ran.join('\n') });
	if (failure) throw failure.error;
	return result as T;
}

/** Starts services and waits until they are up. @throws OperatorError when they are not */
export async function bringBack(stack: Stack, services: readonly string[]): Promise<void> {
	const { engine, project } = stack;
	const ends = performance.now() + patience;
	let seen = 'it was not started';
	try {
		await run(engine, docker.start(engine, project, services), { deadline: patience });
		for (; performance.now() < ends; await sleep(pause)) {
			const containers = await listContainers(engine, project);
			const open = services.flatMap((name) => {
				const state = containers.find(({ service }) => service === name)?.container.State;
				const is = state ? serviceState(state) : 'missing';
				return is === 'healthy' || is === 'no check' ? [] : [`${name} is ${is}`];
			});
			if (open.length === 0) return;
			seen = inWords(open);
		}
	} catch (error) {
		seen = (error as Error).message;
	}
	throw new OperatorError(
		`${inWords(services)} had been stopped to be saved, and did not come up again: ${seen}.`,
		{
			exit: 3,
			advice: [
				'Its version and its data are as they were.',
				`Look at its log, and start it: docker compose start ${services.join(' ')}`,
			],
		},
	);
}
