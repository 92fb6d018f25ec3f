// Touches the world: recreates the app's containers.
import { setTimeout as sleep } from 'node:timers/promises';
import { toShell } from '../docker/command.ts';
import { momentNow } from '../host/moment.ts';
import type { Step } from '../plan/plan.ts';
import { schemaDatabase } from '../survey/data.ts';
import { listContainers, versionOfContainer } from '../survey/services.ts';
import { inWords } from '../text/list.ts';
import { startUp, upCommands } from './start-up.ts';
import type { Look, StepContext, StepKindModule, StepResult } from './step.ts';

type Beginning = {
	/** A moment, in two parts. */
	readonly began: string;
	readonly steady: string;
	/** Of a container that stays the same: those before this start must not count against it. */
	readonly restarts: string;
	/** When that container had started; empty without one. */
	readonly started: string;
};

/**
 * Starts `up --detach` and ends as soon as the migrating service runs from the new image: `up` itself may go
 * on for as long as a dependent waits for that service's health, and its end is one of the signals waited for.
 */
export const up: StepKindModule = {
	interruptible: false,
	commands: (context) => upCommands(context).map(toShell),
	holds: { until: 'end', look: isAlive },
	async act(context, step) {
		const began = momentNow();
		const before = await migratingContainer(context);
		const beginning: Beginning = {
			began: began.at,
			steady: began.steady,
			restarts: String(before?.RestartCount ?? 0),
			started: before?.State.StartedAt ?? '',
		};
		context.note(beginning);
		return untilStarted(context, step, beginning);
	},
	async resume(context, step) {
		const noted = beginningOf(context.outputs);
		return noted && untilStarted(context, step, noted);
	},
	look: runsFrom,
};

/** What an interrupted one noted. */
function beginningOf(outputs: StepContext['outputs']): Beginning | undefined {
	const { 'up.began': began, 'up.steady': steady, 'up.restarts': restarts, 'up.started': started } = outputs;
	if (began === undefined || steady === undefined || restarts === undefined || started === undefined)
		return undefined;
	return { began, steady, restarts, started };
}

/** Also not ended: after a reboot of the host it may have. */
async function isAlive(context: StepContext, step: Step): Promise<Look> {
	const seen = await runsFrom(context, step);
	const { Status: status, ExitCode: code } = (await migratingContainer(context))?.State ?? {};
	if (context.stack.runbook.migrations.oneShot && code === 0) return othersAlive(context, seen);
	return status === 'exited' || status === 'dead'
		? { done: false, evidence: `${seen.evidence}, which has ended` }
		: seen;
}

/** After one that migrates and ends, it is the others that have to run. */
async function othersAlive({ stack, facts, signal }: StepContext, seen: Look): Promise<Look> {
	const { service } = stack.runbook.migrations;
	const app = facts.services.filter(({ name, app }) => app && name !== service).map(({ name }) => name);
	const ended = (await listContainers(stack.engine, stack.project, signal))
		.filter(({ service: name, container }) => app.includes(name) && container.State.Status !== 'running')
		.map(({ service: name }) => name);
	return ended.length > 0 ? { done: false, evidence: `${inWords(ended)} do not run` } : seen;
}

/** Ended before this start: `up` has not come to it yet. */
async function isStillDown(context: StepContext, now: string): Promise<boolean> {
	const { Status, StartedAt = '' } = (await migratingContainer(context))?.State ?? { Status: 'missing' };
	return (Status === 'exited' || Status === 'dead') && StartedAt < now;
}

async function runsFrom(context: StepContext, step: Step): Promise<Look> {
	const { service } = context.stack.runbook.migrations;
	const container = await migratingContainer(context);
	const { engine, config } = context.stack;
	const { version = '' } = step.parameters;
	const tag =
		container && (await versionOfContainer(engine, config, service, container, version, context.signal));
	const started = container !== undefined && container.State.Status !== 'created';
	return {
		done: started && tag === version,
		evidence: `${service} runs ${tag ?? 'nothing'}`,
	};
}

async function untilStarted(context: StepContext, step: Step, beginning: Beginning): Promise<StepResult> {
	const { stack, facts, follow, signal } = context;
	const names = facts.services.filter((service) => service.app).map((service) => service.name);
	const database = schemaDatabase(stack);
	follow(
		[stack.runbook.migrations.service, ...(database && !database.external ? [database.service] : [])],
		new Date(beginning.began),
	);
	const now = new Date().toISOString();
	let ended = false;
	let started = false;
	const command = startUp(context, () => started).finally(() => {
		ended = true;
	});
	command.catch(() => undefined);
	while (!ended) {
		started = (await runsFrom(context, step)).done && !(await isStillDown(context, now));
		if (started) break;
		await sleep(400, undefined, { signal }).catch(() => undefined);
	}
	// An `up` that failed before it recreated anything is this step's failure.
	if (ended && !(await runsFrom(context, step)).done) await command;
	return { detail: `${inWords(names)} are being recreated`, outputs: beginning };
}

const migratingContainer = async ({ stack, signal }: StepContext) =>
	(await listContainers(stack.engine, stack.project, signal)).find(
		({ service }) => service === stack.runbook.migrations.service,
	)?.container;
